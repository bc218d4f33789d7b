//! Discs of varied size (the Linkbreakers fork: `bubbly-dots`).

use super::dot::Neighbours;
use crate::scene::{PathBuilder, Rect};
use crate::trig;

/// A disc around the middle of its cell, 0.55 to 1.15 times as wide: larger where it stands alone. What varies is a hash
/// of the cell's position in px, so the same picture always bubbles alike.
pub(crate) fn bubble(path: &mut PathBuilder, cell: Rect, scale: f64, near: Neighbours) {
    let wave = trig::sin(12.9898 * cell.x + 78.233 * cell.y) * 43_758.545_312_3;
    let noise = wave - wave.floor();
    let bias = match near.count() {
        0 => 0.1,
        1 | 2 => 0.0,
        _ => -0.1,
    };
    let width = (0.75 + 0.35 * noise + bias).min(1.15);
    path.circle(cell.center(), cell.width / 2.0 * width * scale);
}
