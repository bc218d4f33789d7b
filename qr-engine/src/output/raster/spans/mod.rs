//! Outlines on a grid of half pixels → coverage, without a general rasteriser.
//!
//! The outlines of modules that are whole pixels large consist of upright lines and quarter circles, and of the latter
//! there are few different ones. So each kind is rasterised once, by tiny-skia, into a tile. Edges that go on from
//! each other are a chain, and rows that the same chains cross are a strip: between the chains all rows are alike, and
//! around them there are few kinds of zones, which are put together from the tiles once. What a row covers is told anew
//! or, if that is enough, as what has changed in the zones since the row above. A test holds the result against
//! tiny-skia's own filling of the same outlines: no pixel is more than 2 of 255 off.

mod edge;
mod strip;
mod tile;
mod zone;

use super::coverage::Piece;
use crate::scene::{Path, Point, Segment};
use edge::{Chains, Edge};
use std::ops::Range;
use strip::Strips;
use tile::Tiles;

/// The coverage of every pixel by a path.
pub(super) struct Spans {
    /// Columns outside of which nothing is covered.
    columns: Range<usize>,
    strips: Strips,
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
            (left, right) = (left.min(x), right.max(x));
            (x <= 2 * width as i32 && y <= 2 * height as i32).then_some((x, y))
        };
        let mut chains = Chains::with_capacity(path.segments().len());
        let mut tiles = Tiles::default();
        let (mut start, mut from) = (Point { x: 0.0, y: 0.0 }, Point { x: 0.0, y: 0.0 });
        let mut at = (0, 0);
        for segment in path.segments() {
            let to = match *segment {
                Segment::Move(to) => {
                    (start, from, at) = (to, to, spot(to)?);
                    chains.stop();
                    continue;
                }
                Segment::Line(to) | Segment::Cubic(_, _, to) => to,
                Segment::Close => start,
            };
            let end = spot(to)?;
            let arc = match segment {
                Segment::Cubic(..) => Some(tiles.arc(at, end, segment.quarter_circle(from)?)?),
                _ if at.0 != end.0 && at.1 != end.1 => return None,
                _ => None,
            };
            if at.1 != end.1 {
                let (left, top, bottom) = (at.0.min(end.0), at.1.min(end.1), at.1.max(end.1));
                chains.push(Edge { left, top, bottom, arc }, end.1 > at.1);
            } else if at.0 != end.0 {
                chains.stop();
            }
            (from, at) = (to, end);
        }
        let strips = Strips::new(&chains, tiles.all(), (width, height));
        Some(Self { columns: left as usize / 2..(right as usize).div_ceil(2), strips })
    }

    pub(super) fn columns(&self) -> Range<usize> {
        self.columns.clone()
    }

    /// Tells every row; see [`Coverage::for_each`](super::coverage::Coverage::for_each).
    #[inline]
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        repeats: impl Fn(usize) -> bool,
        tell: impl FnMut(usize, Piece<'_>),
    ) {
        self.strips.for_each(rows, repeats, tell);
    }
}

/// A length in half pixels, if it is a whole number of them and not below 0.
#[inline]
fn half_pixels(length: f64) -> Option<i32> {
    let halves = (length * 2.0 + 0.5) as i32;
    ((length * 2.0 - f64::from(halves)).abs() < 1e-6).then_some(halves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::raster::skia;
    use crate::scene::PathBuilder;
    use tiny_skia::{FillRule, Mask, Transform};

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

    /// Coverages of all pixels, told in bands of so many rows. Of a row that begins with nothing each is told once.
    fn laid(spans: &Spans, band: usize) -> Vec<u8> {
        let mut pixels = vec![0; SIDE * SIDE];
        let mut is_told = [false; SIDE];
        let mut is_repeated = false;
        for top in (0..SIDE).step_by(band) {
            spans.for_each(
                top..SIDE.min(top + band),
                |_| true,
                |row, piece| {
                    let (at, mut put) = (row * SIDE, |pixels: &mut [u8], column: usize, coverage| {
                        assert!(is_repeated || !is_told[column], "row {row}, column {column} is told twice");
                        is_told[column] = true;
                        pixels[row * SIDE + column] = coverage;
                    });
                    match piece {
                        Piece::Nothing => (is_told, is_repeated) = ([false; SIDE], false),
                        Piece::Above => {
                            pixels.copy_within(at - SIDE..at, at);
                            is_repeated = true;
                        }
                        Piece::Run { from, to, coverage } => {
                            (from..to).for_each(|column| put(&mut pixels, column, coverage));
                        }
                        Piece::Edges { columns, start, coverages } => {
                            for column in columns {
                                let columns = (column + start) as usize..;
                                columns
                                    .zip(coverages)
                                    .for_each(|(column, coverage)| put(&mut pixels, column, *coverage));
                            }
                        }
                    }
                },
            );
        }
        pixels
    }

    #[test]
    fn what_changes_from_row_to_row_adds_up_to_what_tiny_skia_fills() {
        for radius in [0.0, 2.5, 3.0, 4.5, 5.0] {
            let mut builder = PathBuilder::default();
            for (index, x) in [0.0, 10.5, 23.0, 33.0, 50.0].into_iter().enumerate() {
                shape(&mut builder, (x, index as f64), (10.0, 10.0), radius);
                shape(&mut builder, (x, 15.5), (10.0, 9.5), radius.min(4.5));
                shape(&mut builder, (x, 30.0 + index as f64 * 0.5), (10.0, 27.0), radius);
            }
            let path = builder.finish();
            let spans = Spans::new(&path, 1.0, SIDE, SIDE).unwrap();
            let one_by_one = laid(&spans, 1);
            assert!(laid(&spans, SIDE) == one_by_one, "radius {radius}");
            assert!(laid(&spans, 7) == one_by_one, "radius {radius}, in bands");
            let mut mask = Mask::new(SIDE as u32, SIDE as u32).unwrap();
            let filled = skia::path(&path).unwrap();
            mask.fill_path(&filled, FillRule::Winding, true, Transform::identity());
            let off = mask.data().iter().zip(&one_by_one).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(off <= Some(2), "radius {radius}: {off:?} off");
        }
    }
}
