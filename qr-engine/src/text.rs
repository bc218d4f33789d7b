//! Text → [`Payload`]: which bytes or characters the symbol carries, in one segment.
//!
//! As qr-code-styling does, each UTF-16 unit becomes one byte while every unit is at most 0xFF (Latin-1; this also
//! keeps text that callers have turned into UTF-8 bytes themselves). The original then cuts larger units to their low
//! byte, which loses the text; here the whole text becomes UTF-8 instead.

use crate::error::{Error, Result};

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
}

/// What the symbol carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payload {
    mode: EncodingMode,
    bytes: Vec<u8>,
}

impl Payload {
    /// Chooses the mode, unless one is given, and makes the bytes.
    pub(crate) fn new(text: &str, mode: Option<EncodingMode>) -> Result<Self> {
        let numeric = || text.bytes().position(|byte| !byte.is_ascii_digit());
        let alphanumeric = || text.bytes().position(|byte| !is_alphanumeric(byte));
        let mode = match mode {
            Some(mode) => {
                let foreign = match mode {
                    EncodingMode::Numeric => numeric().map(|at| ("Numeric", at)),
                    EncodingMode::Alphanumeric => alphanumeric().map(|at| ("Alphanumeric", at)),
                    EncodingMode::Byte => None,
                };
                if let Some((name, at)) = foreign {
                    // `at` is the first byte outside an ASCII set, so it starts a character.
                    let character = text
                        .get(at..)
                        .and_then(|rest| rest.chars().next())
                        .map_or_else(String::new, String::from);
                    let message = [
                        "mode ",
                        name,
                        " cannot hold \"",
                        &character,
                        "\": leave qrOptions.mode out or use Byte",
                    ];
                    return Err(Error::option("data.mode", "data", message.concat()));
                }
                mode
            }
            None if numeric().is_none() => EncodingMode::Numeric,
            None if alphanumeric().is_none() => EncodingMode::Alphanumeric,
            None => EncodingMode::Byte,
        };
        let latin1 = || text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<_>>>();
        let bytes = if text.is_ascii() {
            text.as_bytes().to_vec()
        } else {
            latin1().unwrap_or_else(|| text.as_bytes().to_vec())
        };
        Ok(Self { mode, bytes })
    }

    /// How the characters become bits.
    #[must_use]
    pub fn mode(&self) -> EncodingMode {
        self.mode
    }

    /// ASCII characters in numeric and alphanumeric mode, else the bytes as they are.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Length of the bit stream in bits, mode and count indicators included (ISO/IEC 18004, 6.4).
    #[must_use]
    pub fn bits(&self, version: u8) -> usize {
        let class = match version {
            ..=9 => 0,
            10..=26 => 1,
            27.. => 2,
        };
        let length = self.bytes.len();
        4 + match self.mode {
            EncodingMode::Numeric => [10, 12, 14][class] + length / 3 * 10 + [0, 4, 7][length % 3],
            EncodingMode::Alphanumeric => [9, 11, 13][class] + length / 2 * 11 + length % 2 * 6,
            EncodingMode::Byte => [8, 16, 16][class] + length * 8,
        }
    }
}

/// ISO/IEC 18004, table 5.
fn is_alphanumeric(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'$' | b'%' | b'*' | b'+' | b'-' | b'.' | b'/' | b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(text: &str) -> Payload {
        Payload::new(text, None).unwrap()
    }

    #[test]
    fn takes_the_densest_mode() {
        assert_eq!(payload("0123").mode(), EncodingMode::Numeric);
        assert_eq!(payload("HTTPS://EXAMPLE.COM/1").mode(), EncodingMode::Alphanumeric);
        assert_eq!(payload("https://example.com").mode(), EncodingMode::Byte);
    }

    #[test]
    fn keeps_latin1_bytes_and_falls_back_to_utf8() {
        assert_eq!(payload("é").bytes(), [0xe9]);
        assert_eq!(payload("Ð\u{9f}").bytes(), "П".as_bytes());
        assert_eq!(payload("é€").bytes(), "é€".as_bytes());
        assert_eq!(payload("👍").bytes(), "👍".as_bytes());
    }

    #[test]
    fn names_the_character_that_a_mode_cannot_hold() {
        let error = Payload::new("12é", Some(EncodingMode::Numeric)).unwrap_err();
        assert_eq!((error.code(), error.path()), ("data.mode", Some("data")));
        assert!(error.to_string().contains("\"é\""), "{error}");
    }

    #[test]
    fn counts_bits_as_the_standard_does() {
        assert_eq!(payload("01234567").bits(1), 4 + 10 + 27);
        assert_eq!(payload("AC-42").bits(1), 4 + 9 + 28);
        assert_eq!(payload("abc").bits(10), 4 + 16 + 24);
    }
}
