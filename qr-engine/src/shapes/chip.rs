//! Small discs, some of them linked by bars, like the pads of a circuit board (the Linkbreakers fork: `circuit-chip`).

use super::dot::Neighbours;
use crate::scene::{PathBuilder, Point, Rect};

/// A disc of 0.8 modules.
pub(crate) fn pad(path: &mut PathBuilder, cell: Rect, scale: f64) {
    path.circle(cell.center(), radius(cell, scale));
}

/// The bars that link a disc to its neighbours on the right and below; those on the other sides are the neighbours'.
pub(crate) fn bars(path: &mut PathBuilder, cell: Rect, scale: f64, near: Neighbours) {
    // Cells are told apart by their number along each axis, counted from the picture's edge.
    let number = |start: f64| (start / cell.width + 0.5).floor() as i64;
    let (row, column) = (number(cell.y), number(cell.x));
    let Point { x, y } = cell.center();
    let radius = radius(cell, scale);
    let (length, thickness) = (cell.width - 2.0 * radius, (0.24 * cell.width * scale).max(1.0));
    let half = thickness / 2.0;
    if near.right && is_linked(row, column, 1) {
        path.rounded_rect(Rect { x: x + radius, y: y - half, width: length, height: thickness }, 0.0);
    }
    if near.bottom && is_linked(row, column, 2) {
        path.rounded_rect(Rect { x: x - half, y: y + radius, width: thickness, height: length }, 0.0);
    }
}

fn radius(cell: Rect, scale: f64) -> f64 {
    0.4 * cell.width * scale
}

/// About one link of three; `direction` is 1 across and 2 down.
fn is_linked(row: i64, column: i64, direction: i64) -> bool {
    (73_856_093 * row + 19_349_663 * column + 83_492_791 * direction) % 3 == 0
}
