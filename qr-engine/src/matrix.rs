//! Design → [`Matrix`]: the modules of the symbol (ISO/IEC 18004, clauses 6 and 7).
//!
//! Segments become bits by the `qrcode` crate, which is imported here alone. Everything behind is ours: rows are packed
//! into words, so that a mask is applied and scored 64 modules at a time, and what a version's symbols have in common is
//! worked out once. A test holds every version and level against `qrcode`'s own codewords and canvas.

use crate::bits::Row;
use crate::blocks::Blocks;
use crate::error::{Error, Result};
use crate::mask::{self, Mask};
use crate::options::{Design, ErrorCorrectionLevel, MaskRule};
use crate::template::{self, Template};
use crate::text::{EncodingMode, Payload};
use qrcode::bits::Bits;
use qrcode::types::{QrError, Version};

/// A QR Code symbol: a square of dark and light modules, without quiet zone.
///
/// ```
/// use qr_engine::{Design, Matrix, Mode};
/// let matrix = Matrix::new(&Design::from_json(r#"{ "data": "HELLO", "qrOptions": { "mask": 3 } }"#, Mode::Strict)?)?;
/// assert_eq!((matrix.version(), matrix.size(), matrix.mask()), (1, 21, 3));
/// assert!(matrix.is_dark(0, 0) && !matrix.is_dark(1, 1), "the ring of a finder pattern, and the light inside it");
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    version: u8,
    mask: Mask,
    rows: Vec<Row>,
}

impl Matrix {
    /// Encodes the design's data.
    pub fn new(design: &Design) -> Result<Self> {
        Self::encode(&design.payload, design.version, design.error_correction_level, design.mask)
    }

    /// Encodes a payload; `version` 1 to 40, or `None` for the smallest that fits.
    pub(crate) fn encode(
        payload: &Payload,
        version: Option<u8>,
        level: ErrorCorrectionLevel,
        rule: MaskRule,
    ) -> Result<Self> {
        let version = fit(payload, version, level)?;
        let codewords = codewords(payload, version, level)?;
        let template = Template::of(version);
        let mut rows = template.place(&codewords);
        let draw_format = |rows: &mut [Row], mask| template.draw_format(rows, level, mask);
        let mask = mask::choose(rule, &rows, template.function(), draw_format);
        mask.apply(&mut rows, template.function());
        draw_format(&mut rows, mask);
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
        self.rows[row].get(column)
    }
}

/// The blocks of a version and level.
fn blocks(version: u8, level: ErrorCorrectionLevel) -> Blocks {
    Blocks::new(version, level, template::data_modules(version) / 8)
}

/// Data capacity in bits (ISO/IEC 18004, table 7).
fn capacity(version: u8, level: ErrorCorrectionLevel) -> usize {
    blocks(version, level).data_codewords() * 8
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
    let stream = || -> std::result::Result<Bits, QrError> {
        let mut stream = Bits::new(Version::Normal(i16::from(version)));
        if let Some(eci) = payload.eci() {
            stream.push_eci_designator(eci.number())?;
        }
        for segment in payload.segments(version) {
            match segment.mode() {
                EncodingMode::Numeric => stream.push_numeric_data(segment.bytes())?,
                EncodingMode::Alphanumeric => stream.push_alphanumeric_data(segment.bytes())?,
                EncodingMode::Byte => stream.push_byte_data(segment.bytes())?,
                EncodingMode::Kanji => stream.push_kanji_data(segment.bytes())?,
            }
        }
        Ok(stream)
    };
    let blocks = blocks(version, level);
    let room = blocks.data_codewords();
    // `fit` has compared the length with the capacity, so this cannot fail; if it did, it would be for want of room.
    let full = |_| Error::Capacity { needed: payload.bits(version), available: 0, version: Some(version) };
    let stream = stream().map_err(full)?;
    // The terminator's four zeros, fewer at the end of the room, and zeros to the byte; then the pad codewords.
    let terminated = (stream.len() + 4).div_ceil(8).min(room);
    let mut data = stream.into_bytes();
    data.resize(terminated, 0);
    data.extend([0xec, 0x11].into_iter().cycle().take(room - terminated));
    Ok(blocks.interleave(&data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Division;
    use qrcode::canvas::{Canvas, MaskPattern};
    use qrcode::types::{Color, EcLevel};

    fn byte_payload(text: &str) -> Payload {
        Payload::new(text, Division::Single(Some(EncodingMode::Byte)), None, None).unwrap()
    }

    fn encode(payload: &Payload, version: Option<u8>, level: ErrorCorrectionLevel) -> Result<Matrix> {
        Matrix::encode(payload, version, level, MaskRule::Compat)
    }

    const LEVELS: [ErrorCorrectionLevel; 4] =
        [ErrorCorrectionLevel::L, ErrorCorrectionLevel::M, ErrorCorrectionLevel::Q, ErrorCorrectionLevel::H];

    fn qrcode_level(level: ErrorCorrectionLevel) -> EcLevel {
        [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][level as usize]
    }

    /// `qrcode`'s own codewords and canvas, with the mask that was chosen here.
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
        let (number, level) = (Version::Normal(i16::from(version)), qrcode_level(level));
        let mut stream = Bits::new(number);
        stream.push_byte_data(payload.segments(version)[0].bytes()).unwrap();
        stream.push_terminator(level).unwrap();
        let (data, correction) =
            qrcode::ec::construct_codewords(&stream.into_bytes(), number, level).unwrap();
        let mut canvas = Canvas::new(number, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        canvas.apply_mask(pattern);
        canvas.into_colors()
    }

    #[test]
    fn equals_qrcode_at_every_version_and_level() {
        for version in 1..=40 {
            for level in LEVELS {
                // Full, with pad codewords, and with one of them alone.
                let less = [3, 7, 4][usize::from(version) % 3];
                let room = capacity(version, level) / 8 - less;
                let text = "kQ7-x".chars().cycle().take(room).collect::<String>();
                let payload = byte_payload(&text);
                let matrix = encode(&payload, Some(version), level).unwrap();
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
        let payload = |length: usize| byte_payload(&"a".repeat(length));
        let level = ErrorCorrectionLevel::L;
        assert_eq!(encode(&payload(17), None, level).unwrap().version(), 1);
        assert_eq!(encode(&payload(18), None, level).unwrap().version(), 2);
        assert_eq!(encode(&payload(2953), None, level).unwrap().version(), 40);
        assert_eq!(
            encode(&payload(2954), None, level).unwrap_err(),
            Error::Capacity { needed: 23_652, available: 23_648, version: None }
        );
        assert_eq!(
            encode(&payload(18), Some(1), level).unwrap_err(),
            Error::Capacity { needed: 156, available: 152, version: Some(1) }
        );
    }
}
