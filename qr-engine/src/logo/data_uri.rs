//! Data URIs (RFC 2397), base64 and percent-encoded.

use super::MAX_BYTES;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Writes padding, and reads text with or without it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a data URI.
pub(super) fn decode(uri: &str) -> Result<Vec<u8>> {
    let malformed = || {
        Error::logo(
            "logo.data_uri",
            "is no data URI: use the form data:image/png;base64,…",
        )
    };
    let content = uri
        .get(..5)
        .filter(|scheme| scheme.eq_ignore_ascii_case("data:"))
        .map(|_| &uri[5..]);
    let (kind, data) = content
        .and_then(|content| content.split_once(','))
        .ok_or_else(malformed)?;
    // Three bytes of text carry at least one of content: refuse before decoding.
    if data.len() > MAX_BYTES * 3 {
        return Err(Error::logo(
            "logo.too_large",
            "is larger than the 3 MB that are allowed: use a smaller image",
        ));
    }
    let plain = percent_decode(data);
    if !kind.to_ascii_lowercase().ends_with(";base64") {
        return Ok(plain);
    }
    let packed = plain
        .into_iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect::<Vec<_>>();
    BASE64
        .decode(packed)
        .map_err(|_| Error::logo("logo.data_uri", "is a data URI with broken base64"))
}

/// A data URI in base64.
pub(super) fn encode(mime: &str, bytes: &[u8]) -> String {
    let mut uri = ["data:", mime, ";base64,"].concat();
    BASE64.encode_string(bytes, &mut uri);
    uri
}

/// Percent-decodes; a stray `%` stands for itself.
fn percent_decode(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().iter();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(&byte) = bytes.next() {
        let pair = match bytes.as_slice() {
            [high, low, ..] if byte == b'%' => nibble(*high).zip(nibble(*low)),
            _ => None,
        };
        decoded.push(match pair {
            Some((high, low)) => {
                bytes.nth(1);
                high << 4 | low
            }
            None => byte,
        });
    }
    decoded
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_encodings() {
        assert_eq!(decode("data:image/png;base64,AQID").unwrap(), [1, 2, 3]);
        assert_eq!(decode("DATA:;charset=utf-8;base64,AQ==").unwrap(), [1]);
        assert_eq!(decode("data:,AQ").unwrap(), b"AQ");
        assert_eq!(
            decode("data:image/svg+xml,%3Csvg a='100%'/%3e").unwrap(),
            b"<svg a='100%'/>"
        );
    }

    #[test]
    fn says_what_is_wrong() {
        for (uri, code) in [
            ("logo.png", "logo.data_uri"),
            ("data:image/png;base64", "logo.data_uri"),
            ("data:;base64,???", "logo.data_uri"),
            ("dät", "logo.data_uri"),
        ] {
            assert_eq!(decode(uri).unwrap_err().code(), code, "{uri}");
        }
    }
}
