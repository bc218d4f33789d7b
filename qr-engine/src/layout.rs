//! Design + module count + logo size → [`Layout`]: every position of the picture, computed once.
//!
//! The rules, roundings included, are qr-code-styling's (`QRSVG.drawQR`, `drawDots`, `drawImage`).

use crate::options::{Design, ErrorCorrectionLevel, Shape};
use crate::scene::{Point, Rect};

/// Positions in px; rows and columns in modules.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// Modules per side.
    pub(crate) size: usize,
    /// Side of a module in px; 0 when there is no room for the symbol.
    pub(crate) module: f64,
    /// Top-left corner of the symbol.
    pub(crate) origin: Point,
    /// The central image, if it is to be drawn.
    pub(crate) logo: Option<LogoPlace>,
    /// Rows of decorative modules on each side of the symbol; `None` for the square shape.
    pub(crate) halo: Option<usize>,
}

/// Where the central image goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogoPlace {
    /// Its box in px.
    pub(crate) rect: Rect,
    /// Columns and rows that it covers, always odd, centred in the symbol.
    pub(crate) window: (usize, usize),
}

impl Layout {
    /// Lays out a symbol of `size` modules a side in the box `room`, with an image of the natural size `logo` if there is
    /// one.
    pub(crate) fn new(design: &Design, room: Rect, size: usize, logo: Option<(f64, f64)>) -> Self {
        let rounded = |length: f64| {
            if design.dots.round_size { length.floor() } else { length }
        };
        let modules = size as f64;
        let available = room.width.min(room.height) - 2.0 * design.margin;
        let side = match design.shape {
            Shape::Square => available,
            Shape::Circle => available / std::f64::consts::SQRT_2,
        };
        let around = 2.0 * design.quiet_zone;
        // The disc around a symbol is wider than the symbol by the square root of two, its quiet zone is not.
        let across = match design.shape {
            Shape::Square => modules + around,
            Shape::Circle => modules + around / std::f64::consts::SQRT_2,
        };
        let module = rounded(side / across).max(0.0);
        let origin = Point {
            x: room.x + rounded((room.width - modules * module) / 2.0),
            y: room.y + rounded((room.height - modules * module) / 2.0),
        };
        let halo = match design.shape {
            Shape::Circle if module > 0.0 => {
                Some(((available / module - modules - around) / 2.0).floor().max(0.0) as usize)
            }
            Shape::Circle => Some(0),
            Shape::Square => None,
        };
        let fit = logo.filter(|_| module > 0.0).and_then(|natural| fit_logo(design, size, module, natural));
        let logo = fit.map(|fit| {
            let margin = design.image_margin;
            let place = |length: f64| rounded(margin + (modules * module - length) / 2.0);
            let rect = Rect {
                x: origin.x + place(fit.width),
                y: origin.y + place(fit.height),
                width: fit.width - 2.0 * margin,
                height: fit.height - 2.0 * margin,
            };
            // A margin that leaves nothing of the image still clears its window, as in the original.
            LogoPlace { rect, window: fit.window }
        });
        Self { size, module, origin, logo, halo }
    }

    /// Side of the symbol in px.
    pub(crate) fn side(&self) -> f64 {
        self.size as f64 * self.module
    }

    /// Whether the image's window covers the module.
    pub(crate) fn is_under_logo(&self, row: usize, column: usize) -> bool {
        let covers = |at: usize, covered: usize| at.abs_diff(self.size / 2) * 2 < covered;
        self.logo.is_some_and(|logo| covers(column, logo.window.0) && covers(row, logo.window.1))
    }

    /// The cell of a module, in px.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Rect {
        let at = |start: f64, index: usize| start + index as f64 * self.module;
        let (x, y) = (at(self.origin.x, column), at(self.origin.y, row));
        Rect { x, y, width: self.module, height: self.module }
    }
}

struct LogoFit {
    window: (usize, usize),
    width: f64,
    height: f64,
}

/// JavaScript's `Math.round`: halves go up.
pub(crate) fn round_half_up(value: f64) -> f64 {
    (value + 0.5).floor()
}

/// The largest window of odd sides that hides no more modules than the level's share times `imageSize` of all
/// (`calculateImageSize`).
fn fit_logo(
    design: &Design,
    size: usize,
    module: f64,
    (natural_width, natural_height): (f64, f64),
) -> Option<LogoFit> {
    let share = match design.error_correction_level {
        ErrorCorrectionLevel::L => 0.07,
        ErrorCorrectionLevel::M => 0.15,
        ErrorCorrectionLevel::Q => 0.25,
        ErrorCorrectionLevel::H => 0.3,
    };
    let modules = size as f64;
    let budget = (design.image_size * share * modules * modules).floor();
    if natural_width <= 0.0 || natural_height <= 0.0 || budget <= 0.0 {
        return None;
    }
    // Finder patterns with their separators stay free; the number is odd like every side of a symbol.
    let axis = modules - 14.0;
    let ratio = natural_height / natural_width;
    let odd_above = |length: f64| 1.0 + 2.0 * ((length - 1.0) / 2.0).ceil();

    let mut columns = (budget / ratio).sqrt().floor().max(1.0).min(axis);
    if columns % 2.0 == 0.0 {
        columns -= 1.0;
    }
    let mut width = columns * module;
    let mut rows = odd_above(columns * ratio);
    let mut height = round_half_up(width * ratio);
    if columns * rows > budget || axis < rows {
        rows = if axis < rows { axis } else { rows - 2.0 };
        height = rows * module;
        columns = odd_above(rows / ratio);
        width = round_half_up(height / ratio);
    }
    // A very wide image with a small budget leaves no row at all: the original then writes a negative box.
    (columns > 0.0 && rows > 0.0).then_some(LogoFit {
        window: (columns as usize, rows as usize),
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Mode, QrOptions};

    fn lay_out(design: &Design, size: usize, logo: Option<(f64, f64)>) -> Layout {
        let canvas = Rect { x: 0.0, y: 0.0, width: design.width, height: design.height };
        Layout::new(design, canvas, size, logo)
    }

    fn design(change: impl FnOnce(&mut QrOptions)) -> Design {
        let mut options = QrOptions { data: "x".into(), ..QrOptions::default() };
        change(&mut options);
        options.validate(Mode::Compat).unwrap()
    }

    #[test]
    fn whole_pixels_leave_the_rest_as_margin() {
        let layout = lay_out(&design(|o| o.margin = 10.0), 33, None);
        assert_eq!((layout.module, layout.origin), (8.0, Point { x: 18.0, y: 18.0 }));
        let exact = lay_out(&design(|o| o.dots_options.round_size = false), 33, None);
        assert!((exact.side() - 300.0).abs() < 1e-9);
    }

    #[test]
    fn window_is_odd_and_within_budget() {
        for (width, height) in [(64.0, 64.0), (120.0, 48.0), (40.0, 100.0)] {
            for image_size in [0.1, 0.4, 1.0] {
                let layout =
                    lay_out(&design(|o| o.image_options.image_size = image_size), 33, Some((width, height)));
                let (columns, rows) = layout.logo.unwrap().window;
                assert!(columns % 2 == 1 && rows % 2 == 1, "{columns} by {rows}");
                assert!(columns <= 19 && rows <= 19);
                let covered = (0..33 * 33).filter(|i| layout.is_under_logo(i / 33, i % 33)).count();
                assert_eq!(covered, columns * rows);
            }
        }
    }

    #[test]
    fn no_room_draws_nothing() {
        let layout = lay_out(&design(|o| o.margin = 200.0), 33, Some((1.0, 1.0)));
        assert_eq!((layout.module, layout.logo), (0.0, None));
    }

    #[test]
    fn very_wide_image_without_a_row_is_left_out() {
        let small = design(|o| {
            o.image_options.image_size = 0.05;
            o.qr_options.error_correction_level = "L".into();
        });
        assert_eq!(lay_out(&small, 41, Some((200.0, 20.0))).logo, None);
    }
}
