//! Arcs, rasterised once for each kind.

use super::Spot;
use super::edge::Change;
use crate::output::raster::skia;
use crate::scene::{Point, QuarterCircle};
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

/// The coverage of what lies to the right of an arc.
pub(super) struct Tile {
    rows: Vec<Row>,
    /// Its changes along each row.
    changes: Vec<Change>,
    /// The coverages in each row that are neither nothing nor everything, of what lies to the right and of all else.
    rising: Vec<u8>,
    falling: Vec<u8>,
}

/// A row of a tile.
struct Row {
    /// Where its changes end; the next row's begin there.
    changes: usize,
    /// The column of the first coverage, and where its coverages end.
    start: u32,
    coverages: usize,
}

/// What tells two arcs apart, wherever they lie: the half pixels that they start at, where they lead, and their bend.
type Kind = (Spot, Spot, bool);

/// The tiles of all arcs met so far.
#[derive(Default)]
pub(super) struct Tiles(Vec<(Kind, Tile)>);

impl Tiles {
    /// The number of the tile of an arc.
    pub(super) fn get(&mut self, from: Spot, to: Spot, quarter: QuarterCircle) -> Option<u32> {
        let by = (to.0 - from.0, to.1 - from.1);
        let kind = ((from.0 % 2, from.1 % 2), by, quarter.clockwise);
        let known = self.0.iter().position(|(known, _)| *known == kind);
        let index = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push((kind, Tile::new(from, by, quarter.clockwise)?));
        }
        Some(index as u32)
    }

    /// All of them, by number.
    pub(super) fn all(self) -> Vec<Tile> {
        self.0.into_iter().map(|(_, tile)| tile).collect()
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
        let mut tile =
            Self { rows: Vec::new(), changes: Vec::new(), rising: Vec::new(), falling: Vec::new() };
        mask.data().chunks_exact(width as usize).for_each(|row| tile.push(row));
        Some(tile)
    }

    /// Appends a row of coverages.
    fn push(&mut self, row: &[u8]) {
        let mut before = 0;
        for (at, &coverage) in row.iter().enumerate() {
            if coverage != before {
                self.changes.push((at as u32, i16::from(coverage) - i16::from(before)));
            }
            before = coverage;
        }
        let start = row.iter().take_while(|coverage| **coverage == 0).count();
        let partly = row[start..].iter().take_while(|coverage| **coverage < 255);
        self.rising.extend(partly.clone());
        self.falling.extend(partly.map(|coverage| 255 - coverage));
        self.rows.push(Row {
            changes: self.changes.len(),
            start: start as u32,
            coverages: self.rising.len(),
        });
    }

    /// The changes of a row.
    #[inline]
    pub(super) fn changes(&self, row: usize) -> &[Change] {
        let start = if row == 0 { 0 } else { self.rows[row - 1].changes };
        &self.changes[start..self.rows[row].changes]
    }

    /// The first column of a row that is covered in part, and the coverages from there on: of what lies to the left if
    /// `is_down`, else to the right.
    #[inline]
    pub(super) fn partly(&self, row: usize, is_down: bool) -> (u32, &[u8]) {
        let from = if row == 0 { 0 } else { self.rows[row - 1].coverages };
        let Row { start, coverages: to, .. } = self.rows[row];
        (start, if is_down { &self.falling[from..to] } else { &self.rising[from..to] })
    }
}
