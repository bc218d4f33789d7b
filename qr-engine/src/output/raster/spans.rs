//! Outlines on a grid of half pixels → coverage, without a general rasteriser.
//!
//! The outlines of modules that are whole pixels large consist of upright lines and quarter circles, and of the latter
//! there are few different ones. So each kind is rasterised once, by tiny-skia, into a tile. A row's coverage changes where
//! its edges are and nowhere else: what each of them adds, from left to right, are a few changes in some pixels, and their
//! running sum is the coverage. A test holds the result against tiny-skia's own filling of the same outlines: no pixel is
//! more than 2 of 255 off.

use super::skia;
use crate::scene::{Path, Point, QuarterCircle, Segment};
use std::ops::Range;
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

/// The coverage of every pixel by a path, as what its edges add to it.
pub(super) struct Spans {
    width: usize,
    edges: Vec<Edge>,
    tiles: Vec<Tile>,
    strips: Vec<Strip>,
}

/// Rows that the same edges reach into.
struct Strip {
    rows: Range<usize>,
    /// The numbers of the edges, from left to right.
    edges: Vec<u32>,
    /// Whether all rows are alike: each edge is a line that crosses them from top to bottom.
    is_even: bool,
}

/// A pixel of a row, and by how much its coverage and that of all to its right differs from what is to the left of it.
type Change = (u32, i16);

/// Room for the changes of a row, used again for the next one.
#[derive(Default)]
pub(super) struct Changes(Vec<Change>);

/// A position in half pixels.
type Spot = (i32, i32);

/// A piece of a contour that leads up or down. Everything to the right of it is inside if it leads up, and outside if down.
struct Edge {
    /// Where it begins, at the top left, and the height at which it ends, in half pixels.
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
        edges.sort_unstable_by_key(|edge| edge.left);
        let tiles = tiles.0.into_iter().map(|(_, tile)| tile).collect();
        let strips = strips(&edges);
        Some(Self { width, edges, tiles, strips })
    }

    /// Tells every run of pixels of one coverage; see [`Coverage::for_each`](super::coverage::Coverage::for_each).
    pub(super) fn for_each(
        &self,
        rows: Range<usize>,
        Changes(changes): &mut Changes,
        mut tell: impl FnMut(usize, usize, usize, u8),
    ) {
        let first = self.strips.partition_point(|strip| strip.rows.end <= rows.start);
        for strip in &self.strips[first..] {
            let rows = strip.rows.start.max(rows.start)..strip.rows.end.min(rows.end);
            for row in rows.clone() {
                if row == rows.start || !strip.is_even {
                    self.collect(strip, row, changes);
                }
                self.tell_row(changes, |from, to, coverage| tell(row, from, to, coverage));
            }
            if rows.is_empty() {
                break;
            }
        }
    }

    /// The changes of a row, from left to right.
    #[inline]
    fn collect(&self, strip: &Strip, row: usize, changes: &mut Vec<Change>) {
        changes.clear();
        for &number in &strip.edges {
            let edge = &self.edges[number as usize];
            let sign = if edge.is_down { -1 } else { 1 };
            let left = edge.left as u32 / 2;
            if let Some(tile) = edge.tile {
                let tile = &self.tiles[tile as usize];
                changes
                    .extend(tile.row(row - edge.rows().start).iter().map(|(at, by)| (left + at, sign * by)));
                continue;
            }
            // tiny-skia samples four lines of a pixel, three of which count 64 and the last 63.
            let (above, below) = (2 * (row as i32) < edge.top, 2 * row as i32 + 2 > edge.bottom);
            let weight: i16 = match (above, below) {
                (false, false) => 255,
                (false, true) => 128,
                (true, _) => 127,
            };
            if edge.left % 2 == 1 {
                // Of the pixel that an edge halves it counts the larger part of 255.
                let here = weight - weight / 2;
                changes.extend([(left, sign * here), (left + 1, sign * (weight - here))]);
            } else {
                changes.push((left, sign * weight));
            }
        }
        // Arcs reach to the right, some of them past others.
        if !changes.is_sorted_by_key(|(at, _)| *at) {
            changes.sort_unstable_by_key(|(at, _)| *at);
        }
    }

    /// Tells the runs of a row from its changes.
    #[inline]
    fn tell_row(&self, changes: &[Change], mut tell: impl FnMut(usize, usize, u8)) {
        let (mut sum, mut start) = (0_i16, 0);
        // Behind the last change comes the picture's right border, where edges may lie too.
        for (at, by) in changes.iter().copied().chain([(self.width as u32, 0)]) {
            let end = (at as usize).min(self.width);
            if sum != 0 && start < end {
                tell(start, end, sum.unsigned_abs().min(255) as u8);
            }
            (sum, start) = (sum.wrapping_add(by), end);
        }
    }
}

impl Edge {
    /// The rows of pixels that it reaches into.
    fn rows(&self) -> Range<usize> {
        self.top as usize / 2..(self.bottom as usize).div_ceil(2)
    }

    /// Whether all of its rows are alike.
    fn is_even(&self) -> bool {
        self.tile.is_none() && self.top % 2 == 0 && self.bottom % 2 == 0
    }
}

/// The strips that edges, sorted from left to right, divide the picture into; none where there are no edges.
fn strips(edges: &[Edge]) -> Vec<Strip> {
    let height = edges.iter().map(|edge| edge.rows().end).max().unwrap_or(0);
    let mut is_border = vec![false; height + 1];
    for edge in edges {
        (is_border[edge.rows().start], is_border[edge.rows().end]) = (true, true);
    }
    let borders = (0..=height).filter(|row| is_border[*row]).collect::<Vec<_>>();
    let strip = |rows: &[usize]| Strip { rows: rows[0]..rows[1], edges: Vec::new(), is_even: true };
    let mut strips = borders.windows(2).map(strip).collect::<Vec<_>>();
    for (number, edge) in edges.iter().enumerate() {
        let rows = edge.rows();
        let first = strips.partition_point(|strip| strip.rows.end <= rows.start);
        for strip in strips[first..].iter_mut().take_while(|strip| strip.rows.start < rows.end) {
            strip.edges.push(number as u32);
            strip.is_even &= edge.is_even();
        }
    }
    strips
}

/// A length in half pixels, if it is a whole number of them.
fn half_pixels(length: f64) -> Option<i32> {
    let halves = libm::round(length * 2.0);
    ((length * 2.0 - halves).abs() < 1e-6).then_some(halves as i32)
}

/// The coverage of what lies to the right of an arc, as its changes along each of its rows.
struct Tile {
    changes: Vec<Change>,
    /// Where each row's changes end; the next row's begin there.
    ends: Vec<usize>,
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
        let mut tile = Self { changes: Vec::new(), ends: Vec::with_capacity(height as usize) };
        for row in mask.data().chunks_exact(width as usize) {
            let mut before = 0;
            for (at, &coverage) in row.iter().enumerate() {
                let coverage = i16::from(coverage);
                if coverage != before {
                    tile.changes.push((at as u32, coverage - before));
                }
                before = coverage;
            }
            tile.ends.push(tile.changes.len());
        }
        Some(tile)
    }

    /// The changes of a row.
    #[inline]
    fn row(&self, row: usize) -> &[Change] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.changes[start..self.ends[row]]
    }
}
