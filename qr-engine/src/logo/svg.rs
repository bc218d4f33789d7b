//! SVG logos: parsed by usvg with nothing external, and re-emitted, never passed through.

use super::{LogoFormat, probe, svg_cost, svg_references};
use crate::error::{Error, Result};
use std::sync::Arc;
use usvg::{ImageHrefResolver, ImageKind, Options, Tree, WriteOptions};

/// Parses an SVG logo. Scripts, foreign content and style sheets' imports are not part of the tree, and images are
/// taken from data URIs alone. What would take too long to draw is refused.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree> {
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(embedded),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let text = str::from_utf8(bytes).map_err(damaged)?;
    svg_references::check(text)?;
    let tree = Tree::from_str(text, &options).map_err(damaged)?;
    svg_cost::check(&tree)?;
    Ok(tree)
}

fn damaged(reason: impl std::fmt::Display) -> Error {
    Error::logo("logo.damaged", format!("is no valid SVG: {reason}"))
}

/// A picture inside of the SVG, under the same limits as one that is a logo by itself.
fn embedded(_: &str, data: Arc<Vec<u8>>, options: &Options<'_>) -> Option<ImageKind> {
    match probe(&data).ok()?.0 {
        LogoFormat::Png => Some(ImageKind::PNG(data)),
        LogoFormat::Jpeg => Some(ImageKind::JPEG(data)),
        LogoFormat::Gif => Some(ImageKind::GIF(data)),
        LogoFormat::WebP => Some(ImageKind::WEBP(data)),
        // usvg lets no further picture into one that is inside of another.
        LogoFormat::Svg => {
            svg_references::check(str::from_utf8(&data).ok()?).ok()?;
            ImageHrefResolver::default_data_resolver()("image/svg+xml", data, options)
        }
    }
}

/// The same picture as SVG text in plain shapes.
pub(crate) fn sanitize(bytes: &[u8]) -> Result<String> {
    Ok(parse(bytes)?.to_string(&WriteOptions::default()))
}
