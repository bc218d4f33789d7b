//! Outlines on a grid of half pixels → coverage, without a general rasteriser.
//!
//! The outlines of modules that are whole pixels large consist of upright lines and quarter circles, and of the latter
//! there are few different ones. So each kind is rasterised once, by tiny-skia, into a tile; the tiles and the lines are
//! then added up as differences along the rows, and a running sum along a row gives the coverage of its pixels. A test holds
//! the result against tiny-skia's own filling of the same outlines: no pixel is more than 2 of 255 off.

use super::{BAND, skia};
use crate::scene::{Path, Point, QuarterCircle, Segment};
use std::ops::Range;
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

/// The coverage of every pixel by a path, as what its edges add to it.
pub(super) struct Spans {
    width: usize,
    edges: Vec<Edge>,
    tiles: Vec<Tile>,
    /// The numbers of the edges that reach into each band of rows.
    bands: Vec<Vec<u32>>,
}

/// Room for the differences of a band of rows, used again for the next one: all are 0 in between.
#[derive(Default)]
pub(super) struct Differences(Vec<i16>);

/// Differences are looked through in chunks of this many pixels.
const CHUNK: usize = 8;

/// A position in half pixels.
type Spot = (i32, i32);

/// A piece of a contour that leads up or down. Everything to the right of it is inside if it leads up, and outside if down.
struct Edge {
    /// Where it begins, at the top left, and the height at which it ends.
    left: i32,
    top: i32,
    bottom: i32,
    is_down: bool,
    /// The number of the tile of an arc; lines have none.
    tile: Option<u32>,
}

impl Spans {
    /// The coverage of a picture of `width` by `height` pixels; `None` if the path, at `scale` pixels per px, is not made
    /// of upright lines and quarter circles on the grid of half pixels inside the picture.
    pub(super) fn new(path: &Path, scale: f64, width: usize, height: usize) -> Option<Self> {
        let spot = |point: Point| {
            let (x, y) = (half_pixels(point.x * scale)?, half_pixels(point.y * scale)?);
            let is_inside = (0..=2 * width as i32).contains(&x) && (0..=2 * height as i32).contains(&y);
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
        let mut bands = vec![Vec::new(); height.div_ceil(BAND)];
        for (number, edge) in edges.iter().enumerate() {
            let (first, last) = (edge.top as usize / 2 / BAND, (edge.bottom as usize - 1) / 2 / BAND);
            bands[first..=last].iter_mut().for_each(|band| band.push(number as u32));
        }
        let tiles = tiles.0.into_iter().map(|(_, tile)| tile).collect();
        Some(Self { width, edges, tiles, bands })
    }

    /// Tells every run of pixels of one coverage; see [`Coverage::for_each`](super::coverage::Coverage::for_each).
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        Differences(differences): &mut Differences,
        mut tell: impl FnMut(usize, usize, usize, u8),
    ) {
        // A row's differences: an edge at the picture's right border changes two more than there are pixels; whole chunks.
        let stride = (self.width + 2).next_multiple_of(CHUNK);
        differences.resize(stride * BAND, 0);
        for top in rows.clone().step_by(BAND) {
            let band = top..rows.end.min(top + BAND);
            for &number in &self.bands[top / BAND] {
                self.add(&self.edges[number as usize], &band, differences, stride);
            }
            for (row, line) in band.zip(differences.chunks_exact_mut(stride)) {
                self.tell_row(line, |from, to, coverage| tell(row, from, to, coverage));
            }
        }
    }

    /// Adds to the differences what an edge changes in a band of rows.
    fn add(&self, edge: &Edge, band: &Range<usize>, differences: &mut [i16], stride: usize) {
        let (left, first) = (edge.left as usize / 2, edge.top as usize / 2);
        let rows = first.max(band.start)..(edge.bottom as usize).div_ceil(2).min(band.end);
        if let Some(tile) = edge.tile.and_then(|number| self.tiles.get(number as usize)) {
            for row in rows {
                let line = &mut differences[(row - band.start) * stride + left..][..tile.width];
                let changes = &tile.differences[(row - first) * tile.width..][..tile.width];
                for (to, by) in line.iter_mut().zip(changes) {
                    *to = if edge.is_down { to.wrapping_sub(*by) } else { to.wrapping_add(*by) };
                }
            }
            return;
        }
        let is_halved = edge.left % 2 == 1;
        for row in rows {
            // tiny-skia samples four lines of a pixel, three of which count 64 and the last 63.
            let (above, below) = (2 * (row as i32) < edge.top, 2 * row as i32 + 2 > edge.bottom);
            let weight: i16 = match (above, below) {
                (false, false) => 255,
                (false, true) => 128,
                (true, _) => 127,
            };
            // Of the pixel that an edge halves it counts the larger part of 255.
            let here = if is_halved { weight - weight / 2 } else { weight };
            let sign = if edge.is_down { -1 } else { 1 };
            let start = (row - band.start) * stride + left;
            differences[start] = differences[start].wrapping_add(sign * here);
            differences[start + 1] = differences[start + 1].wrapping_add(sign * (weight - here));
        }
    }

    /// Tells the runs of a row from its differences, and takes these back.
    #[inline]
    fn tell_row(&self, line: &mut [i16], mut tell: impl FnMut(usize, usize, u8)) {
        let (mut sum, mut start) = (0_i16, 0);
        let mut run = |from: usize, to: usize, sum: i16| {
            if sum != 0 && from < to {
                tell(from, to, sum.unsigned_abs().min(255) as u8);
            }
        };
        for (index, chunk) in line.as_chunks_mut::<CHUNK>().0.iter_mut().enumerate() {
            if *chunk == [0; CHUNK] {
                continue;
            }
            // Which of the pixels differ from the one before them, a bit each.
            let mut changes =
                chunk.iter().rev().fold(0_u32, |bits, difference| bits << 1 | u32::from(*difference != 0));
            while changes != 0 {
                let offset = changes.trailing_zeros() as usize;
                changes &= changes - 1;
                let column = index * CHUNK + offset;
                run(start, column, sum);
                sum = sum.wrapping_add(chunk[offset]);
                start = column;
            }
            *chunk = [0; CHUNK];
        }
        run(start, self.width, sum);
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
    /// The number of the tile of an arc.
    fn get(&mut self, from: Spot, to: Spot, quarter: QuarterCircle) -> Option<u32> {
        let by = (to.0 - from.0, to.1 - from.1);
        let kind = ((from.0 % 2, from.1 % 2), by, quarter.clockwise);
        let known = self.0.iter().position(|(known, _)| *known == kind);
        let index = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push((kind, Tile::new(from, by, quarter.clockwise)?));
        }
        Some(index as u32)
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
