//! Pieces of contours that lead up or down.

use super::tile::Tile;
use std::ops::Range;

/// A pixel of a row, and by how much its coverage and that of all to its right differs from what is to the left of it.
pub(super) type Change = (u32, i16);

/// A piece of a contour. Everything to the right of it is inside if it leads up, and outside if down.
pub(super) struct Edge {
    /// Where it begins, at the top left, and the height at which it ends, in half pixels.
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) is_down: bool,
    /// The number of the tile of an arc; lines have none.
    pub(super) tile: Option<u32>,
}

impl Edge {
    /// The rows of pixels that it reaches into.
    pub(super) fn rows(&self) -> Range<usize> {
        self.top as usize / 2..(self.bottom as usize).div_ceil(2)
    }

    /// Whether it crosses rows from top to bottom.
    pub(super) fn crosses(&self, rows: &Range<usize>) -> bool {
        self.top as usize <= 2 * rows.start && self.bottom as usize >= 2 * rows.end
    }

    /// Its first column.
    pub(super) fn column(&self) -> u32 {
        self.left as u32 / 2
    }

    /// Whether it looks like another one in every row, wherever both begin.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        let look = |edge: &Self| (edge.tile, edge.is_down, edge.left % 2, edge.rows().start);
        look(self) == look(other)
    }

    /// How a row that it crosses goes from outside to inside or back: how far behind its first column that begins, and the
    /// coverages from there on that are neither nothing nor everything.
    #[inline]
    pub(super) fn partly<'a>(&self, tiles: &'a [Tile], row: usize) -> (u32, &'a [u8]) {
        match self.tile {
            Some(tile) => tiles[tile as usize].partly(row - self.rows().start, self.is_down),
            None if self.left % 2 == 0 => (0, &[]),
            // Of the pixel that an edge halves it counts the larger part of 255.
            None if self.is_down => (0, &[127]),
            None => (0, &[128]),
        }
    }

    /// Appends what it changes in a row.
    #[inline]
    pub(super) fn change(&self, tiles: &[Tile], row: usize, changes: &mut Vec<Change>) {
        let sign = if self.is_down { -1 } else { 1 };
        let left = self.column();
        if let Some(tile) = self.tile {
            let own = tiles[tile as usize].changes(row - self.rows().start);
            changes.extend(own.iter().map(|(at, by)| (left + at, sign * by)));
            return;
        }
        // tiny-skia samples four lines of a pixel, three of which count 64 and the last 63.
        let (above, below) = (2 * (row as i32) < self.top, 2 * row as i32 + 2 > self.bottom);
        let weight: i16 = match (above, below) {
            (false, false) => 255,
            (false, true) => 128,
            (true, _) => 127,
        };
        if self.left % 2 == 1 {
            let here = weight - weight / 2;
            changes.extend([(left, sign * here), (left + 1, sign * (weight - here))]);
        } else {
            changes.push((left, sign * weight));
        }
    }
}
