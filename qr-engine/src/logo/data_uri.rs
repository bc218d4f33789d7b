//! Data URIs (RFC 2397), base64 and percent-encoded.

use super::base64;
use crate::error::{Error, Result};

/// Characters of data that [`decode_head`] looks at; a multiple of 4, so that base64 is not cut inside a group.
const HEAD: usize = 64 * 1024;

/// Whether an address is a data URI.
pub(super) fn is(address: &str) -> bool {
    address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Whether the data is base64, and the data.
fn split(uri: &str) -> Result<(bool, &[u8])> {
    let malformed = || Error::logo("logo.data_uri", "is no data URI: use the form data:image/png;base64,…");
    if !is(uri) {
        return Err(malformed());
    }
    let mut parts = uri.as_bytes().splitn(2, |byte| *byte == b',');
    let (kind, data) = parts.next().zip(parts.next()).ok_or_else(malformed)?;
    let is_base64 =
        kind.rsplit(|byte| *byte == b';').next().is_some_and(|last| last.eq_ignore_ascii_case(b"base64"));
    Ok((is_base64, data))
}

/// At most this many bytes are in it. Percent-encoding may make it less.
pub(super) fn length(uri: &str) -> usize {
    match split(uri) {
        Ok((true, data)) => data.len() / 4 * 3,
        // Three characters may stand for one byte.
        Ok((false, data)) => data.len() / 3,
        Err(_) => 0,
    }
}

/// The bytes of a data URI.
pub(super) fn decode(uri: &str) -> Result<Vec<u8>> {
    let (is_base64, data) = split(uri)?;
    super::check_length(length(uri))?;
    decode_part(is_base64, data)
}

/// The first bytes of a data URI: enough to know the image's format, and mostly its size.
pub(super) fn decode_head(uri: &str) -> Result<Vec<u8>> {
    let (is_base64, data) = split(uri)?;
    match data.get(..HEAD) {
        Some(head) if !head.iter().any(|byte| *byte == b'%' || byte.is_ascii_whitespace()) => {
            decode_part(is_base64, head)
        }
        // Short, or with escapes that a cut might split.
        _ => decode(uri),
    }
}

fn decode_part(is_base64: bool, data: &[u8]) -> Result<Vec<u8>> {
    let mut plain = percent_decode(data);
    if !is_base64 {
        return Ok(plain);
    }
    plain.retain(|byte| !byte.is_ascii_whitespace());
    base64::decode(&plain).ok_or_else(|| Error::logo("logo.data_uri", "is a data URI with broken base64"))
}

/// A data URI in base64.
pub(super) fn encode(mime: &str, bytes: &[u8]) -> String {
    ["data:", mime, ";base64,", &base64::encode(bytes)].concat()
}

/// Percent-decodes; a stray `%` stands for itself.
fn percent_decode(text: &[u8]) -> Vec<u8> {
    let mut bytes = text.iter();
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
        assert_eq!(decode("data:image/svg+xml,%3Csvg a='100%'/%3e").unwrap(), b"<svg a='100%'/>");
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
