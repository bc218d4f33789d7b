//! Outlines on a grid of half pixels → coverage, without a general rasteriser.
//!
//! The outlines of modules that are whole pixels large consist of upright lines and quarter circles, and of the latter
//! there are few different ones. So each kind is rasterised once, by tiny-skia, into a tile; the tiles and the lines are
//! then added up as differences along the rows, and a running sum along a row gives the coverage of its pixels. A test holds
//! the result against tiny-skia's own filling of the same outlines: no pixel is more than 2 of 255 off.

use super::skia;
use crate::scene::{Path, Point, QuarterCircle, Segment};
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

/// Full coverage of a pixel.
const FULL: i16 = 255;

/// The coverage of every pixel by a path, as the difference to the pixel on its left.
pub(super) struct Spans {
    width: usize,
    /// Differences of a row: one more than pixels, and up to whole chunks.
    stride: usize,
    differences: Vec<i16>,
}

/// Rows are looked through in chunks of this many pixels.
const CHUNK: usize = 8;

/// A position in half pixels.
type Spot = (i32, i32);

impl Spans {
    /// The coverage of a picture of `width` by `height` pixels; `None` if the path, at `scale` pixels per px, is not made
    /// of upright lines and quarter circles on the grid of half pixels inside the picture.
    pub(super) fn new(path: &Path, scale: f64, width: usize, height: usize) -> Option<Self> {
        let stride = (width + 1).next_multiple_of(CHUNK);
        let mut spans = Self { width, stride, differences: Vec::new() };
        let spot = |point: Point| {
            let (x, y) = (half_pixels(point.x * scale)?, half_pixels(point.y * scale)?);
            let is_inside = (0..=2 * width as i32).contains(&x) && (0..=2 * height as i32).contains(&y);
            is_inside.then_some((x, y))
        };
        let first = path.segments().first()?;
        let (Segment::Move(mut start) | Segment::Line(mut start) | Segment::Cubic(_, _, mut start)) = *first else {
            return None;
        };
        // Whether the path is of that kind shows at its first bend already, mostly before the memory is taken.
        let mut is_known = false;
        let mut tiles = Tiles::default();
        let mut from = start;
        let mut at = spot(start)?;
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
            let quarter = match segment {
                Segment::Cubic(..) => Some(segment.quarter_circle(from)?),
                _ if at.0 != end.0 && at.1 != end.1 => return None,
                _ => None,
            };
            if !is_known {
                is_known = true;
                spans.differences = vec![0; stride * height];
            }
            match quarter {
                Some(quarter) => spans.add_arc(at, end, tiles.get(at, end, quarter)?),
                None => spans.add_line(at, end.1),
            }
            (from, at) = (to, end);
        }
        is_known.then_some(spans)
    }

    /// A line that leads straight to the height `to`: everything to the right of it is inside or, downwards, outside.
    fn add_line(&mut self, (x, y): Spot, to: i32) {
        let (top, bottom, sign) = if to > y { (y, to, -1) } else { (to, y, 1) };
        if top == bottom {
            return;
        }
        let (left, is_halved) = (x as usize / 2, x % 2 == 1);
        for row in top / 2..(bottom + 1) / 2 {
            // tiny-skia samples four lines of a pixel, three of which count 64 and the last 63.
            let weight = match (row * 2 < top, row * 2 + 2 > bottom) {
                (false, false) => FULL,
                (false, true) => 128,
                (true, _) => 127,
            };
            let start = row as usize * self.stride + left;
            let here = if is_halved { (weight + 1) / 2 } else { weight };
            let [first, second] = [here, weight - here].map(|part| sign * part);
            self.differences[start] = self.differences[start].wrapping_add(first);
            if is_halved {
                self.differences[start + 1] = self.differences[start + 1].wrapping_add(second);
            }
        }
    }

    fn add_arc(&mut self, (x, y): Spot, end: Spot, tile: &Tile) {
        let (left, top) = (x.min(end.0) as usize / 2, y.min(end.1) as usize / 2);
        let downwards = end.1 > y;
        for (row, line) in tile.differences.chunks_exact(tile.width).enumerate() {
            let start = (top + row) * self.stride + left;
            for (difference, add) in self.differences[start..].iter_mut().zip(line) {
                *difference = difference.wrapping_add(if downwards { -add } else { *add });
            }
        }
    }

    /// Tells every run of pixels of one coverage, row by row: row, first column, the column behind it, and the coverage
    /// from 1 to 255.
    pub(super) fn for_each(&self, mut tell: impl FnMut(usize, usize, usize, u8)) {
        for (row, line) in self.differences.chunks_exact(self.stride).enumerate() {
            let (mut sum, mut start) = (0_i16, 0);
            let mut run = |from: usize, to: usize, sum: i16| {
                let coverage = sum.unsigned_abs().min(FULL as u16) as u8;
                if coverage > 0 && from < to {
                    tell(row, from, to, coverage);
                }
            };
            for (index, chunk) in line.as_chunks::<CHUNK>().0.iter().enumerate() {
                if *chunk == [0; CHUNK] {
                    continue;
                }
                for (offset, difference) in chunk.iter().enumerate() {
                    if *difference != 0 {
                        let column = index * CHUNK + offset;
                        run(start, column, sum);
                        sum = sum.wrapping_add(*difference);
                        start = column;
                    }
                }
            }
            run(start, self.width, sum);
        }
    }
}

/// A length in half pixels, if it is a whole number of them.
fn half_pixels(length: f64) -> Option<i32> {
    let halves = libm::round(length * 2.0);
    ((length * 2.0 - halves).abs() < 1e-6).then_some(halves as i32)
}

/// The coverage of what lies to the right of an arc, within its rows, as differences.
struct Tile {
    width: usize,
    differences: Vec<i16>,
}

/// What tells two arcs apart, wherever they lie: the half pixels that they start at, where they lead, and their bend.
type Kind = (Spot, Spot, bool);

#[derive(Default)]
struct Tiles(Vec<(Kind, Tile)>);

impl Tiles {
    fn get(&mut self, from: Spot, to: Spot, quarter: QuarterCircle) -> Option<&Tile> {
        let by = (to.0 - from.0, to.1 - from.1);
        let kind = ((from.0 % 2, from.1 % 2), by, quarter.clockwise);
        let index = match self.0.iter().position(|(known, _)| *known == kind) {
            Some(index) => index,
            None => {
                self.0.push((kind, Tile::new(from, by, quarter.clockwise)?));
                self.0.len() - 1
            }
        };
        self.0.get(index).map(|(_, tile)| tile)
    }
}

impl Tile {
    fn new(from: Spot, by: Spot, clockwise: bool) -> Option<Self> {
        let to = (from.0 + by.0, from.1 + by.1);
        // The tile's first pixel in half pixels.
        let (left, top) = (from.0.min(to.0) & !1, from.1.min(to.1) & !1);
        let place = |(x, y): Spot| Point { x: f64::from(x - left) / 2.0, y: f64::from(y - top) / 2.0 };
        // A column behind the arc, in which everything is inside.
        let width = (from.0.max(to.0) - left + 1) / 2 + 1;
        let height = (from.1.max(to.1) - top + 1) / 2;
        let starts_upright = ((by.0 > 0) == (by.1 > 0)) != clockwise;
        let corner = if starts_upright { (from.0, to.1) } else { (to.0, from.1) };
        let mut arc = crate::scene::PathBuilder::default();
        arc.move_to(place(from));
        arc.arc_to(place(from), place(corner), place(to));
        let mut region = PathBuilder::new();
        skia::push(&mut region, &arc.finish());
        region.line_to(width as f32, place(to).y as f32);
        region.line_to(width as f32, place(from).y as f32);
        region.close();
        let mut mask = Mask::new(width as u32, height as u32)?;
        mask.fill_path(&region.finish()?, FillRule::Winding, true, Transform::identity());
        let width = width as usize;
        let mut differences = Vec::with_capacity(mask.data().len());
        for row in mask.data().chunks_exact(width) {
            let mut before = 0;
            for &coverage in row {
                differences.push(i16::from(coverage) - before);
                before = i16::from(coverage);
            }
        }
        Some(Self { width, differences })
    }
}
