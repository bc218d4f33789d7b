//! Cells of a grid → merged outlines.
//!
//! Where two drawn cells share a whole straight side, neither draws it, and the contour walks on along the neighbour.
//! So touching modules become one shape without inner edges: no hairlines at any zoom, and a small path.

use crate::scene::{PathBuilder, Point};
use crate::shapes::dot::Corners;

/// A square grid of cells, each empty or with the corners that it is drawn with.
///
/// The cells lie in a frame of empty ones, so that every cell has four neighbours.
pub(crate) struct Grid {
    /// Cells from one to the one below.
    stride: usize,
    /// Corners of each cell, two bits each, the first lowest; [`EMPTY`] where there is none.
    corners: Vec<u8>,
    /// Sides of each cell that a contour runs along, a bit each.
    outer: Vec<u8>,
}

/// A side of a cell: 0 top, 1 right, 2 bottom, 3 left, walked clockwise. Corner `n` is where side `n` starts.
type Side = usize;

/// No rounding has this number.
const EMPTY: u8 = 0xff;

/// How far corner `n` is rounded, in half cells.
fn rounding(corners: u8, n: Side) -> i32 {
    i32::from(corners >> (2 * n) & 3)
}

/// The sides between two sharp corners, a bit each.
fn whole_sides(corners: u8) -> u8 {
    let is_sharp = |n: Side| rounding(corners, n % 4) == 0;
    (0..4).fold(0, |sides, side| sides | u8::from(is_sharp(side) && is_sharp(side + 1)) << side)
}

impl Grid {
    /// Asks `cell` for every (row, column) below `size`.
    pub(crate) fn new(size: usize, cell: impl Fn(usize, usize) -> Option<Corners>) -> Self {
        let stride = size + 2;
        let mut corners = vec![EMPTY; stride * stride];
        let mut whole = vec![0; stride * stride];
        for row in 0..size {
            for column in 0..size {
                if let Some(cell) = cell(row, column) {
                    let at = (row + 1) * stride + column + 1;
                    corners[at] = cell.iter().rev().fold(0, |packed, rounding| packed << 2 | *rounding as u8);
                    whole[at] = whole_sides(corners[at]);
                }
            }
        }
        let mut outer = vec![0; stride * stride];
        for at in stride + 1..stride * (stride - 1) - 1 {
            if corners[at] != EMPTY {
                // Where both cells have the side over its whole length, neither is drawn.
                let faces = whole[at - stride] >> 2 & 1
                    | whole[at + 1] >> 2 & 2
                    | whole[at + stride] << 2 & 4
                    | whole[at - 1] << 2 & 8;
                outer[at] = !(whole[at] & faces) & 15;
            }
        }
        Self { stride, corners, outer }
    }

    /// Draws the outlines, clockwise outside and counter-clockwise around holes, with the grid's top-left corner at
    /// `origin` and cells of `module` px.
    pub(crate) fn draw(&self, path: &mut PathBuilder, origin: Point, module: f64) {
        let place = |(x, y): Spot| Point {
            x: origin.x + f64::from(x) * module / 2.0,
            y: origin.y + f64::from(y) * module / 2.0,
        };
        let mut left = self.outer.clone();
        let mut contour = Contour::default();
        for cell in 0..left.len() {
            while left[cell] != 0 {
                self.walk(cell, left[cell].trailing_zeros() as Side, &mut left, &mut contour);
                contour.draw(path, place);
            }
        }
    }

    /// The cell across a side, if the side is drawn by neither.
    fn across(&self, cell: usize, side: Side) -> Option<usize> {
        let neighbour = match side {
            0 => cell - self.stride,
            1 => cell + 1,
            2 => cell + self.stride,
            _ => cell - 1,
        };
        (self.outer[cell] >> side & 1 == 0).then_some(neighbour)
    }

    /// Follows one contour from the start of a side back to it, and takes its sides off those that are `left`.
    fn walk(&self, mut cell: usize, mut side: Side, left: &mut [u8], contour: &mut Contour) {
        let start = step(self.corner(cell, side), DIRECTIONS[side], rounding(self.corners[cell], side));
        contour.start = start;
        let mut at = start;
        while left[cell] >> side & 1 == 1 {
            left[cell] &= !(1 << side);
            let next = (side + 1) % 4;
            let (from, to) = (rounding(self.corners[cell], side), rounding(self.corners[cell], next));
            let length = 2 - from - to;
            contour.line(DIRECTIONS[side], length);
            at = step(at, DIRECTIONS[side], length);
            if to > 0 {
                let corner = step(at, DIRECTIONS[side], to);
                at = step(corner, DIRECTIONS[next], to);
                contour.arc(corner, at);
                side = next;
            } else {
                // Around the corner: the first side, clockwise from here, that is not shared.
                match self.across(cell, next) {
                    None => side = next,
                    Some(beside) => match self.across(beside, side) {
                        None => cell = beside,
                        Some(diagonal) => (cell, side) = (diagonal, (side + 3) % 4),
                    },
                }
            }
        }
    }

    /// The corner where a side starts.
    fn corner(&self, cell: usize, side: Side) -> Spot {
        let (dx, dy) = [(0, 0), (1, 0), (1, 1), (0, 1)][side];
        let (row, column) = (cell / self.stride - 1, cell % self.stride - 1);
        (((column + dx) * 2) as i32, ((row + dy) * 2) as i32)
    }
}

/// A position in half cells.
type Spot = (i32, i32);

/// Clockwise along the four sides.
const DIRECTIONS: [Spot; 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

fn step((x, y): Spot, (dx, dy): Spot, by: i32) -> Spot {
    (x + dx * by, y + dy * by)
}

/// One contour on its way; reused for the next.
#[derive(Default)]
struct Contour {
    start: Spot,
    steps: Vec<Step>,
}

#[derive(Clone, Copy)]
enum Step {
    Line { direction: Spot, by: i32 },
    Arc { corner: Spot, to: Spot },
}

impl Contour {
    /// Adds to the line before it if that runs the same way.
    fn line(&mut self, direction: Spot, by: i32) {
        match self.steps.last_mut() {
            Some(Step::Line { direction: before, by: length }) if *before == direction => *length += by,
            _ if by == 0 => {}
            _ => self.steps.push(Step::Line { direction, by }),
        }
    }

    fn arc(&mut self, corner: Spot, to: Spot) {
        self.steps.push(Step::Arc { corner, to });
    }

    /// Writes the contour and empties it.
    fn draw(&mut self, path: &mut PathBuilder, place: impl Fn(Spot) -> Point) {
        // A contour that starts amid a straight line: let it start at that line's beginning.
        if let (Some(Step::Line { direction: first, .. }), Some(Step::Line { direction: last, by })) =
            (self.steps.first().copied(), self.steps.last().copied())
            && first == last
            && self.steps.len() > 1
        {
            self.steps.pop();
            if let Some(Step::Line { by: length, .. }) = self.steps.first_mut() {
                *length += by;
            }
            self.start = step(self.start, last, -by);
        }
        let Some(closing) = self.steps.len().checked_sub(1) else {
            return;
        };
        let mut at = self.start;
        path.move_to(place(at));
        for (index, part) in self.steps.drain(..).enumerate() {
            match part {
                // The last line is drawn by closing the contour.
                Step::Line { .. } if index == closing => {}
                Step::Line { direction, by } => {
                    at = step(at, direction, by);
                    path.line_to(place(at));
                }
                Step::Arc { corner, to } => {
                    path.arc_to(place(at), place(corner), place(to));
                    at = to;
                }
            }
        }
        path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::DotType;
    use crate::scene::{Path, Segment};
    use crate::shapes::dot::{self, Neighbours};

    fn outline(picture: &[&str], kind: DotType) -> Path {
        let size = picture.len();
        let dark = |row: usize, column: usize| {
            picture.get(row).is_some_and(|line| line.as_bytes().get(column) == Some(&b'#'))
        };
        let grid = Grid::new(size, |row, column| {
            dark(row, column).then_some(()).and_then(|()| {
                let near = Neighbours {
                    left: column > 0 && dark(row, column - 1),
                    right: dark(row, column + 1),
                    top: row > 0 && dark(row - 1, column),
                    bottom: dark(row + 1, column),
                };
                dot::corners(kind, near)
            })
        });
        let mut path = PathBuilder::default();
        grid.draw(&mut path, Point { x: 0.0, y: 0.0 }, 2.0);
        path.finish()
    }

    fn count(path: &Path, wanted: impl Fn(&Segment) -> bool) -> usize {
        path.segments().iter().filter(|segment| wanted(segment)).count()
    }

    fn contours(path: &Path) -> usize {
        count(path, |segment| matches!(segment, Segment::Move(_)))
    }

    #[test]
    fn touching_squares_become_one_contour_without_inner_edges() {
        let path = outline(&["###", "###", "###"], DotType::Square);
        assert_eq!(contours(&path), 1);
        assert_eq!(count(&path, |segment| matches!(segment, Segment::Line(_))), 3);
        assert!((path.signed_area() - 72.0).abs() < 1e-9);
    }

    #[test]
    fn a_hole_runs_the_other_way() {
        let path = outline(&["###", "# #", "###"], DotType::Square);
        assert_eq!(contours(&path), 2);
        assert!((path.signed_area() - 64.0).abs() < 1e-9);
    }

    #[test]
    fn diagonal_neighbours_stay_apart() {
        let path = outline(&["# ", " #"], DotType::Square);
        assert_eq!(contours(&path), 2);
        assert!((path.signed_area() - 16.0).abs() < 1e-9);
        let ring = outline(&[" # ", "# #", " # "], DotType::Square);
        assert_eq!(contours(&ring), 4);
    }

    #[test]
    fn area_is_that_of_the_cells_whatever_their_arrangement() {
        for bits in 0..1_u32 << 16 {
            let picture = (0..4)
                .map(|row| {
                    (0..4).map(|column| if bits >> (row * 4 + column) & 1 == 1 { '#' } else { ' ' }).collect()
                })
                .collect::<Vec<String>>();
            let picture = picture.iter().map(String::as_str).collect::<Vec<_>>();
            let area = outline(&picture, DotType::Square).signed_area();
            assert!((area - f64::from(bits.count_ones()) * 8.0).abs() < 1e-9, "{picture:?}: {area}");
        }
    }

    #[test]
    fn separate_discs_are_four_arcs_each() {
        let path = outline(&["##", "# "], DotType::Dots);
        assert_eq!(contours(&path), 3);
        assert_eq!(count(&path, |segment| matches!(segment, Segment::Cubic(..))), 12);
        assert_eq!(count(&path, |segment| matches!(segment, Segment::Line(_))), 0);
    }

    #[test]
    fn a_rounded_stroke_has_round_ends_alone() {
        let path = outline(&["   ", "###", "   "], DotType::Rounded);
        assert_eq!(contours(&path), 1);
        assert_eq!(count(&path, |segment| matches!(segment, Segment::Cubic(..))), 4);
    }
}
