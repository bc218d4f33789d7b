//! Arcs, rasterised once for each kind.

use super::Spot;
use crate::output::raster::skia;
use crate::scene::{Point, QuarterCircle};
use std::ops::Range;
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

/// The coverage of what lies to the right of an arc.
pub(super) struct Tile {
    /// In columns; the last one stands for all behind it.
    width: usize,
    coverages: Vec<u8>,
    /// Where each row begins to be covered, and where it does not change any more.
    reaches: Vec<(u32, u32)>,
}

/// What tells two arcs apart, wherever they lie: the half pixels that they start at, where they lead, and their bend.
type Kind = (Spot, Spot, bool);

/// The tiles of all arcs met so far.
#[derive(Default)]
pub(super) struct Tiles {
    all: Vec<Tile>,
    /// What they are of.
    kinds: Vec<Kind>,
}

impl Tiles {
    /// The number of the tile of an arc.
    #[inline]
    pub(super) fn arc(&mut self, from: Spot, to: Spot, quarter: QuarterCircle) -> Option<u32> {
        let by = (to.0 - from.0, to.1 - from.1);
        let kind = ((from.0 % 2, from.1 % 2), by, quarter.clockwise);
        let known = self.kinds.iter().position(|known| *known == kind);
        let index = known.unwrap_or(self.kinds.len());
        if known.is_none() {
            self.all.push(arc(from, by, quarter.clockwise)?);
            self.kinds.push(kind);
        }
        Some(index as u32)
    }

    /// All of them, by number.
    pub(super) fn all(&self) -> &[Tile] {
        &self.all
    }
}

impl Tile {
    /// The tile of some rows of coverages, which never fall from left to right.
    fn new(width: usize, coverages: &[u8]) -> Self {
        let reach = |row: &[u8]| {
            let start = row.iter().take_while(|coverage| **coverage == 0).count();
            let same = row.iter().rev().take_while(|coverage| **coverage == row[width - 1]).count();
            (start as u32, ((width - same) as u32).max(start as u32))
        };
        let reaches = coverages.chunks_exact(width).map(reach).collect();
        Self { width, coverages: coverages.to_vec(), reaches }
    }

    /// The coverages of a row, if there is one of this number; the last of them goes on to the right.
    #[inline]
    pub(super) fn row(&self, row: usize) -> Option<&[u8]> {
        self.coverages.get(row * self.width..(row + 1) * self.width)
    }

    /// Where rows begin to be covered, and where none of them changes any more.
    #[inline]
    pub(super) fn reach(&self, rows: Range<usize>) -> (u32, u32) {
        // Arcs lead from one side to the other: all rows between lie between.
        let (a, b) = (self.reaches[rows.start], self.reaches[rows.end - 1]);
        (a.0.min(b.0), a.1.max(b.1))
    }
}

fn arc(from: Spot, by: Spot, clockwise: bool) -> Option<Tile> {
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
    Some(Tile::new(width as usize, mask.data()))
}
