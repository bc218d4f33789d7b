//! A finder pattern's centre in one piece (upstream: `QRCornerDot`), 3 modules wide. `turns` are quarters, clockwise.

use super::frame::{Frame, regular};
use crate::scene::{PathBuilder, Rect};
use crate::trig;
use std::f64::consts::PI;

/// A square.
pub(crate) fn square(path: &mut PathBuilder, rect: Rect) {
    path.rounded_rect(rect, 0.0);
}

/// A disc.
pub(crate) fn dot(path: &mut PathBuilder, rect: Rect) {
    path.circle(rect.center(), rect.width / 2.0);
}

/// A regular polygon whose corners lie on a circle of radius 1.5 modules.
pub(crate) fn polygon(path: &mut PathBuilder, rect: Rect, corners: u8, turns: u8) {
    Frame::new(rect, turns).polygon(path, &regular(corners, 1.0));
}

/// A disc that reaches into the top-left corner of its box. The fork's outline is traced by hand; this is what it shows.
pub(crate) fn teardrop(path: &mut PathBuilder, rect: Rect, turns: u8) {
    let (round, tip) = ((1.0, 1.0), (0.06, 0.06));
    Frame::new(rect, turns).rounded_box(path, (1.0, 1.0), [tip, round, round, round]);
}

/// A star with five points, one of them upwards, and an inner radius of 0.45 of the outer one.
pub(crate) fn star(path: &mut PathBuilder, rect: Rect) {
    let corner = |corner| {
        let angle = PI * (f64::from(corner) / 5.0 - 0.5);
        let radius = if corner % 2 == 0 { 1.0 } else { 0.45 };
        let (sin, cos) = trig::sin_cos(angle);
        (radius * cos, radius * sin)
    };
    Frame::new(rect, 0).polygon(path, &(0..10).map(corner).collect::<Vec<_>>());
}
