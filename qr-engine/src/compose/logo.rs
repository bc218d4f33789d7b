//! The central image: which modules make way for it, its plate, and itself.

use super::Composer;
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::logo::{Logo, Silhouette};
use crate::options::{Design, LogoShape};
use crate::scene::{Fit, Item, Paint, PathBuilder, Rect, Role};
use std::sync::Arc;

/// Which modules make way for the image.
pub(super) enum Window<'a> {
    /// None.
    Nothing,
    /// Whole rows and columns.
    Square,
    /// Those that the ellipse in a box touches.
    Circle(Rect),
    /// Those that something of the image touches; the margin reaches further.
    #[cfg_attr(not(feature = "raster"), allow(dead_code, reason = "builds that draw no pixels know none"))]
    Alpha { silhouette: &'a Silhouette, rect: Rect, margin: f64 },
}

impl<'a> Window<'a> {
    pub(super) fn new(design: &Design, layout: &Layout, logo: Option<&'a Logo>) -> Result<Self> {
        let (Some(place), Some(logo), true) = (layout.logo, logo, design.hide_background_dots) else {
            return Ok(Self::Nothing);
        };
        let margin = design.image_margin.max(0.0);
        Ok(match design.image_shape {
            LogoShape::Square => Self::Square,
            LogoShape::Circle => Self::Circle(place.rect.inset(-margin)),
            LogoShape::Alpha => Self::alpha(place.rect, margin, logo)?,
        })
    }

    #[cfg(feature = "raster")]
    fn alpha(rect: Rect, margin: f64, logo: &'a Logo) -> Result<Self> {
        let silhouette = logo.silhouette().ok_or_else(unknown_pixels)?;
        let (width, height) = logo.natural_size();
        let (x, y, scale) = Fit::Contain.place((width, height), rect);
        let rect = Rect { x, y, width: width * scale, height: height * scale };
        Ok(Self::Alpha { silhouette, rect, margin })
    }

    #[cfg(not(feature = "raster"))]
    fn alpha(_: Rect, _: f64, _: &Logo) -> Result<Self> {
        Err(unknown_pixels())
    }

    /// Whether the module makes way.
    pub(super) fn covers(&self, layout: &Layout, row: usize, column: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Square => layout.is_under_logo(row, column),
            Self::Circle(rect) => touches_ellipse(layout.cell(row, column), *rect),
            #[cfg(not(feature = "raster"))]
            Self::Alpha { .. } => false,
            #[cfg(feature = "raster")]
            Self::Alpha { silhouette, rect, margin } => {
                let cell = layout.cell(row, column).inset(-margin);
                // The box as a share of the image's, from its corner.
                let share = |at: f64, start: f64, length: f64| (at - start) / length;
                silhouette.touches(
                    share(cell.x, rect.x, rect.width)..share(cell.x + cell.width, rect.x, rect.width),
                    share(cell.y, rect.y, rect.height)..share(cell.y + cell.height, rect.y, rect.height),
                )
            }
        }
    }
}

fn unknown_pixels() -> Error {
    let message = "alpha needs the image's pixels, which are not known here: take square or circle";
    Error::option("options.silhouette", "imageOptions.shape", message)
}

/// Whether the point of a cell that is nearest to the middle of a box lies in the ellipse in that box.
fn touches_ellipse(cell: Rect, rect: Rect) -> bool {
    let center = rect.center();
    let distance = |at: f64, start: f64, length: f64, radius: f64| {
        let nearest = at.max(start).min(start + length);
        if radius > 0.0 { (nearest - at) / radius } else { 1.0 }
    };
    let x = distance(center.x, cell.x, cell.width, rect.width / 2.0);
    let y = distance(center.y, cell.y, cell.height, rect.height / 2.0);
    // Cells that touch from outside have nothing to hide.
    x * x + y * y < 1.0 - 1e-9
}

impl Composer {
    /// The plate, and the image on it.
    pub(super) fn logo(&mut self, design: &Design, layout: &Layout, logo: Option<Arc<Logo>>) {
        let (Some(logo), Some(place)) = (logo, layout.logo) else { return };
        let rect = place.rect;
        if rect.width <= 0.0 || rect.height <= 0.0 {
            return;
        }
        if let Some(backing) = &design.image_backing {
            let rect = rect.inset(-backing.padding);
            let mut plate = PathBuilder::default();
            if design.image_shape == LogoShape::Circle {
                plate.ellipse(rect);
            } else {
                plate.rounded_rect(rect, rect.width.min(rect.height) / 2.0 * backing.round);
            }
            self.fill(Role::LogoBacking, plate.finish(), Paint::Solid(backing.color.clone()));
        }
        if design.image_opacity > 0.0 {
            let opacity = design.image_opacity;
            self.scene.items.push(Item::Image { role: Role::Logo, logo, rect, fit: Fit::Contain, opacity });
        }
    }
}
