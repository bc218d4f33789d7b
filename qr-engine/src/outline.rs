//! Cells of a grid → merged outlines.
//!
//! Where two drawn cells share a whole straight side, neither draws it, and the contour walks on along the neighbour.
//! So touching modules become one shape without inner edges: no hairlines at any zoom, and a small path.

use crate::scene::{PathBuilder, Point};
use crate::shapes::dot::{Corners, Rounding};

/// A square grid of cells, each empty or with the corners that it is drawn with.
pub(crate) struct Grid {
    size: usize,
    cells: Vec<Option<Corners>>,
}

/// A side of a cell: 0 top, 1 right, 2 bottom, 3 left, walked clockwise. Corner `n` is where side `n` starts.
type Side = usize;

impl Grid {
    /// Asks `cell` for every (row, column) below `size`.
    pub(crate) fn new(size: usize, cell: impl Fn(usize, usize) -> Option<Corners>) -> Self {
        let cells = (0..size * size).map(|index| cell(index / size, index % size)).collect();
        Self { size, cells }
    }

    /// Draws the outlines, clockwise outside and counter-clockwise around holes, with the grid's top-left corner at
    /// `origin` and cells of `module` px.
    pub(crate) fn draw(&self, path: &mut PathBuilder, origin: Point, module: f64) {
        let place = |(x, y): Spot| Point {
            x: origin.x + f64::from(x) * module / 2.0,
            y: origin.y + f64::from(y) * module / 2.0,
        };
        let mut done = vec![[false; 4]; self.cells.len()];
        let mut contour = Contour::default();
        for cell in 0..self.cells.len() {
            for side in 0..4 {
                if !done[cell][side] && self.is_outer(cell, side) {
                    self.walk(cell, side, &mut done, &mut contour);
                    contour.draw(path, place);
                }
            }
        }
    }

    /// The drawn cell across a side, if the side lies between them over its whole length.
    fn across(&self, cell: usize, side: Side) -> Option<usize> {
        let (row, column) = (cell / self.size, cell % self.size);
        let neighbour = match side {
            0 if row > 0 => cell - self.size,
            1 if column + 1 < self.size => cell + 1,
            2 if row + 1 < self.size => cell + self.size,
            3 if column > 0 => cell - 1,
            _ => return None,
        };
        (self.is_whole(cell, side) && self.is_whole(neighbour, (side + 2) % 4)).then_some(neighbour)
    }

    fn is_whole(&self, cell: usize, side: Side) -> bool {
        self.cells[cell]
            .is_some_and(|corners| [corners[side], corners[(side + 1) % 4]] == [Rounding::Sharp; 2])
    }

    fn is_outer(&self, cell: usize, side: Side) -> bool {
        self.cells[cell].is_some() && self.across(cell, side).is_none()
    }

    /// Follows one contour from the start of a side back to it.
    fn walk(&self, start: usize, first: Side, done: &mut [[bool; 4]], contour: &mut Contour) {
        let (mut cell, mut side) = (start, first);
        // Only drawn cells are walked: `is_outer` said so of the first, `across` of those after it.
        while let Some(corners) = self.cells[cell].filter(|_| !done[cell][side]) {
            done[cell][side] = true;
            let next = (side + 1) % 4;
            let (from, to) = (corners[side] as i32, corners[next] as i32);
            let (corner, turn) = (self.corner(cell, next), DIRECTIONS[next]);
            let direction = DIRECTIONS[side];
            let start = self.corner(cell, side);
            contour.start_at(step(start, direction, from));
            contour.line(direction, 2 - from - to);
            if to > 0 {
                contour.arc(corner, step(corner, turn, to));
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
        (((cell % self.size + dx) * 2) as i32, ((cell / self.size + dy) * 2) as i32)
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
    fn start_at(&mut self, start: Spot) {
        if self.steps.is_empty() {
            self.start = start;
        }
    }

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
