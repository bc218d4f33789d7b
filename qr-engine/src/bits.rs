//! Rows of modules packed into words: column `c` is bit `c % 64` of word `c / 64`.

/// One row of at most 192 modules; the largest symbol has 177.
pub(crate) type Row = [u64; 3];

/// The bit of a column.
#[inline]
pub(crate) fn get(row: &Row, column: usize) -> bool {
    row[column / 64] >> (column % 64) & 1 == 1
}

/// Sets or clears the bit of a column.
#[inline]
pub(crate) const fn set(row: &mut Row, column: usize, to: bool) {
    let bit = 1 << (column % 64);
    if to {
        row[column / 64] |= bit;
    } else {
        row[column / 64] &= !bit;
    }
}

/// Applies `f` to the words of the rows that it captures.
#[inline]
pub(crate) fn words(f: impl Fn(usize) -> u64) -> Row {
    [f(0), f(1), f(2)]
}

/// Every column shows what stood `by` columns to its right; 1 to 63.
#[inline]
pub(crate) fn from_right(row: &Row, by: u32) -> Row {
    let carry = 64 - by;
    [row[0] >> by | row[1] << carry, row[1] >> by | row[2] << carry, row[2] >> by]
}

/// Every column shows what stood `by` columns to its left; 1 to 63.
#[inline]
pub(crate) fn from_left(row: &Row, by: u32) -> Row {
    let carry = 64 - by;
    [row[0] << by, row[1] << by | row[0] >> carry, row[2] << by | row[1] >> carry]
}

/// The columns from `start` up to, not including, `end`.
pub(crate) fn span(start: usize, end: usize) -> Row {
    let below = |limit: usize, word: usize| match limit.saturating_sub(word * 64) {
        bits @ 0..=63 => (1 << bits) - 1,
        64.. => u64::MAX,
    };
    words(|word| below(end, word) & !below(start, word))
}

/// Number of set bits.
#[inline]
pub(crate) fn count(row: &Row) -> u32 {
    row.iter().map(|word| word.count_ones()).sum()
}
