//! SVG logos: parsed by usvg with nothing external, and re-emitted, never passed through.

use crate::error::{Error, Result};
use usvg::{ImageHrefResolver, Options, Tree, WriteOptions};

/// Parses an SVG logo. Scripts, foreign content and style sheets' imports are not part of the tree, and images are
/// taken from data URIs alone.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree> {
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    Tree::from_data(bytes, &options)
        .map_err(|error| Error::logo("logo.damaged", format!("is no valid SVG: {error}")))
}

/// The same picture as SVG text in plain shapes.
pub(crate) fn sanitize(bytes: &[u8]) -> Result<String> {
    Ok(parse(bytes)?.to_string(&WriteOptions::default()))
}
