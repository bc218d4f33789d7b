//! What PDF and EPS share: a scene as fills of known colours and as pictures, in paint order. SVG logos become fills too,
//! where their shapes are ones that printers know.

pub(super) mod ink;
pub(super) mod picture;
#[cfg(feature = "svg-logo")]
mod svg_logo;

use crate::error::Result;
use crate::logo::Logo;
use crate::scene::{Fit, Item, Path, Rect, Role, Scene};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use ink::Ink;
use picture::Picture;
use std::borrow::Cow;
use std::io::Write as _;

/// One step of painting.
pub(super) enum Step<'a> {
    Fill(Fill<'a>),
    /// A picture in a box, and which item of the scene it is.
    Picture {
        index: usize,
        picture: Picture,
    },
}

/// An outline under one ink.
pub(super) struct Fill<'a> {
    pub(super) role: Role,
    pub(super) path: Cow<'a, Path>,
    pub(super) rule: Rule,
    pub(super) ink: Ink,
}

/// What is inside of an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    NonZero,
    EvenOdd,
}

/// Points (1/72 inch) of a millimetre.
pub(super) const POINTS: f64 = 72.0 / 25.4;

/// Pixels per inch of pictures on paper: more is not seen.
pub(super) const DENSITY: f64 = 600.0;

/// Longest side of a picture in pixels.
pub(super) const LONGEST: f64 = 4096.0;

/// Everything that is to be painted.
pub(super) fn steps(scene: &Scene) -> Result<Vec<Step<'_>>> {
    let mut steps = Vec::with_capacity(scene.items.len());
    for (index, item) in scene.items.iter().enumerate() {
        match item {
            Item::Fill { role, path, paint, .. } => steps.push(Step::Fill(Fill {
                role: *role,
                path: Cow::Borrowed(path),
                rule: Rule::NonZero,
                ink: Ink::new(*role, paint)?,
            })),
            Item::Image { role, logo, rect, fit, opacity } => {
                if let Some(fills) = shapes(logo, *rect, *fit, *opacity) {
                    steps.extend(fills.into_iter().map(|(path, rule, ink)| {
                        Step::Fill(Fill { role: *role, path: Cow::Owned(path), rule, ink })
                    }));
                    continue;
                }
                let picture = Picture::new(logo, (*rect, *fit, *opacity), scene);
                let picture = picture.map_err(|error| error.of_picture(role.option()))?;
                steps.push(Step::Picture { index, picture });
            }
        }
    }
    Ok(steps)
}

/// Bytes as both formats compress them (RFC 1950).
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

type Shape = (Path, Rule, Ink);

/// An SVG logo's shapes; `None` for other images, and for effects that only a browser knows.
#[cfg(feature = "svg-logo")]
fn shapes(logo: &Logo, rect: Rect, fit: Fit, opacity: f64) -> Option<Vec<Shape>> {
    // What reaches beyond its box is cut off, which shapes are not; what lies over itself shines through itself.
    if fit == Fit::Cover || opacity < 1.0 {
        return None;
    }
    svg_logo::shapes(logo, rect, fit)
}

#[cfg(not(feature = "svg-logo"))]
fn shapes(_: &Logo, _: Rect, _: Fit, _: f64) -> Option<Vec<Shape>> {
    None
}
