//! The choice of the mask.
//!
//! The rule is that of qrcode-generator, the encoder inside qr-code-styling, so that both draw the same picture. It is
//! not the rule of ISO/IEC 18004, 7.8.3 (the two agree in about one symbol of five), but any mask makes a valid symbol.
//! Differences: runs are not scored, crowded neighbourhoods are; the finder-like pattern needs no light flank; the
//! share of dark modules is not rounded; format, version and the dark module count as light.

use crate::bits::{self, Row, count, from_left, from_right, words};

/// One of the eight data masks (ISO/IEC 18004, table 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mask(u8);

/// Every mask repeats after 12 rows.
const PERIOD: usize = 12;

/// The masks as rows, made when compiling.
static PATTERNS: [[Row; PERIOD]; 8] = {
    let mut patterns = [[[0; 3]; PERIOD]; 8];
    let mut mask = 0;
    while mask < 8 {
        let mut row = 0;
        while row < PERIOD {
            let mut column = 0;
            while column < 177 {
                bits::set(&mut patterns[mask][row], column, flips(mask, row, column));
                column += 1;
            }
            row += 1;
        }
        mask += 1;
    }
    patterns
};

/// Whether a mask flips the module (ISO/IEC 18004, table 10).
const fn flips(mask: usize, row: usize, column: usize) -> bool {
    let product = row * column;
    match mask {
        0 => (row + column).is_multiple_of(2),
        1 => row.is_multiple_of(2),
        2 => column.is_multiple_of(3),
        3 => (row + column).is_multiple_of(3),
        4 => (row / 2 + column / 3).is_multiple_of(2),
        5 => product % 2 + product % 3 == 0,
        6 => (product % 2 + product % 3).is_multiple_of(2),
        _ => (product % 3 + (row + column) % 2).is_multiple_of(2),
    }
}

impl Mask {
    /// 0 to 7.
    pub(crate) fn number(self) -> u8 {
        self.0
    }

    /// Flips the modules that are not part of `function`; columns beyond the symbol count as function.
    pub(crate) fn apply(self, rows: &mut [Row], function: &[Row]) {
        let patterns = PATTERNS[usize::from(self.0)].iter().cycle();
        for ((row, function), pattern) in rows.iter_mut().zip(function).zip(patterns) {
            *row = words(|w| row[w] ^ pattern[w] & !function[w]);
        }
    }
}

/// The mask with the lowest penalty; of equal ones the lowest number.
pub(crate) fn choose(rows: &[Row], function: &[Row]) -> Mask {
    let mut best = (f64::INFINITY, Mask(0));
    let mut trial = Vec::with_capacity(rows.len());
    for mask in (0..8).map(Mask) {
        trial.clear();
        trial.extend_from_slice(rows);
        mask.apply(&mut trial, function);
        let penalty = penalty(&trial);
        if penalty < best.0 {
            best = (penalty, mask);
        }
    }
    best.1
}

/// qrcode-generator's penalty of a symbol whose format and version information are light.
fn penalty(rows: &[Row]) -> f64 {
    let points = crowded(rows) + 3 * blocks(rows) + 40 * finder_like(rows);
    let dark = rows.iter().map(count).sum::<u32>();
    let side = rows.len() as f64;
    // The order of the operations is the original's: the comparison above may hang on the last bit.
    let imbalance = (100.0 * f64::from(dark) / side / side - 50.0).abs() / 5.0;
    f64::from(points) + imbalance * 10.0
}

/// Sum and carry of three bits, column by column.
#[inline]
fn full_adder(a: Row, b: Row, c: Row) -> (Row, Row) {
    (words(|w| a[w] ^ b[w] ^ c[w]), words(|w| a[w] & b[w] | c[w] & (a[w] ^ b[w])))
}

/// For every module with n > 5 neighbours of its colour, n - 2. Modules at the edge have at most 5 neighbours.
fn crowded(rows: &[Row]) -> u32 {
    let inner = bits::span(1, rows.len() - 1);
    let mut points = 0;
    for lines in rows.windows(3) {
        let [above, here, below] = [&lines[0], &lines[1], &lines[2]];
        let same = |other: Row| words(|w| !(here[w] ^ other[w]) & inner[w]);
        let (ones_a, twos_a) =
            full_adder(same(from_left(above, 1)), same(*above), same(from_right(above, 1)));
        let (ones_b, twos_b) =
            full_adder(same(from_left(below, 1)), same(*below), same(from_right(below, 1)));
        let (left, right) = (same(from_left(here, 1)), same(from_right(here, 1)));
        let (ones_c, twos_c) = (words(|w| left[w] ^ right[w]), words(|w| left[w] & right[w]));
        let (ones, twos_d) = full_adder(ones_a, ones_b, ones_c);
        let (twos_e, fours_a) = full_adder(twos_a, twos_b, twos_c);
        let (twos, fours_b) = (words(|w| twos_d[w] ^ twos_e[w]), words(|w| twos_d[w] & twos_e[w]));
        let six_or_seven = words(|w| (fours_a[w] ^ fours_b[w]) & twos[w]);
        let seven = words(|w| six_or_seven[w] & ones[w]);
        let eight = words(|w| fours_a[w] & fours_b[w]);
        points += 4 * count(&six_or_seven) + count(&seven) + 6 * count(&eight);
    }
    points
}

/// Number of 2 by 2 blocks of one colour.
fn blocks(rows: &[Row]) -> u32 {
    let inner = bits::span(0, rows.len() - 1);
    let pairs = |row: &Row| {
        let next = from_right(row, 1);
        words(|w| !(row[w] ^ next[w]) & inner[w])
    };
    let mut found = 0;
    let mut upper = pairs(&rows[0]);
    for lines in rows.windows(2) {
        let lower = pairs(&lines[1]);
        found += count(&words(|w| upper[w] & lower[w] & !(lines[0][w] ^ lines[1][w])));
        upper = lower;
    }
    found
}

/// Number of windows of seven modules, across and down, that read 1011101.
fn finder_like(rows: &[Row]) -> u32 {
    let matches = |x: [&Row; 7]| {
        count(&words(|w| x[0][w] & !x[1][w] & x[2][w] & x[3][w] & x[4][w] & !x[5][w] & x[6][w]))
    };
    let across = rows.iter().map(|row| {
        let shifted = [1, 2, 3, 4, 5, 6].map(|by| from_right(row, by));
        let [a, b, c, d, e, f] = &shifted;
        matches([row, a, b, c, d, e, f])
    });
    let down = rows.windows(7).map(|x| matches([&x[0], &x[1], &x[2], &x[3], &x[4], &x[5], &x[6]]));
    across.chain(down).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rule once more, module by module.
    fn plain_penalty(side: usize, dark: impl Fn(usize, usize) -> bool) -> f64 {
        let mut points = 0_u32;
        for row in 0..side {
            for column in 0..side {
                let mut same = 0;
                for y in row.saturating_sub(1)..=(row + 1).min(side - 1) {
                    for x in column.saturating_sub(1)..=(column + 1).min(side - 1) {
                        same += u32::from((y, x) != (row, column) && dark(y, x) == dark(row, column));
                    }
                }
                points += if same > 5 { same - 2 } else { 0 };
            }
        }
        for row in 0..side - 1 {
            for column in 0..side - 1 {
                let block = [
                    dark(row, column),
                    dark(row + 1, column),
                    dark(row, column + 1),
                    dark(row + 1, column + 1),
                ];
                points += if block.iter().all(|&module| module == block[0]) { 3 } else { 0 };
            }
        }
        for line in 0..side {
            for start in 0..=side - 7 {
                let like = |at: &dyn Fn(usize) -> bool| {
                    (0..7).all(|i| at(start + i) == [true, false, true, true, true, false, true][i])
                };
                points += 40 * u32::from(like(&|i| dark(line, i))) + 40 * u32::from(like(&|i| dark(i, line)));
            }
        }
        let count = (0..side * side).filter(|i| dark(i / side, i % side)).count() as f64;
        let side = side as f64;
        f64::from(points) + (100.0 * count / side / side - 50.0).abs() / 5.0 * 10.0
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn packed_scoring_equals_plain_scoring(version in 1_usize..=40, seed in any::<u64>(), shift in 0_u32..3) {
            let side = version * 4 + 17;
            let mut state = seed | 1;
            let mut rows = vec![Row::default(); side];
            for row in &mut rows {
                for column in 0..side {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    // Long runs of one colour too, so that every rule has something to count.
                    bits::set(row, column, (state >> 20) & ((1 << shift) - 1) == 0 && (state >> 40) & 1 == 0);
                }
            }
            let plain = plain_penalty(side, |row, column| bits::get(&rows[row], column));
            prop_assert!((penalty(&rows) - plain).abs() < 1e-9);
        }
    }

    #[test]
    fn patterns_are_those_of_the_standard() {
        assert!(flips(0, 0, 0) && !flips(0, 0, 1));
        assert!(flips(5, 3, 4) && !flips(5, 1, 1));
        assert!(flips(7, 0, 0) && !flips(7, 0, 1));
        assert!(bits::get(&PATTERNS[4][2], 3) == flips(4, 2, 3));
    }
}
