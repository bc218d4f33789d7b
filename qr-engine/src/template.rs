//! The function patterns of each version, and the order of the modules that carry codewords (ISO/IEC 18004, 6.3, 7.7.3
//! and annexes C to E). Both depend on the version alone and are worked out once for each.

use crate::bits::{Row, WORDS};
use crate::mask::Mask;
use crate::options::ErrorCorrectionLevel;
use std::sync::OnceLock;

/// Modules per side of a version.
fn side(version: u8) -> usize {
    usize::from(version) * 4 + 17
}

/// Number of modules of a version that carry codewords, and up to 7 behind them (ISO/IEC 18004, table 1).
pub(crate) fn data_modules(version: u8) -> usize {
    let version_number = usize::from(version);
    // Finder patterns with separators and format information, timing patterns.
    let fixed = 3 * 64 + 31 + 2 * (side(version) - 16);
    // Alignment patterns; those on a timing pattern share five modules with it.
    let alignment = if version == 1 {
        0
    } else {
        let along = version_number / 7 + 2;
        25 * (along * along - 3) - 2 * 5 * (along - 2)
    };
    let information = if version < 7 { 0 } else { 36 };
    side(version) * side(version) - fixed - alignment - information
}

/// Bits of the format information.
const FORMAT_BITS: usize = 15;

/// What all symbols of a version have in common.
pub(crate) struct Template {
    version: u8,
    size: usize,
    /// Dark modules of the function patterns; format and version information are still light.
    dark: Vec<Row>,
    /// Modules that belong to function patterns or to format and version information.
    function: Vec<Row>,
    /// Row and column of each bit of the codewords.
    order: Vec<(u8, u8)>,
}

impl Template {
    /// The template of a version, 1 to 40.
    pub(crate) fn of(version: u8) -> &'static Self {
        static TEMPLATES: [OnceLock<Template>; 40] = [const { OnceLock::new() }; 40];
        TEMPLATES[usize::from(version) - 1].get_or_init(|| Self::new(version))
    }

    /// Modules that belong to function patterns or to format and version information; columns beyond the symbol too.
    pub(crate) fn function(&self) -> &[Row] {
        &self.function
    }

    fn new(version: u8) -> Self {
        let size = side(version);
        // Columns beyond the symbol count as function, so that no mask touches them.
        let function = vec![Row::span(size, WORDS * 64); size];
        let mut template = Self { version, size, dark: vec![Row::LIGHT; size], function, order: Vec::new() };
        for at in 8..size - 8 {
            template.set(6, at, at % 2 == 0);
            template.set(at, 6, at % 2 == 0);
        }
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] {
            template.draw_finder(row, column);
        }
        let positions = alignment_positions(version);
        let last = positions.len().saturating_sub(1);
        for (i, &row) in positions.iter().enumerate() {
            for (j, &column) in positions.iter().enumerate() {
                if ![(0, 0), (0, last), (last, 0)].contains(&(i, j)) {
                    template.draw_alignment(row, column);
                }
            }
        }
        for (row, column, _) in template.information() {
            template.set(row, column, false);
        }
        // The dark module, which is drawn with the format.
        template.set(size - 8, 8, false);
        template.order = template.order();
        template
    }

    fn set(&mut self, row: usize, column: usize, dark: bool) {
        self.function[row].set(column, true);
        self.dark[row].set(column, dark);
    }

    /// A finder pattern around its centre, with its separator as far as that lies inside.
    fn draw_finder(&mut self, row: usize, column: usize) {
        for dy in -4_isize..=4 {
            for dx in -4_isize..=4 {
                let (Some(y), Some(x)) = (row.checked_add_signed(dy), column.checked_add_signed(dx)) else {
                    continue;
                };
                if y < self.size && x < self.size {
                    let ring = dy.abs().max(dx.abs());
                    self.set(y, x, ring != 2 && ring != 4);
                }
            }
        }
    }

    fn draw_alignment(&mut self, row: usize, column: usize) {
        for y in 0..5 {
            for x in 0..5 {
                let ring = usize::abs_diff(y, 2).max(usize::abs_diff(x, 2));
                self.set(row + y - 2, column + x - 2, ring != 1);
            }
        }
    }

    /// (row, column, bit) of every module of both copies of the format information, bits 0 to 14 (ISO/IEC 18004, 7.9), and from
    /// version 7 on of the version information, whose bits follow (7.10).
    fn information(&self) -> Vec<(usize, usize, usize)> {
        let size = self.size;
        let mut modules = Vec::new();
        for i in 0..FORMAT_BITS {
            let beside_top_left = match i {
                0..=5 => (i, 8),
                6 | 7 => (i + 1, 8),
                8 => (8, 7),
                _ => (8, 14 - i),
            };
            let beside_others = if i < 8 { (8, size - 1 - i) } else { (size - 15 + i, 8) };
            for (row, column) in [beside_top_left, beside_others] {
                modules.push((row, column, i));
            }
        }
        for i in 0..if self.version < 7 { 0 } else { 18 } {
            let (along, across) = (i / 3, size - 11 + i % 3);
            for (row, column) in [(along, across), (across, along)] {
                modules.push((row, column, FORMAT_BITS + i));
            }
        }
        modules
    }

    /// The free modules in the order in which codewords fill them: in pairs of columns from the right, up and down in
    /// turn (ISO/IEC 18004, 7.7.3). What is left behind the last codeword stays light.
    fn order(&self) -> Vec<(u8, u8)> {
        let mut order = Vec::with_capacity(data_modules(self.version));
        let mut upwards = true;
        // The column of the vertical timing pattern is passed over.
        for right in (1..self.size).rev().step_by(2).map(|right| if right <= 6 { right - 1 } else { right }) {
            for step in 0..self.size {
                let row = if upwards { self.size - 1 - step } else { step };
                for column in [right, right - 1] {
                    if !self.function[row].get(column) {
                        order.push((row as u8, column as u8));
                    }
                }
            }
            upwards = !upwards;
        }
        order.truncate(order.len() / 8 * 8);
        order
    }

    /// The symbol with these codewords, before its mask, with format and version information still light.
    pub(crate) fn place(&self, codewords: &[u8]) -> Vec<Row> {
        let mut rows = self.dark.clone();
        for (&codeword, places) in codewords.iter().zip(self.order.chunks_exact(8)) {
            for (bit, &(row, column)) in places.iter().enumerate() {
                rows[usize::from(row)].add(usize::from(column), codeword >> (7 - bit) & 1);
            }
        }
        rows
    }

    /// Format and version information and the dark module, once the mask is known.
    pub(crate) fn draw_format(&self, rows: &mut [Row], level: ErrorCorrectionLevel, mask: Mask) {
        let indicator = match level {
            ErrorCorrectionLevel::L => 1,
            ErrorCorrectionLevel::M => 0,
            ErrorCorrectionLevel::Q => 3,
            ErrorCorrectionLevel::H => 2,
        };
        let format = bch(indicator << 3 | u32::from(mask.number()), 10, 0x537) ^ 0x5412;
        let information =
            u64::from(bch(u32::from(self.version), 12, 0x1f25)) << FORMAT_BITS | u64::from(format);
        for (row, column, bit) in self.information() {
            rows[row].set(column, information >> bit & 1 == 1);
        }
        rows[self.size - 8].set(8, true);
    }
}

/// Appends `check` bits of a BCH code with the given generator (ISO/IEC 18004, annexes C and D).
fn bch(value: u32, check: u32, generator: u32) -> u32 {
    let mut rest = value << check;
    while rest >> check != 0 {
        rest ^= generator << (rest.ilog2() - check);
    }
    value << check | rest
}

/// Centres of the alignment patterns along one axis (ISO/IEC 18004, annex E): the last is 7 modules from the edge,
/// the steps between them are equal and even, and what does not divide goes to the first.
fn alignment_positions(version: u8) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let last = side(version) - 7;
    let gaps = usize::from(version) / 7 + 1;
    // Version 32 is the table's one exception from rounding up to the next even step.
    let step = if version == 32 { 26 } else { (last - 6).div_ceil(gaps * 2) * 2 };
    let mut positions = (0..gaps).map(|gap| last - gap * step).collect::<Vec<_>>();
    positions.push(6);
    positions.reverse();
    positions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_what_the_formula_counts() {
        for version in 1..=40 {
            let template = Template::of(version);
            let free = template.function.iter().map(|&row| (!row).count());
            assert_eq!(free.sum::<u32>() as usize, data_modules(version), "version {version}");
        }
    }
}
