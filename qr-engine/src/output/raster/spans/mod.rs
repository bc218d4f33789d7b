//! Outlines on a grid of half pixels → coverage, without a general rasteriser.
//!
//! The outlines of modules that are whole pixels large consist of upright lines and quarter circles, and of the latter
//! there are few different ones. So each kind is rasterised once, by tiny-skia, into a tile. Mostly the edges in a row are
//! apart from each other: then what they cover is in the tiles, and all from one to the next is inside or outside. Else
//! what each of them adds, from left to right, are a few changes in some pixels, and their running sum is the coverage. A
//! test holds the result against tiny-skia's own filling of the same outlines: no pixel is more than 2 of 255 off.

mod edge;
mod strip;
mod tile;

use super::coverage::Piece;
use crate::scene::{Path, Point, Segment};
use edge::{Change, Edge};
use std::ops::Range;
use strip::{Part, Strips};
use tile::{Tile, Tiles};

/// The coverage of every pixel by a path, as what its edges add to it.
pub(super) struct Spans {
    width: usize,
    /// Columns outside of which nothing is covered.
    columns: Range<usize>,
    edges: Vec<Edge>,
    tiles: Vec<Tile>,
    strips: Strips,
}

/// Room for what is found out of a row, used again for the next one.
#[derive(Default)]
pub(super) struct Room {
    changes: Vec<Change>,
    pattern: strip::Room,
}

/// A position in half pixels.
type Spot = (i32, i32);

impl Spans {
    /// The coverage of a picture of `width` by `height` pixels; `None` if the path, at `scale` pixels per px, is not made
    /// of upright lines and quarter circles on the grid of half pixels inside the picture.
    pub(super) fn new(path: &Path, scale: f64, width: usize, height: usize) -> Option<Self> {
        let (mut left, mut right) = (2 * width as i32, 0);
        let mut spot = |point: Point| {
            let (x, y) = (half_pixels(point.x * scale)?, half_pixels(point.y * scale)?);
            let is_inside = (0..=2 * width as i32).contains(&x) && (0..=2 * height as i32).contains(&y);
            (left, right) = (left.min(x), right.max(x));
            is_inside.then_some((x, y))
        };
        let mut edges = Vec::with_capacity(path.segments().len());
        let mut tiles = Tiles::default();
        let (mut start, mut from) = (Point { x: 0.0, y: 0.0 }, Point { x: 0.0, y: 0.0 });
        let mut at = (0, 0);
        for segment in path.segments() {
            let to = match *segment {
                Segment::Move(to) => {
                    (start, from, at) = (to, to, spot(to)?);
                    continue;
                }
                Segment::Line(to) | Segment::Cubic(_, _, to) => to,
                Segment::Close => start,
            };
            let end = spot(to)?;
            let tile = match segment {
                Segment::Cubic(..) => Some(tiles.get(at, end, segment.quarter_circle(from)?)?),
                _ if at.0 != end.0 && at.1 != end.1 => return None,
                _ => None,
            };
            if at.1 != end.1 {
                let (left, top, bottom) = (at.0.min(end.0), at.1.min(end.1), at.1.max(end.1));
                edges.push(Edge { left, top, bottom, is_down: end.1 > at.1, tile });
            }
            (from, at) = (to, end);
        }
        edges.sort_unstable_by_key(|edge| edge.left);
        let strips = Strips::new(&edges);
        let columns = left as usize / 2..(right as usize).div_ceil(2);
        Some(Self { width, columns, edges, tiles: tiles.all(), strips })
    }

    pub(super) fn columns(&self) -> Range<usize> {
        self.columns.clone()
    }

    /// Tells every covered piece of some rows; see [`Coverage::for_each`](super::coverage::Coverage::for_each).
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        room: &mut Room,
        mut tell: impl FnMut(usize, Piece<'_>),
    ) {
        let Room { changes, pattern } = room;
        self.strips.for_each(rows, (&self.edges, &self.tiles), pattern, |row, told| match told {
            Part::Piece(piece) => tell(row, piece),
            Part::Edges(numbers) => self.add_up(numbers, row, changes, |piece| tell(row, piece)),
        });
    }

    /// Tells the runs of a row from what all edges change.
    fn add_up(
        &self,
        numbers: &[u32],
        row: usize,
        changes: &mut Vec<Change>,
        mut tell: impl FnMut(Piece<'_>),
    ) {
        changes.clear();
        for number in numbers {
            self.edges[*number as usize].change(&self.tiles, row, changes);
        }
        // Arcs reach to the right, some of them past others.
        if !changes.is_sorted_by_key(|(at, _)| *at) {
            changes.sort_unstable_by_key(|(at, _)| *at);
        }
        let (mut sum, mut start) = (0_i16, 0);
        // Behind the last change comes the picture's right border, where edges may lie too.
        for (at, by) in changes.iter().copied().chain([(self.width as u32, 0)]) {
            let end = (at as usize).min(self.width);
            if sum != 0 && start < end {
                tell(Piece::Run { from: start, to: end, coverage: sum.unsigned_abs().min(255) as u8 });
            }
            (sum, start) = (sum.wrapping_add(by), end);
        }
    }
}

/// A length in half pixels, if it is a whole number of them.
fn half_pixels(length: f64) -> Option<i32> {
    let halves = libm::round(length * 2.0);
    ((length * 2.0 - halves).abs() < 1e-6).then_some(halves as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::PathBuilder;

    const SIDE: usize = 60;

    /// A shape with a round corner wherever it has one, clockwise from its top left corner, of `radius` px.
    fn shape(builder: &mut PathBuilder, (x, y): (f64, f64), (width, height): (f64, f64), radius: f64) {
        let at = |dx: f64, dy: f64| Point { x: x + dx, y: y + dy };
        let corners = [at(0.0, 0.0), at(width, 0.0), at(width, height), at(0.0, height)];
        let toward = |from: Point, to: Point| Point {
            x: from.x + (to.x - from.x).signum() * radius * f64::from(u8::from(from.x != to.x)),
            y: from.y + (to.y - from.y).signum() * radius * f64::from(u8::from(from.y != to.y)),
        };
        builder.move_to(toward(corners[0], corners[1]));
        for (index, corner) in corners.iter().enumerate() {
            let (next, behind) = (corners[(index + 1) % 4], corners[(index + 2) % 4]);
            let (start, end) = (toward(next, *corner), toward(next, behind));
            builder.line_to(start);
            if radius > 0.0 {
                builder.arc_to(start, next, end);
            }
        }
        builder.close();
    }

    /// Coverages of all pixels; each may be told once.
    fn laid(tell_all: impl FnOnce(&mut dyn FnMut(usize, Piece<'_>))) -> Vec<u8> {
        let mut pixels = vec![0; SIDE * SIDE];
        let mut put = |row: usize, column: usize, coverage: u8| {
            let pixel = &mut pixels[row * SIDE..][..SIDE][column];
            assert_eq!(*pixel, 0, "row {row}, column {column} is told twice");
            *pixel = coverage;
        };
        tell_all(&mut |row, piece| match piece {
            Piece::Run { from, to, coverage } => (from..to).for_each(|column| put(row, column, coverage)),
            Piece::Edges { columns, start, coverages } => {
                for column in columns {
                    for (at, coverage) in coverages.iter().enumerate() {
                        put(row, (column + start) as usize + at, *coverage);
                    }
                }
            }
        });
        pixels
    }

    #[test]
    fn patterns_are_what_all_edges_add_up_to() {
        for radius in [0.0, 2.5, 3.0, 4.5, 5.0] {
            let mut builder = PathBuilder::default();
            for (index, x) in [0.0, 10.5, 23.0, 33.0, 50.0].into_iter().enumerate() {
                shape(&mut builder, (x, index as f64), (10.0, 10.0), radius);
                shape(&mut builder, (x, 15.5), (10.0, 9.5), radius.min(4.5));
                shape(&mut builder, (x, 30.0 + index as f64 * 0.5), (10.0, 27.0), radius);
            }
            let spans = Spans::new(&builder.finish(), 1.0, SIDE, SIDE).unwrap();
            let mut room = Room::default();
            let drawn = laid(|tell| spans.for_each(0..SIDE, &mut room, tell));
            let added = laid(|tell| {
                for row in 0..SIDE {
                    let numbers = (0..spans.edges.len() as u32)
                        .filter(|number| spans.edges[*number as usize].rows().contains(&row))
                        .collect::<Vec<_>>();
                    spans.add_up(&numbers, row, &mut room.changes, |piece| tell(row, piece));
                }
            });
            assert!(drawn == added, "radius {radius}");
            assert!(drawn[5 * SIDE + 5] == 255, "radius {radius}");
        }
    }
}
