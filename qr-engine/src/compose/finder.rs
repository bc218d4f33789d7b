//! The two parts of a finder pattern, which is 7 by 7 modules large.

use crate::cells::{Cells, Place};
use crate::options::{CornerDotType, CornerSquareType};
use crate::scene::{PathBuilder, Point, Rect};
use crate::shapes::{corner_dot, corner_square};

/// Side of a finder pattern in modules.
pub(super) const SIZE: usize = 7;

/// Draws the ring into its box. `turns` are quarters, clockwise; single modules do not turn.
pub(super) fn draw_ring(path: &mut PathBuilder, kind: CornerSquareType, rect: Rect, module: f64, turns: u8) {
    match kind {
        CornerSquareType::Square => corner_square::square(path, rect, module),
        CornerSquareType::Dot => corner_square::dot(path, rect, module),
        CornerSquareType::ExtraRounded => corner_square::extra_rounded(path, rect, module),
        CornerSquareType::Hexagon => corner_square::polygon(path, rect, 6, turns),
        CornerSquareType::Octagon => corner_square::polygon(path, rect, 8, turns),
        CornerSquareType::Leaf => corner_square::leaf(path, rect, turns),
        CornerSquareType::Modules(kind) => {
            let edge = |at: usize| at == 0 || at == SIZE - 1;
            let place = Place { origin: Point { x: rect.x, y: rect.y }, module };
            Cells::new(SIZE, &|row, column| edge(row) || edge(column)).draw(path, kind, 1.0, place);
        }
    }
}

/// Draws the centre into its box, which is 3 modules wide.
pub(super) fn draw_center(path: &mut PathBuilder, kind: CornerDotType, rect: Rect, module: f64, turns: u8) {
    match kind {
        CornerDotType::Square => corner_dot::square(path, rect),
        CornerDotType::Dot => corner_dot::dot(path, rect),
        CornerDotType::Hexagon => corner_dot::polygon(path, rect, 6, turns),
        CornerDotType::Octagon => corner_dot::polygon(path, rect, 8, turns),
        CornerDotType::Teardrop => corner_dot::teardrop(path, rect, turns),
        CornerDotType::Star => corner_dot::star(path, rect),
        CornerDotType::Modules(kind) => {
            let place = Place { origin: Point { x: rect.x, y: rect.y }, module };
            Cells::new(3, &|_, _| true).draw(path, kind, 1.0, place);
        }
    }
}
