//! The colours of the pixels of a fill, made once for rows that are alike.

use super::ink::{Ink, Pixel};
use std::ops::Range;

/// The colours of the pixels that a fill covers.
pub(super) struct Colors<'a> {
    ink: &'a Ink,
    /// Those that are covered.
    columns: Range<usize>,
    /// What was made last: the columns of rows that are alike, or a piece of a row.
    made: &'a mut Vec<Pixel>,
    /// Which rows these are.
    rows: Option<usize>,
}

impl<'a> Colors<'a> {
    /// `room` is there to be written over.
    pub(super) fn new(ink: &'a Ink, columns: Range<usize>, room: &'a mut Vec<Pixel>) -> Self {
        Self { ink, columns, made: room, rows: None }
    }

    /// Those of a piece of a row.
    #[inline]
    pub(super) fn get(&mut self, row: usize, from: usize, to: usize) -> &[Pixel] {
        if let Some(row) = self.ink.row(row) {
            return &row[from..to];
        }
        let alike = self.ink.alike();
        if alike == 1 {
            self.made.resize(to - from, [0; 4]);
            self.ink.fill(row, from, self.made);
            return self.made;
        }
        if self.rows != Some(row / alike) {
            self.rows = Some(row / alike);
            self.made.resize(self.columns.len(), [0; 4]);
            self.ink.fill(row, self.columns.start, self.made);
        }
        &self.made[from - self.columns.start..to - self.columns.start]
    }

    /// Writes those of a piece of a row.
    #[inline]
    pub(super) fn copy(&mut self, row: usize, from: usize, pixels: &mut [Pixel]) {
        if self.ink.row(row).is_none() && self.ink.alike() == 1 {
            self.ink.fill(row, from, pixels);
        } else {
            pixels.copy_from_slice(self.get(row, from, from + pixels.len()));
        }
    }
}
