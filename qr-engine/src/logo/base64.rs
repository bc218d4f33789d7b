//! Base64 (RFC 4648, section 4), by hand because the preview bundle looks into data URIs.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Decodes text with or without padding; `None` if it is no base64.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut text = text;
    while let Some(shorter) = text.strip_suffix(b"=") {
        text = shorter;
    }
    if text.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut buffer, mut bits) = (0_u32, 0);
    for &character in text {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    Some(bytes)
}

/// Encodes with padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let packed =
            group.iter().fold(0, |packed, byte| packed << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            let character = if digit <= group.len() {
                ALPHABET[(packed >> (18 - 6 * digit) & 63) as usize]
            } else {
                b'='
            };
            text.push(char::from(character));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    const VECTORS: [(&str, &str); 7] = [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ];

    #[test]
    fn holds_the_vectors_of_the_standard() {
        for (plain, encoded) in VECTORS {
            assert_eq!(encode(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded.as_bytes()).as_deref(), Some(plain.as_bytes()));
            assert_eq!(decode(encoded.trim_end_matches('=').as_bytes()).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn every_byte_survives() {
        let bytes = (0..=255).collect::<Vec<u8>>();
        assert_eq!(decode(encode(&bytes).as_bytes()), Some(bytes));
    }

    #[test]
    fn refuses_foreign_characters_and_lengths() {
        for text in ["A", "AAAAA", "A-A_", "AA A", "äA"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
