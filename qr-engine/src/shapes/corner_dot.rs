//! A finder pattern's centre in one piece (upstream: `QRCornerDot`), 3 modules wide.

use crate::scene::{PathBuilder, Rect};

/// A square.
pub(crate) fn square(path: &mut PathBuilder, rect: Rect) {
    path.rounded_rect(rect, 0.0);
}

/// A disc.
pub(crate) fn dot(path: &mut PathBuilder, rect: Rect) {
    path.circle(rect.center(), rect.width / 2.0);
}
