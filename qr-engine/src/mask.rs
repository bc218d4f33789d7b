//! The choice of the mask.
//!
//! By default the rule is that of qrcode-generator, the encoder inside qr-code-styling, so that both draw the same
//! picture. It is not the rule of ISO/IEC 18004, 7.8.3 (the two agree in about one symbol of five), but any mask makes a
//! valid symbol. Differences: runs are not scored, crowded neighbourhoods are; the finder-like pattern needs no light
//! flank; the share of dark modules is not rounded; format, version and the dark module count as light.
//!
//! Masks are scored on packed rows, by counting bits: in other encoders the scoring is nearly all of the work. A symbol
//! of up to 64 or 128 modules a side is scored in rows of one or two words.

use crate::bits::{Row, WORDS};
use crate::options::MaskRule;

/// One of the eight data masks (ISO/IEC 18004, table 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mask(u8);

/// Every mask repeats after 12 rows.
const PERIOD: usize = 12;

/// The masks' first six columns, after which each row repeats: by mask and row, the first column lowest.
static PATTERNS: [[u8; PERIOD]; 8] = {
    let mut patterns = [[0; PERIOD]; 8];
    let mut at = 0;
    while at < 8 * PERIOD * 6 {
        let (mask, row, column) = (at / 6 / PERIOD, at / 6 % PERIOD, at % 6);
        patterns[mask][row] |= (flips(mask, row, column) as u8) << column;
        at += 1;
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
        self.apply_to(rows, function);
    }

    fn apply_to<const W: usize>(self, rows: &mut [Row<W>], function: &[Row<W>]) {
        let patterns = PATTERNS[usize::from(self.0)].map(Row::repeated);
        for (at, (row, function)) in rows.iter_mut().zip(function).enumerate() {
            *row = *row ^ patterns[at % PERIOD] & !*function;
        }
    }
}

/// The mask that the rule chooses for a symbol whose format information is still light. `draw_format` draws the format
/// information of a mask.
pub(crate) fn choose(
    rule: MaskRule,
    rows: &[Row],
    function: &[Row],
    draw_format: impl Fn(&mut [Row], Mask),
) -> Mask {
    match rule {
        MaskRule::Fixed(number) => Mask(number),
        MaskRule::Iso => {
            let mut trial = rows.to_vec();
            lowest(|mask| {
                trial.copy_from_slice(rows);
                mask.apply(&mut trial, function);
                draw_format(&mut trial, mask);
                f64::from(iso_penalty(&trial))
            })
        }
        MaskRule::Compat => match rows.len() {
            ..=64 if cfg!(not(target_family = "wasm")) => choose_compat::<1>(rows, function),
            ..=128 if cfg!(not(target_family = "wasm")) => choose_compat::<2>(rows, function),
            // The preview bundle carries the scoring once.
            _ => choose_compat::<WORDS>(rows, function),
        },
    }
}

/// The mask with the lowest penalty; of equal ones the lowest number.
fn lowest(mut penalty: impl FnMut(Mask) -> f64) -> Mask {
    let mut best = (f64::INFINITY, Mask(0));
    for mask in (0..8).map(Mask) {
        let penalty = penalty(mask);
        if penalty < best.0 {
            best = (penalty, mask);
        }
    }
    best.1
}

fn choose_compat<const W: usize>(rows: &[Row], function: &[Row]) -> Mask {
    let narrow = |rows: &[Row]| rows.iter().map(Row::narrowed).collect::<Vec<Row<W>>>();
    let (rows, function) = (narrow(rows), narrow(function));
    let mut trial = rows.clone();
    lowest(|mask| {
        trial.copy_from_slice(&rows);
        mask.apply_to(&mut trial, &function);
        compat_penalty(&trial)
    })
}

/// qrcode-generator's penalty of a symbol whose format and version information are light.
fn compat_penalty<const W: usize>(rows: &[Row<W>]) -> f64 {
    let points = crowded(rows) + 3 * blocks(rows) + 40 * finder_like(rows);
    let dark = rows.iter().map(|row| row.count()).sum::<u32>();
    let side = rows.len() as f64;
    // The order of the operations is the original's: the comparison above may hang on the last bit.
    let imbalance = (100.0 * f64::from(dark) / side / side - 50.0).abs() / 5.0;
    f64::from(points) + imbalance * 10.0
}

/// The penalty of ISO/IEC 18004, 7.8.3.1. What lies outside the symbol is light, as its quiet zone is.
fn iso_penalty(rows: &[Row]) -> u32 {
    let columns = transposed(rows);
    let side = rows.len() as u32;
    let dark = rows.iter().map(|row| row.count()).sum::<u32>();
    let steps_from_half = (20 * dark).abs_diff(10 * side * side) / (side * side);
    runs(rows)
        + runs(&columns)
        + 3 * blocks(rows)
        + 40 * (finders(rows) + finders(&columns))
        + 10 * steps_from_half
}

/// The columns of a symbol as rows.
fn transposed(rows: &[Row]) -> Vec<Row> {
    let mut columns = vec![Row::LIGHT; rows.len()];
    for (row, modules) in rows.iter().enumerate() {
        for (column, target) in columns.iter_mut().enumerate() {
            target.set(row, modules.get(column));
        }
    }
    columns
}

/// For every run of n >= 5 modules of one colour in a row, n - 2.
fn runs(rows: &[Row]) -> u32 {
    let inner = Row::span(0, rows.len() - 1);
    let points = rows.iter().map(|&row| {
        // Where a module has the colour of the one to its right; four of those in a row are five modules.
        let same = !(row ^ row.moved_left(1)) & inner;
        let five = same & same.moved_left(1) & same.moved_left(2) & same.moved_left(3);
        // A run of n holds n - 4 such places, and its first one is worth two more.
        let first = five & !five.moved_right(1);
        five.count() + 2 * first.count()
    });
    points.sum()
}

/// Number of patterns 1011101 in a row with four light modules on at least one side.
fn finders(rows: &[Row]) -> u32 {
    let found = rows.iter().map(|&row| {
        let dark_before = (1..=4).fold(Row::LIGHT, |dark, by| dark | row.moved_right(by));
        let dark_behind = (7..=10).fold(Row::LIGHT, |dark, by| dark | row.moved_left(by));
        (finder_like_in(row) & !(dark_before & dark_behind)).count()
    });
    found.sum()
}

/// Where seven modules to the right read 1011101.
#[inline]
fn finder_like_in<const W: usize>(row: Row<W>) -> Row<W> {
    reads_finder([0, 1, 2, 3, 4, 5, 6].map(|by| if by == 0 { row } else { row.moved_left(by) }))
}

/// Where the modules of seven rows read 1011101.
#[inline]
fn reads_finder<const W: usize>([a, b, c, d, e, f, g]: [Row<W>; 7]) -> Row<W> {
    a & !b & c & d & e & !f & g
}

/// Sum and carry of three bits, column by column.
#[inline]
fn full_adder<const W: usize>(a: Row<W>, b: Row<W>, c: Row<W>) -> (Row<W>, Row<W>) {
    (a ^ b ^ c, a & b | c & (a ^ b))
}

/// For every module with n > 5 neighbours of its colour, n - 2. Modules at the edge have at most 5 neighbours.
fn crowded<const W: usize>(rows: &[Row<W>]) -> u32 {
    let inner = Row::span(1, rows.len() - 1);
    let mut points = 0;
    for lines in rows.windows(3) {
        let [above, here, below] = [lines[0], lines[1], lines[2]];
        let same = |other: Row<W>| !(here ^ other) & inner;
        let beside = |row: Row<W>| (same(row.moved_right(1)), same(row.moved_left(1)));
        let (left, right) = beside(above);
        let (ones_a, twos_a) = full_adder(left, same(above), right);
        let (left, right) = beside(below);
        let (ones_b, twos_b) = full_adder(left, same(below), right);
        let (left, right) = beside(here);
        let (ones_c, twos_c) = (left ^ right, left & right);
        let (ones, twos_d) = full_adder(ones_a, ones_b, ones_c);
        let (twos_e, fours_a) = full_adder(twos_a, twos_b, twos_c);
        let (twos, fours_b) = (twos_d ^ twos_e, twos_d & twos_e);
        let six_or_seven = (fours_a ^ fours_b) & twos;
        let seven = six_or_seven & ones;
        let eight = fours_a & fours_b;
        points += 4 * six_or_seven.count() + seven.count() + 6 * eight.count();
    }
    points
}

/// Number of 2 by 2 blocks of one colour.
fn blocks<const W: usize>(rows: &[Row<W>]) -> u32 {
    let inner = Row::span(0, rows.len() - 1);
    let pairs = |row: Row<W>| !(row ^ row.moved_left(1)) & inner;
    let mut found = 0;
    let mut upper = pairs(rows[0]);
    for lines in rows.windows(2) {
        let lower = pairs(lines[1]);
        found += (upper & lower & !(lines[0] ^ lines[1])).count();
        upper = lower;
    }
    found
}

/// Number of windows of seven modules, across and down, that read 1011101.
fn finder_like<const W: usize>(rows: &[Row<W>]) -> u32 {
    let across = rows.iter().map(|&row| finder_like_in(row).count());
    let down = rows.windows(7).map(|x| reads_finder([x[0], x[1], x[2], x[3], x[4], x[5], x[6]]).count());
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

    /// The standard's rule once more, line by line.
    fn plain_iso_penalty(side: usize, dark: impl Fn(usize, usize) -> bool) -> u32 {
        let mut points = 0;
        for line in 0..side {
            for across in [true, false] {
                let at = |i: usize| if across { dark(line, i) } else { dark(i, line) };
                let mut start = 0;
                for end in 1..=side {
                    if end == side || at(end) != at(start) {
                        let length = (end - start) as u32;
                        points += if length >= 5 { length - 2 } else { 0 };
                        start = end;
                    }
                }
                let light = |from: usize, to: usize| (from..to.min(side)).all(|i| !at(i));
                for start in 0..=side - 7 {
                    let like =
                        (0..7).all(|i| at(start + i) == [true, false, true, true, true, false, true][i]);
                    if like && (light(start.saturating_sub(4), start) || light(start + 7, start + 11)) {
                        points += 40;
                    }
                }
            }
        }
        let mut count = 0;
        for row in 0..side {
            for column in 0..side {
                count += u32::from(dark(row, column));
                let block = |y, x| dark(row + y, column + x) == dark(row, column);
                if row + 1 < side && column + 1 < side && block(0, 1) && block(1, 0) && block(1, 1) {
                    points += 3;
                }
            }
        }
        let percent = 100.0 * f64::from(count) / (side * side) as f64;
        points + 10 * ((percent - 50.0).abs() / 5.0).floor() as u32
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn packed_scoring_equals_plain_scoring(version in 1_usize..=40, seed in any::<u64>(), shift in 0_u32..3) {
            let side = version * 4 + 17;
            let mut state = seed | 1;
            let mut rows = vec![Row::<WORDS>::LIGHT; side];
            for row in &mut rows {
                for column in 0..side {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    // Long runs of one colour too, so that every rule has something to count.
                    row.set(column, (state >> 20) & ((1 << shift) - 1) == 0 && (state >> 40) & 1 == 0);
                }
            }
            let dark = |row: usize, column: usize| rows[row].get(column);
            let plain = plain_penalty(side, dark);
            prop_assert!((compat_penalty(&rows) - plain).abs() < 1e-9);
            if side <= 64 {
                let narrow = rows.iter().map(Row::narrowed).collect::<Vec<Row<1>>>();
                prop_assert!((compat_penalty(&narrow) - plain).abs() < 1e-9);
            }
            prop_assert_eq!(iso_penalty(&rows), plain_iso_penalty(side, dark));
        }
    }

    #[test]
    fn patterns_are_those_of_the_standard() {
        assert!(flips(0, 0, 0) && !flips(0, 0, 1));
        assert!(flips(5, 3, 4) && !flips(5, 1, 1));
        assert!(flips(7, 0, 0) && !flips(7, 0, 1));
        for (mask, rows) in PATTERNS.iter().enumerate() {
            for at in 0..177 * 177 {
                let (row, column) = (at / 177, at % 177);
                let pattern = Row::<WORDS>::repeated(rows[row % PERIOD]);
                assert_eq!(
                    pattern.get(column),
                    flips(mask, row, column),
                    "mask {mask}, row {row}, column {column}"
                );
            }
        }
    }
}
