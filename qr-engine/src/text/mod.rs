//! Text → [`Payload`]: which bytes or characters the symbol carries, in which modes.
//!
//! As qr-code-styling does, each UTF-16 unit becomes one byte while every unit is at most 0xFF (Latin-1; this also
//! keeps text that callers have turned into UTF-8 bytes themselves). The original then cuts larger units to their low
//! byte, which loses the text; here the whole text becomes UTF-8 instead.

mod kanji;
mod mixed;

use crate::error::{Error, Result};
pub(crate) use kanji::OWN as OWN_SHIFT_JIS;
pub use kanji::ShiftJis;

/// How characters become bits (ISO/IEC 18004, 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EncodingMode {
    /// Digits only.
    Numeric,
    /// Digits, upper-case letters, space and `$%*+-./:`.
    Alphanumeric,
    /// Any bytes.
    #[default]
    Byte,
    /// Characters of two bytes in Shift JIS.
    Kanji,
}

/// How readers shall understand bytes: an Extended Channel Interpretation (ISO/IEC 18004, 7.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eci {
    /// Assignment 3: ISO/IEC 8859-1.
    Latin1,
    /// Assignment 26: UTF-8.
    Utf8,
}

impl Eci {
    /// The assignment's number.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Latin1 => 3,
            Self::Utf8 => 26,
        }
    }
}

/// How a text shall be divided into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Division {
    /// One segment, in this mode or in the densest of Numeric, Alphanumeric and Byte.
    Single(Option<EncodingMode>),
    /// As many as make the bit stream shortest.
    Mixed,
}

/// Characters in one mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    mode: EncodingMode,
    bytes: Vec<u8>,
}

impl Segment {
    /// How the characters become bits.
    #[must_use]
    pub fn mode(&self) -> EncodingMode {
        self.mode
    }

    /// ASCII characters in numeric and alphanumeric mode, pairs of Shift JIS bytes in kanji mode, else the bytes as
    /// they are.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Length in bits, mode and count indicators included (ISO/IEC 18004, 7.4).
    fn bits(&self, class: usize) -> usize {
        let length = self.bytes.len();
        header_bits(self.mode, class)
            + match self.mode {
                EncodingMode::Numeric => length / 3 * 10 + [0, 4, 7][length % 3],
                EncodingMode::Alphanumeric => length / 2 * 11 + length % 2 * 6,
                EncodingMode::Byte => length * 8,
                EncodingMode::Kanji => length / 2 * 13,
            }
    }
}

/// Bits of mode and count indicator (ISO/IEC 18004, tables 2 and 3).
fn header_bits(mode: EncodingMode, class: usize) -> usize {
    4 + match mode {
        EncodingMode::Numeric => [10, 12, 14],
        EncodingMode::Alphanumeric => [9, 11, 13],
        EncodingMode::Byte => [8, 16, 16],
        EncodingMode::Kanji => [8, 10, 12],
    }[class]
}

/// Which of the three lengths of count indicators a version has.
fn class(version: u8) -> usize {
    match version {
        ..=9 => 0,
        10..=26 => 1,
        27.. => 2,
    }
}

/// Digits in a symbol of version 40 and level L (ISO/IEC 18004, table 7).
const MOST_CHARACTERS: usize = 7089;

/// Mode and designator of an ECI, for assignments below 128 (ISO/IEC 18004, table 4).
const ECI_BITS: usize = 12;

/// What the symbol carries.
///
/// ```
/// use qr_engine::{Design, Eci, EncodingMode, Mode};
/// let options = r#"{ "data": "Ω 1234567890", "qrOptions": { "segments": "mixed", "eci": 26 } }"#;
/// let payload = Design::from_json(options, Mode::Strict)?.payload;
/// let [text, digits] = payload.segments(1) else { panic!("two segments") };
/// assert_eq!((text.mode(), text.bytes()), (EncodingMode::Byte, "Ω ".as_bytes()));
/// assert_eq!((digits.mode(), digits.bytes()), (EncodingMode::Numeric, &b"1234567890"[..]));
/// assert_eq!(payload.eci().map(Eci::number), Some(26));
/// assert_eq!(payload.bits(1), 12 + (4 + 8 + 24) + (4 + 10 + 34));
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payload {
    eci: Option<Eci>,
    /// One division for all versions, or one for each length of count indicators.
    divisions: Vec<Vec<Segment>>,
}

impl Payload {
    /// Divides the text and makes the bytes. `shift_jis` knows the characters of kanji mode, if anybody does.
    pub(crate) fn new(
        text: &str,
        division: Division,
        eci: Option<Eci>,
        shift_jis: Option<ShiftJis>,
    ) -> Result<Self> {
        let bytes = bytes(text, eci)?;
        // More than any symbol holds need not be divided well.
        let division = if text.len() > 4 * MOST_CHARACTERS { Division::Single(None) } else { division };
        let divisions = match division {
            Division::Single(mode) => vec![vec![single(text, bytes, mode, shift_jis)?]],
            Division::Mixed => {
                let is_latin1 = bytes.len() < text.len();
                // After an ECI readers differ on what a kanji segment means.
                let shift_jis = shift_jis.filter(|_| eci.is_none());
                (0..3).map(|class| mixed::divide(text, is_latin1, class, shift_jis)).collect()
            }
        };
        let has_bytes = |segments: &Vec<Segment>| segments.iter().any(|s| s.mode == EncodingMode::Byte);
        Ok(Self { eci: eci.filter(|_| divisions.iter().any(has_bytes)), divisions })
    }

    /// What is told of the bytes, in front of everything else; nothing where there are none.
    #[must_use]
    pub fn eci(&self) -> Option<Eci> {
        self.eci
    }

    /// The segments in a symbol of this version, 1 to 40.
    #[must_use]
    pub fn segments(&self, version: u8) -> &[Segment] {
        match self.divisions.as_slice() {
            [] => &[],
            [all] => all,
            each => &each[class(version)],
        }
    }

    /// Length of the bit stream in bits, all headers included.
    #[must_use]
    pub fn bits(&self, version: u8) -> usize {
        let eci = if self.eci.is_some() { ECI_BITS } else { 0 };
        eci + self.segments(version).iter().map(|segment| segment.bits(class(version))).sum::<usize>()
    }
}

fn bytes(text: &str, eci: Option<Eci>) -> Result<Vec<u8>> {
    if text.is_ascii() || eci == Some(Eci::Utf8) {
        return Ok(text.as_bytes().to_vec());
    }
    let latin1 = text.chars().map(|c| u8::try_from(u32::from(c)).map_err(|_| c)).collect();
    match (latin1, eci) {
        (Ok(bytes), _) => Ok(bytes),
        (Err(_), None | Some(Eci::Utf8)) => Ok(text.as_bytes().to_vec()),
        (Err(foreign), Some(Eci::Latin1)) => {
            let character = String::from(foreign);
            let message =
                ["Latin-1 (qrOptions.eci 3) cannot hold \"", &character, "\": use 26, which is UTF-8"];
            Err(Error::option("data.eci", "data", message.concat()))
        }
    }
}

/// The whole text as one segment; `bytes` is what it is in byte mode.
fn single(
    text: &str,
    bytes: Vec<u8>,
    mode: Option<EncodingMode>,
    shift_jis: Option<ShiftJis>,
) -> Result<Segment> {
    let holds = |fits: fn(u8) -> bool| text.bytes().all(fits);
    let mode = match mode {
        Some(mode) => mode,
        None if holds(is_numeric) => EncodingMode::Numeric,
        None if holds(is_alphanumeric) => EncodingMode::Alphanumeric,
        None => EncodingMode::Byte,
    };
    let ascii = |name, fits: fn(u8) -> bool| match text.chars().find(|&c| !c.is_ascii() || !fits(c as u8)) {
        None => Ok(()),
        Some(foreign) => Err(foreign_character(name, foreign)),
    };
    let bytes = match mode {
        EncodingMode::Numeric => ascii("Numeric", is_numeric).map(|()| bytes)?,
        EncodingMode::Alphanumeric => ascii("Alphanumeric", is_alphanumeric).map(|()| bytes)?,
        EncodingMode::Byte => bytes,
        EncodingMode::Kanji => kanji::encode(text, shift_jis)?,
    };
    Ok(Segment { mode, bytes })
}

fn foreign_character(mode: &str, character: char) -> Error {
    let character = String::from(character);
    let message = ["mode ", mode, " cannot hold \"", &character, "\": leave qrOptions.mode out or use Byte"];
    Error::option("data.mode", "data", message.concat())
}

fn is_numeric(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// ISO/IEC 18004, table 5.
fn is_alphanumeric(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'$' | b'%' | b'*' | b'+' | b'-' | b'.' | b'/' | b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(text: &str) -> Payload {
        Payload::new(text, Division::Single(None), None, None).unwrap()
    }

    fn only(payload: &Payload) -> &Segment {
        let [segment] = payload.segments(1) else { panic!("{payload:?}") };
        segment
    }

    #[test]
    fn takes_the_densest_mode() {
        assert_eq!(only(&payload("0123")).mode(), EncodingMode::Numeric);
        assert_eq!(only(&payload("HTTPS://EXAMPLE.COM/1")).mode(), EncodingMode::Alphanumeric);
        assert_eq!(only(&payload("https://example.com")).mode(), EncodingMode::Byte);
    }

    #[test]
    fn keeps_latin1_bytes_and_falls_back_to_utf8() {
        assert_eq!(only(&payload("é")).bytes(), [0xe9]);
        assert_eq!(only(&payload("Ð\u{9f}")).bytes(), "П".as_bytes());
        assert_eq!(only(&payload("é€")).bytes(), "é€".as_bytes());
        assert_eq!(only(&payload("👍")).bytes(), "👍".as_bytes());
    }

    #[test]
    fn an_eci_decides_the_bytes_and_is_left_out_where_there_are_none() {
        let with = |text, eci| Payload::new(text, Division::Single(None), Some(eci), None);
        let latin1 = with("é", Eci::Latin1).unwrap();
        assert_eq!(
            (only(&latin1).bytes(), latin1.eci(), latin1.bits(1)),
            (&[0xe9][..], Some(Eci::Latin1), 32)
        );
        assert_eq!(only(&with("é", Eci::Utf8).unwrap()).bytes(), "é".as_bytes());
        assert_eq!(with("123", Eci::Utf8).unwrap().eci(), None);
        let error = with("aя", Eci::Latin1).unwrap_err();
        assert_eq!((error.code(), error.path()), ("data.eci", Some("data")));
    }

    #[test]
    fn names_the_character_that_a_mode_cannot_hold() {
        for (text, mode) in [("12é", EncodingMode::Numeric), ("ABé", EncodingMode::Alphanumeric)] {
            let error = Payload::new(text, Division::Single(Some(mode)), None, None).unwrap_err();
            assert_eq!((error.code(), error.path()), ("data.mode", Some("data")));
            assert!(error.to_string().contains("\"é\""), "{error}");
        }
    }

    #[test]
    fn counts_bits_as_the_standard_does() {
        assert_eq!(payload("01234567").bits(1), 4 + 10 + 27);
        assert_eq!(payload("AC-42").bits(1), 4 + 9 + 28);
        assert_eq!(payload("abc").bits(10), 4 + 16 + 24);
    }
}
