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
    /// The row that was asked for last.
    row: Option<usize>,
    /// All of its colours, if they were there already.
    there: Option<&'a [Pixel]>,
    /// Whether the columns of a row are made at once.
    are_made: bool,
}

impl<'a> Colors<'a> {
    /// `room` is there to be written over.
    pub(super) fn new(ink: &'a Ink, columns: Range<usize>, room: &'a mut Vec<Pixel>) -> Self {
        Self { ink, columns, made: room, row: None, there: None, are_made: ink.alike() > 1 }
    }

    /// Goes on to a row.
    #[inline]
    fn turn_to(&mut self, row: usize) {
        if self.row == Some(row) {
            return;
        }
        let last = self.row.replace(row);
        self.there = self.ink.row(row);
        let alike = self.ink.alike();
        if self.there.is_none() && self.are_made && last.is_none_or(|last| last / alike != row / alike) {
            self.made.resize(self.columns.len(), [0; 4]);
            self.ink.fill(row, self.columns.start, self.made);
        }
    }

    /// Those of a piece of a row.
    #[inline]
    pub(super) fn get(&mut self, row: usize, from: usize, to: usize) -> &[Pixel] {
        self.turn_to(row);
        if let Some(there) = self.there {
            return &there[from..to];
        }
        if self.are_made {
            return &self.made[from - self.columns.start..to - self.columns.start];
        }
        self.made.resize(to - from, [0; 4]);
        self.ink.fill(row, from, self.made);
        self.made
    }

    /// Writes those of a piece of a row.
    #[inline]
    pub(super) fn copy(&mut self, row: usize, from: usize, pixels: &mut [Pixel]) {
        self.turn_to(row);
        if self.there.is_some() || self.are_made {
            pixels.copy_from_slice(self.get(row, from, from + pixels.len()));
        } else {
            self.ink.fill(row, from, pixels);
        }
    }
}
