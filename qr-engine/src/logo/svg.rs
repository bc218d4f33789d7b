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

/// The same picture as SVG text in plain shapes, at least [`FINE`] px large: Inkscape, librsvg and office programs turn an SVG
/// inside of another one into pixels at the size that it states, and small ones would blur.
pub(crate) fn sanitize(bytes: &[u8]) -> Result<String> {
    let tree = parse(bytes)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let text = tree.to_string(&WriteOptions::default());
    let larger = FINE / width.max(height);
    let stated = format!("<svg width=\"{width}\" height=\"{height}\"");
    match text.strip_prefix(&stated) {
        Some(rest) if larger > 1.0 => {
            let (wide, tall) = (width * larger, height * larger);
            Ok(format!("<svg width=\"{wide}\" height=\"{tall}\" viewBox=\"0 0 {width} {height}\"{rest}"))
        }
        _ => Ok(text),
    }
}

/// Longer side in px from which on nothing blurs in print.
const FINE: f32 = 1024.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ones_state_a_larger_size() {
        let small = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'><rect width='20' height='10'/></svg>";
        let text = sanitize(small.as_bytes()).unwrap();
        assert!(text.starts_with("<svg width=\"1024\" height=\"512\" viewBox=\"0 0 20 10\""), "{text}");
        assert_eq!(parse(text.as_bytes()).unwrap().size().width(), 1024.0);
    }
}
