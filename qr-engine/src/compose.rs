//! Design + Matrix + Layout + Logo → [`Scene`]: decides which parts share a paint, and places gradients.
//!
//! Parts without a paint of their own join their parent: a ring joins the dots, a centre joins its ring if that is
//! painted, else the dots (upstream: `QRSVG.drawCorners`).

use crate::error::{Error, Result};
use crate::layout::{Layout, round_half_up};
use crate::logo::Logo;
use crate::matrix::Matrix;
use crate::options::{self, CornerDotType, CornerSquareType, Design, DotType, Gradient, GradientType};
use crate::outline::Grid;
use crate::scene::{CornerPosition, Edges, Item, Paint, Path, PathBuilder, Point, Rect, Role, Scene, Stop};
use crate::shapes::dot::{self, Neighbours};
use crate::shapes::halo::Halo;
use crate::shapes::{corner_dot, corner_square};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, TAU};
use std::sync::Arc;

/// Side of a finder pattern in modules.
const FINDER: usize = 7;

/// Draws the design. `logo` is its central image, already loaded.
pub(crate) fn compose(design: &Design, matrix: &Matrix, logo: Option<Arc<Logo>>) -> Result<Scene> {
    let modules = matrix.size() as f64;
    if modules > design.width || modules > design.height {
        let path = if modules > design.width { "width" } else { "height" };
        let message = {
            let modules = matrix.size().to_string();
            ["must be at least ", &modules, " px: this code has ", &modules, " modules a side"].concat()
        };
        return Err(Error::option("options.too_small", path, message));
    }
    let layout = Layout::new(design, matrix.size(), logo.as_ref().map(|logo| logo.natural_size()));
    let mut composer = Composer {
        edges: if design.dots.round_size { Edges::Smooth } else { Edges::Crisp },
        scene: Scene { width: design.width, height: design.height, items: Vec::new() },
    };
    composer.background(design);
    if layout.module > 0.0 {
        composer.symbol(design, matrix, &layout);
    }
    if let (Some(logo), Some(place)) = (logo, layout.logo)
        && place.rect.width > 0.0
        && place.rect.height > 0.0
    {
        composer.scene.items.push(Item::Image { role: Role::Logo, logo, rect: place.rect });
    }
    Ok(composer.scene)
}

struct Composer {
    scene: Scene,
    edges: Edges,
}

impl Composer {
    /// Adds a fill, unless nobody would see it.
    fn fill(&mut self, role: Role, path: Path, paint: Paint) {
        let invisible = matches!(&paint, Paint::Solid(color) if color.is_invisible());
        if !path.is_empty() && !invisible {
            self.scene.items.push(Item::Fill { role, path, paint, edges: self.edges });
        }
    }

    fn canvas(&self) -> Rect {
        Rect { x: 0.0, y: 0.0, width: self.scene.width, height: self.scene.height }
    }

    /// The whole canvas, or, when rounded, a centred square.
    fn background(&mut self, design: &Design) {
        let Some(background) = &design.background else {
            return;
        };
        let mut rect = self.canvas();
        if background.round > 0.0 {
            let side = rect.width.min(rect.height);
            let place = |length: f64| {
                let start = (length - side) / 2.0;
                if design.dots.round_size { libm::floor(start) } else { start }
            };
            rect = Rect { x: place(rect.width), y: place(rect.height), width: side, height: side };
        }
        let mut path = PathBuilder::default();
        path.rounded_rect(rect, rect.width.min(rect.height) / 2.0 * background.round);
        self.fill(Role::Background, path.finish(), place(&background.paint, self.canvas(), 0.0));
    }

    fn symbol(&mut self, design: &Design, matrix: &Matrix, layout: &Layout) {
        let mut dots = PathBuilder::default();
        draw_modules(&mut dots, design, matrix, layout);
        let mut squares = Vec::new();
        let mut centers = Vec::new();
        for (position, rect, turn) in finders(layout) {
            let center = rect.inset(2.0 * layout.module);
            let mut square = PathBuilder::default();
            let ring = if design.corner_square.paint.is_some() { &mut square } else { &mut dots };
            draw_ring(ring, design.corner_square.kind, rect, layout.module);
            if let Some(paint) = &design.corner_dot.paint {
                let mut own = PathBuilder::default();
                draw_center(&mut own, design.corner_dot.kind, center, layout.module);
                centers.push((Role::CornerDot(position), own.finish(), place(paint, center, turn)));
            } else {
                draw_center(ring, design.corner_dot.kind, center, layout.module);
            }
            if let Some(paint) = &design.corner_square.paint {
                squares.push((Role::CornerSquare(position), square.finish(), place(paint, rect, turn)));
            }
        }
        self.fill(Role::Dots, dots.finish(), place(&design.dots.paint, self.canvas(), 0.0));
        for (role, path, paint) in squares.into_iter().chain(centers) {
            self.fill(role, path, paint);
        }
    }
}

/// The finder patterns with their boxes, and how far their gradients are turned, in radians.
fn finders(layout: &Layout) -> [(CornerPosition, Rect, f64); 3] {
    let far = layout.side() - FINDER as f64 * layout.module;
    let side = FINDER as f64 * layout.module;
    let at =
        |x: f64, y: f64| Rect { x: layout.origin.x + x, y: layout.origin.y + y, width: side, height: side };
    [
        (CornerPosition::TopLeft, at(0.0, 0.0), 0.0),
        (CornerPosition::TopRight, at(far, 0.0), FRAC_PI_2),
        (CornerPosition::BottomLeft, at(0.0, far), -FRAC_PI_2),
    ]
}

/// All modules outside the finder patterns and the logo's window, and the halo.
fn draw_modules(path: &mut PathBuilder, design: &Design, matrix: &Matrix, layout: &Layout) {
    let size = matrix.size();
    let in_finder = |row: usize, column: usize| {
        (row < FINDER && (column < FINDER || column >= size - FINDER))
            || (row >= size - FINDER && column < FINDER)
    };
    let mut cells = Cells::new(size);
    cells.fill(|row, column| {
        matrix.is_dark(row, column)
            && !in_finder(row, column)
            && !(design.hide_background_dots && layout.is_under_logo(row, column))
    });
    draw_cells(path, design.dots.kind, &cells, layout.origin, layout.module);
    if let Some(rings) = layout.halo {
        let halo = Halo::new(matrix, rings);
        let mut cells = Cells::new(halo.size());
        cells.fill(|row, column| halo.is_dark(row, column));
        let shift = rings as f64 * layout.module;
        let origin = Point { x: layout.origin.x - shift, y: layout.origin.y - shift };
        draw_cells(path, design.dots.kind, &cells, origin, layout.module);
    }
}

/// Which cells of a square grid are drawn.
struct Cells {
    size: usize,
    drawn: Vec<bool>,
}

impl Cells {
    fn new(size: usize) -> Self {
        Self { size, drawn: vec![false; size * size] }
    }

    /// Asks `drawn` for every (row, column).
    fn fill(&mut self, drawn: impl Fn(usize, usize) -> bool) {
        for row in 0..self.size {
            for column in 0..self.size {
                self.drawn[row * self.size + column] = drawn(row, column);
            }
        }
    }
}

/// Draws single modules; each looks at the neighbours that are drawn with it.
fn draw_cells(path: &mut PathBuilder, kind: DotType, cells: &Cells, origin: Point, module: f64) {
    let Cells { size, drawn } = cells;
    let grid = Grid::new(*size, |row, column| {
        let at = row * size + column;
        drawn[at].then(|| {
            let near = Neighbours {
                left: column > 0 && drawn[at - 1],
                right: column + 1 < *size && drawn[at + 1],
                top: row > 0 && drawn[at - size],
                bottom: row + 1 < *size && drawn[at + size],
            };
            dot::corners(kind, near)
        })
    });
    grid.draw(path, origin, module);
}

fn draw_ring(path: &mut PathBuilder, kind: CornerSquareType, rect: Rect, module: f64) {
    match kind {
        CornerSquareType::Square => corner_square::square(path, rect, module),
        CornerSquareType::Dot => corner_square::dot(path, rect, module),
        CornerSquareType::ExtraRounded => corner_square::extra_rounded(path, rect, module),
        CornerSquareType::Modules(kind) => {
            let edge = |at: usize| at == 0 || at == FINDER - 1;
            let mut cells = Cells::new(FINDER);
            cells.fill(|row, column| edge(row) || edge(column));
            draw_cells(path, kind, &cells, Point { x: rect.x, y: rect.y }, module);
        }
    }
}

fn draw_center(path: &mut PathBuilder, kind: CornerDotType, rect: Rect, module: f64) {
    match kind {
        CornerDotType::Square => corner_dot::square(path, rect),
        CornerDotType::Dot => corner_dot::dot(path, rect),
        CornerDotType::Modules(kind) => {
            let mut cells = Cells::new(3);
            cells.fill(|_, _| true);
            draw_cells(path, kind, &cells, Point { x: rect.x, y: rect.y }, module);
        }
    }
}

/// Gives a paint coordinates: gradients span `area`, linear ones turned by `turn` radians on top of their own angle.
fn place(paint: &options::Paint, area: Rect, turn: f64) -> Paint {
    match paint {
        options::Paint::Solid(color) => Paint::Solid(color.clone()),
        options::Paint::Gradient(gradient) => {
            let stops = gradient.color_stops.iter();
            let stops = stops.map(|stop| Stop { offset: stop.offset, color: stop.color.clone() }).collect();
            match gradient.kind {
                GradientType::Linear => {
                    let (from, to) = gradient_line(gradient, area, turn);
                    Paint::Linear { from, to, stops }
                }
                GradientType::Radial => {
                    Paint::Radial { center: area.center(), radius: area.width.max(area.height) / 2.0, stops }
                }
            }
        }
    }
}

/// End points of a linear gradient: where a line at its angle through the centre meets the box, in whole px
/// (upstream: `QRSVG._createColor`). An angle that is no number paints the last colour, as a line without length does.
fn gradient_line<C>(gradient: &Gradient<C>, area: Rect, turn: f64) -> (Point, Point) {
    let rotation = remainder(gradient.rotation + turn, TAU);
    // The remainder keeps the sign, hence the second step.
    let angle = remainder(rotation + TAU, TAU);
    let slope = libm::tan(rotation);
    let (half_width, half_height) = (area.width / 2.0, area.height / 2.0);
    let (dx, dy) = if angle <= FRAC_PI_4 || angle > 1.75 * PI {
        (half_width, half_height * slope)
    } else if angle <= 0.75 * PI {
        (half_width / slope, half_height)
    } else if angle <= 1.25 * PI {
        (-half_width, -half_height * slope)
    } else if angle <= 1.75 * PI {
        (-half_width / slope, -half_height)
    } else {
        (0.0, 0.0)
    };
    let center = area.center();
    let whole = |x: f64, y: f64| Point { x: round_half_up(x), y: round_half_up(y) };
    (whole(center.x - dx, center.y - dy), whole(center.x + dx, center.y + dy))
}

/// What is left of `value` after whole steps of `by`, with the sign of `value`; exact below one step, where angles
/// mostly are. (The operator `%` is exact everywhere, by 128-bit arithmetic that weighs down the preview bundle.)
fn remainder(value: f64, by: f64) -> f64 {
    let steps = libm::trunc(value / by);
    if steps == 0.0 { value } else { value - steps * by }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(rotation: f64, turn: f64) -> [f64; 4] {
        let gradient = Gradient::<()> { kind: GradientType::Linear, rotation, color_stops: Vec::new() };
        let (from, to) = gradient_line(&gradient, Rect { x: 0.0, y: 0.0, width: 300.0, height: 200.0 }, turn);
        [from.x, from.y, to.x, to.y]
    }

    #[test]
    fn angles_run_clockwise_from_left_to_right() {
        assert_eq!(line(0.0, 0.0), [0.0, 100.0, 300.0, 100.0]);
        assert_eq!(line(FRAC_PI_2, 0.0), [150.0, 0.0, 150.0, 200.0]);
        assert_eq!(line(PI, 0.0), [300.0, 100.0, 0.0, 100.0]);
        assert_eq!(line(-FRAC_PI_2, 0.0), [150.0, 200.0, 150.0, 0.0]);
        assert_eq!(line(0.0, FRAC_PI_2), line(FRAC_PI_2, 0.0));
        assert_eq!(line(FRAC_PI_4, 0.0), [0.0, 0.0, 300.0, 200.0]);
    }

    #[test]
    fn no_angle_is_a_line_without_length() {
        assert_eq!(line(f64::NAN, 0.0), [150.0, 100.0, 150.0, 100.0]);
    }
}
