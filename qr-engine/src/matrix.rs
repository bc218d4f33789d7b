//! Design → [`Matrix`]: the modules of the symbol (ISO/IEC 18004, clauses 6 and 7).
//!
//! Data bits and Reed-Solomon codewords come from the low-level parts of the `qrcode` crate, which is imported here
//! alone. Function patterns, placement and masks are ours: rows are packed into words, so that a mask is applied and
//! scored 64 modules at a time. A test holds every version against `qrcode`'s own canvas.

use crate::bits::{self, Row};
use crate::error::{Error, Result};
use crate::mask::{self, Mask};
use crate::options::{Design, ErrorCorrectionLevel};
use crate::text::{EncodingMode, Payload};
use qrcode::bits::Bits;
use qrcode::types::{EcLevel, QrError, Version};

/// A QR Code symbol: a square of dark and light modules, without quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    version: u8,
    mask: Mask,
    rows: Vec<Row>,
}

impl Matrix {
    /// Encodes the design's data.
    pub fn new(design: &Design) -> Result<Self> {
        Self::encode(&design.payload, design.version, design.error_correction_level)
    }

    /// Encodes a payload; `version` 1 to 40, or `None` for the smallest that fits.
    pub(crate) fn encode(
        payload: &Payload,
        version: Option<u8>,
        level: ErrorCorrectionLevel,
    ) -> Result<Self> {
        let version = fit(payload, version, level)?;
        let codewords = codewords(payload, version, level)?;
        let template = Template::new(version);
        let mut rows = template.dark.clone();
        template.place(&codewords, &mut rows);
        let mask = mask::choose(&rows, &template.function);
        mask.apply(&mut rows, &template.function);
        template.draw_format(&mut rows, level, mask);
        Ok(Self { version, mask, rows })
    }

    /// Modules per side: 21 to 177.
    #[must_use]
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// Version, 1 to 40.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Number of the mask, 0 to 7.
    #[must_use]
    pub fn mask(&self) -> u8 {
        self.mask.number()
    }

    /// Whether a module is dark; rows and columns count from 0 at the top left, both below [`size`](Self::size).
    #[must_use]
    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        bits::get(&self.rows[row], column)
    }
}

/// Modules per side of a version.
fn side(version: u8) -> usize {
    usize::from(version) * 4 + 17
}

fn qrcode_level(level: ErrorCorrectionLevel) -> EcLevel {
    match level {
        ErrorCorrectionLevel::L => EcLevel::L,
        ErrorCorrectionLevel::M => EcLevel::M,
        ErrorCorrectionLevel::Q => EcLevel::Q,
        ErrorCorrectionLevel::H => EcLevel::H,
    }
}

/// Data capacity in bits (ISO/IEC 18004, table 7).
fn capacity(version: u8, level: ErrorCorrectionLevel) -> usize {
    // `max_len` fails for Micro QR alone.
    Bits::new(Version::Normal(i16::from(version))).max_len(qrcode_level(level)).unwrap_or(0)
}

fn fit(payload: &Payload, version: Option<u8>, level: ErrorCorrectionLevel) -> Result<u8> {
    let fits = |version: u8| payload.bits(version) <= capacity(version, level);
    match version {
        Some(version) if fits(version) => Ok(version),
        None => (1..=40).find(|&version| fits(version)).ok_or_else(|| Error::Capacity {
            needed: payload.bits(40),
            available: capacity(40, level),
            version: None,
        }),
        Some(version) => Err(Error::Capacity {
            needed: payload.bits(version),
            available: capacity(version, level),
            version: Some(version),
        }),
    }
}

/// Data and error correction codewords, interleaved (ISO/IEC 18004, 7.4 to 7.6).
fn codewords(payload: &Payload, version: u8, level: ErrorCorrectionLevel) -> Result<Vec<u8>> {
    let (number, level) = (Version::Normal(i16::from(version)), qrcode_level(level));
    let stream = || -> std::result::Result<Vec<u8>, QrError> {
        let mut stream = Bits::new(number);
        match payload.mode() {
            EncodingMode::Numeric => stream.push_numeric_data(payload.bytes())?,
            EncodingMode::Alphanumeric => stream.push_alphanumeric_data(payload.bytes())?,
            EncodingMode::Byte => stream.push_byte_data(payload.bytes())?,
        }
        stream.push_terminator(level)?;
        let (mut data, correction) = qrcode::ec::construct_codewords(&stream.into_bytes(), number, level)?;
        data.extend_from_slice(&correction);
        Ok(data)
    };
    // `fit` has compared the length with the capacity, so this cannot fail; if it did, it would be for want of room.
    stream().map_err(|_| Error::Capacity {
        needed: payload.bits(version),
        available: 0,
        version: Some(version),
    })
}

/// The function patterns of a version (ISO/IEC 18004, 6.3 and annexes C to E).
struct Template {
    version: u8,
    size: usize,
    /// Dark modules of the function patterns; format and version information are still light.
    dark: Vec<Row>,
    /// Modules that belong to function patterns or to format and version information.
    function: Vec<Row>,
}

impl Template {
    fn new(version: u8) -> Self {
        let size = side(version);
        // Columns beyond the symbol count as function, so that no mask touches them.
        let beyond = bits::span(size, 192);
        let mut template =
            Self { version, size, dark: vec![Row::default(); size], function: vec![beyond; size] };
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
        template.reserve_format();
        template.reserve_version();
        template
    }

    fn set(&mut self, row: usize, column: usize, dark: bool) {
        bits::set(&mut self.function[row], column, true);
        bits::set(&mut self.dark[row], column, dark);
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

    /// The two copies of the format information, with the dark module (ISO/IEC 18004, 7.9).
    fn reserve_format(&mut self) {
        for (row, column, _) in self.format_modules() {
            self.set(row, column, false);
        }
        self.set(self.size - 8, 8, false);
    }

    /// (row, column, bit) of every format module; bit 14 is the most significant one.
    fn format_modules(&self) -> impl Iterator<Item = (usize, usize, u32)> + use<> {
        let size = self.size;
        (0..15).flat_map(move |bit| {
            let i = bit as usize;
            let beside_top_left = match i {
                0..=5 => (i, 8),
                6 | 7 => (i + 1, 8),
                8 => (8, 7),
                _ => (8, 14 - i),
            };
            let beside_others = if i < 8 { (8, size - 1 - i) } else { (size - 15 + i, 8) };
            [beside_top_left, beside_others].into_iter().map(move |(row, column)| (row, column, bit))
        })
    }

    /// Version information of version 7 and up, both copies (ISO/IEC 18004, 7.10).
    fn version_modules(&self) -> impl Iterator<Item = (usize, usize, u32)> + use<> {
        let size = self.size;
        let bits = if self.version < 7 { 0 } else { 18 };
        (0..bits).flat_map(move |bit| {
            let (along, across) = (bit as usize / 3, size - 11 + bit as usize % 3);
            [(along, across, bit), (across, along, bit)]
        })
    }

    fn reserve_version(&mut self) {
        for (row, column, _) in self.version_modules() {
            self.set(row, column, false);
        }
    }

    /// Fills the codewords into the free modules, in pairs of columns from the right, up and down in turn
    /// (ISO/IEC 18004, 7.7.3). Modules beyond the last codeword stay light.
    fn place(&self, codewords: &[u8], rows: &mut [Row]) {
        let mut bits =
            codewords.iter().flat_map(|&codeword| (0..8).rev().map(move |bit| codeword >> bit & 1 == 1));
        let mut upwards = true;
        // The column of the vertical timing pattern is passed over.
        for right in (1..self.size).rev().step_by(2).map(|right| if right <= 6 { right - 1 } else { right }) {
            for step in 0..self.size {
                let row = if upwards { self.size - 1 - step } else { step };
                for column in [right, right - 1] {
                    if bits::get(&self.function[row], column) {
                        continue;
                    }
                    let Some(dark) = bits.next() else { return };
                    bits::set(&mut rows[row], column, dark);
                }
            }
            upwards = !upwards;
        }
    }

    /// Format and version information and the dark module, once the mask is known.
    fn draw_format(&self, rows: &mut [Row], level: ErrorCorrectionLevel, mask: Mask) {
        let indicator = match level {
            ErrorCorrectionLevel::L => 1,
            ErrorCorrectionLevel::M => 0,
            ErrorCorrectionLevel::Q => 3,
            ErrorCorrectionLevel::H => 2,
        };
        let format = bch(indicator << 3 | u32::from(mask.number()), 10, 0x537) ^ 0x5412;
        for (row, column, bit) in self.format_modules() {
            bits::set(&mut rows[row], column, format >> bit & 1 == 1);
        }
        bits::set(&mut rows[self.size - 8], 8, true);
        let version = bch(u32::from(self.version), 12, 0x1f25);
        for (row, column, bit) in self.version_modules() {
            bits::set(&mut rows[row], column, version >> bit & 1 == 1);
        }
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
    use qrcode::canvas::{Canvas, MaskPattern};
    use qrcode::types::Color;

    const LEVELS: [ErrorCorrectionLevel; 4] =
        [ErrorCorrectionLevel::L, ErrorCorrectionLevel::M, ErrorCorrectionLevel::Q, ErrorCorrectionLevel::H];

    /// `qrcode`'s own canvas, with the mask that was chosen here.
    fn oracle(payload: &Payload, version: u8, level: ErrorCorrectionLevel, mask: u8) -> Vec<Color> {
        let pattern = [
            MaskPattern::Checkerboard,
            MaskPattern::HorizontalLines,
            MaskPattern::VerticalLines,
            MaskPattern::DiagonalLines,
            MaskPattern::LargeCheckerboard,
            MaskPattern::Fields,
            MaskPattern::Diamonds,
            MaskPattern::Meadow,
        ][usize::from(mask)];
        let mut canvas = Canvas::new(Version::Normal(i16::from(version)), qrcode_level(level));
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&codewords(payload, version, level).unwrap(), &[]);
        canvas.apply_mask(pattern);
        canvas.into_colors()
    }

    #[test]
    fn equals_the_canvas_of_qrcode_at_every_version_and_level() {
        for version in 1..=40 {
            for level in LEVELS {
                let room = capacity(version, level) / 8 - 3;
                let text = "kQ7-x".chars().cycle().take(room).collect::<String>();
                let payload = Payload::new(&text, Some(EncodingMode::Byte)).unwrap();
                let matrix = Matrix::encode(&payload, Some(version), level).unwrap();
                let oracle = oracle(&payload, version, level, matrix.mask());
                let size = matrix.size();
                for (index, color) in oracle.into_iter().enumerate() {
                    let (row, column) = (index / size, index % size);
                    assert_eq!(
                        matrix.is_dark(row, column),
                        color == Color::Dark,
                        "version {version}, {level:?}, row {row}, column {column}"
                    );
                }
            }
        }
    }

    #[test]
    fn takes_the_smallest_version_and_says_what_is_missing() {
        let payload = |length: usize| Payload::new(&"a".repeat(length), None).unwrap();
        let level = ErrorCorrectionLevel::L;
        assert_eq!(Matrix::encode(&payload(17), None, level).unwrap().version(), 1);
        assert_eq!(Matrix::encode(&payload(18), None, level).unwrap().version(), 2);
        assert_eq!(Matrix::encode(&payload(2953), None, level).unwrap().version(), 40);
        assert_eq!(
            Matrix::encode(&payload(2954), None, level).unwrap_err(),
            Error::Capacity { needed: 23_652, available: 23_648, version: None }
        );
        assert_eq!(
            Matrix::encode(&payload(18), Some(1), level).unwrap_err(),
            Error::Capacity { needed: 156, available: 152, version: Some(1) }
        );
    }
}
