//! Rows of modules packed into words: column `c` is bit `c % 64` of word `c / 64`.

use std::array::from_fn;
use std::ops::{BitAnd, BitOr, BitXor, Not};

/// Words that hold a row of any symbol; the largest has 177 modules.
pub(crate) const WORDS: usize = 3;

/// One row of at most 64 modules a word. Operators work on all modules at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row<const W: usize = WORDS>([u64; W]);

impl<const W: usize> Row<W> {
    /// A row of light modules.
    pub(crate) const LIGHT: Self = Self([0; W]);

    /// The columns from `start` up to, not including, `end`.
    pub(crate) fn span(start: usize, end: usize) -> Self {
        let below = |limit: usize, word: usize| match limit.saturating_sub(word * 64) {
            bits @ 0..=63 => (1 << bits) - 1,
            64.. => u64::MAX,
        };
        Self(from_fn(|word| below(end, word) & !below(start, word)))
    }

    /// A row that repeats after six columns, of which these are the first; the first one is the lowest bit.
    pub(crate) fn repeated(columns: u8) -> Self {
        // Word by word the period starts four columns further on.
        Self(from_fn(|word| {
            let columns = u64::from(columns);
            let first = (columns | columns << 6) >> (word * 4 % 6) & 0x3f;
            first.wrapping_mul(0x1041_0410_4104_1041)
        }))
    }

    /// The first columns of a row, in as many words as these.
    pub(crate) fn narrowed<const FROM: usize>(row: &Row<FROM>) -> Self {
        Self(from_fn(|word| row.0[word]))
    }

    /// The bit of a column.
    #[inline]
    pub(crate) const fn get(&self, column: usize) -> bool {
        self.0[column / 64] >> (column % 64) & 1 == 1
    }

    /// Sets or clears the bit of a column.
    #[inline]
    pub(crate) const fn set(&mut self, column: usize, to: bool) {
        let bit = 1 << (column % 64);
        if to {
            self.0[column / 64] |= bit;
        } else {
            self.0[column / 64] &= !bit;
        }
    }

    /// Sets the bit of a column if `to` is 1, and leaves it if `to` is 0.
    #[inline]
    pub(crate) const fn add(&mut self, column: usize, to: u8) {
        self.0[column / 64] |= (to as u64) << (column % 64);
    }

    /// Every column shows what stood `by` columns to its right; 1 to 63.
    #[inline]
    pub(crate) fn moved_left(self, by: u32) -> Self {
        let Self(row) = self;
        Self(from_fn(|w| row[w] >> by | row.get(w + 1).map_or(0, |next| next << (64 - by))))
    }

    /// Every column shows what stood `by` columns to its left; 1 to 63.
    #[inline]
    pub(crate) fn moved_right(self, by: u32) -> Self {
        let Self(row) = self;
        Self(from_fn(|w| row[w] << by | if w > 0 { row[w - 1] >> (64 - by) } else { 0 }))
    }

    /// Number of set bits.
    #[inline]
    pub(crate) fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

impl<const W: usize> BitAnd for Row<W> {
    type Output = Self;

    #[inline]
    fn bitand(self, other: Self) -> Self {
        Self(from_fn(|w| self.0[w] & other.0[w]))
    }
}

impl<const W: usize> BitOr for Row<W> {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(from_fn(|w| self.0[w] | other.0[w]))
    }
}

impl<const W: usize> BitXor for Row<W> {
    type Output = Self;

    #[inline]
    fn bitxor(self, other: Self) -> Self {
        Self(from_fn(|w| self.0[w] ^ other.0[w]))
    }
}

impl<const W: usize> Not for Row<W> {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self(from_fn(|w| !self.0[w]))
    }
}
