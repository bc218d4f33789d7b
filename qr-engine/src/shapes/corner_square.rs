//! A finder pattern's ring in one piece (upstream: `QRCornerSquare`).
//!
//! Radii and insets are in modules; the ring is 7 modules wide and 1 thick. `turns` are quarters, clockwise.

use super::frame::{Frame, regular};
use crate::scene::{PathBuilder, Rect};

/// A square ring.
pub(crate) fn square(path: &mut PathBuilder, rect: Rect, module: f64) {
    path.rounded_rect(rect, 0.0);
    path.rounded_hole(rect.inset(module), 0.0);
}

/// A circular ring. The original's circles are 0.05 px off centre, because one large arc cannot close on itself.
pub(crate) fn dot(path: &mut PathBuilder, rect: Rect, module: f64) {
    path.circle(rect.center(), 3.5 * module);
    path.circle_hole(rect.center(), 2.5 * module);
}

/// A ring with corners of radius 2.5 outside and 1.5 inside.
pub(crate) fn extra_rounded(path: &mut PathBuilder, rect: Rect, module: f64) {
    path.rounded_rect(rect, 2.5 * module);
    path.rounded_hole(rect.inset(module), 1.5 * module);
}

/// A ring between two regular polygons, whose corners lie on circles of radius 3.5 and 2.5.
pub(crate) fn polygon(path: &mut PathBuilder, rect: Rect, corners: u8, turns: u8) {
    let frame = Frame::new(rect, turns);
    frame.polygon(path, &regular(corners, 1.0));
    let mut hole = regular(corners, 2.5 / 3.5);
    hole.reverse();
    frame.polygon(path, &hole);
}

/// A ring whose top-left and bottom-right corners are sharp and whose others are rounded. The fork draws it 244 by 246
/// units large, 27 thick, with radii of 70 outside and 50 inside, and stretches that to a square.
pub(crate) fn leaf(path: &mut PathBuilder, rect: Rect, turns: u8) {
    let (width, height) = (122.0, 123.0);
    let frame = Frame::new(rect, turns);
    let (outer, inner) = ((70.0 / width, 70.0 / height), (50.0 / width, 50.0 / height));
    let sharp = (0.0, 0.0);
    frame.rounded_box(path, (1.0, 1.0), [sharp, outer, sharp, outer]);
    let (right, bottom) = (1.0 - 27.0 / width, 1.0 - 27.0 / height);
    frame.rounded_hole(path, (right, bottom), [sharp, inner, sharp, inner]);
}
