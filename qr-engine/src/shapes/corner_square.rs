//! A finder pattern's ring in one piece (upstream: `QRCornerSquare`).
//!
//! Radii and insets are in modules; the ring is 7 modules wide and 1 thick.

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
