//! Bech32 (BIP 173) and Bech32m (BIP 350), the spelling of newer Bitcoin addresses and of Lightning invoices.

/// Which of the two checksums a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    Bech32,
    Bech32m,
}

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Readable part in lower case, data in groups of five bits without the checksum, variant; `None` when mistyped.
pub(crate) fn decode(text: &str) -> Option<(String, Vec<u8>, Variant)> {
    let has = |test: fn(&u8) -> bool| text.as_bytes().iter().any(test);
    let is_legible = text.bytes().all(|byte| (33..=126).contains(&byte));
    if !is_legible || (has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase)) {
        return None;
    }
    let text = text.to_ascii_lowercase();
    let (readable, data) = text.rsplit_once('1')?;
    if readable.is_empty() {
        return None;
    }
    let data: Vec<u8> = data
        .bytes()
        .map(|character| ALPHABET.iter().position(|known| *known == character).map(|at| at as u8))
        .collect::<Option<_>>()?;
    let high = readable.bytes().map(|byte| byte >> 5);
    let low = readable.bytes().map(|byte| byte & 31);
    let variant = match remainder(high.chain([0]).chain(low).chain(data.iter().copied())) {
        1 => Variant::Bech32,
        0x2bc8_30a3 => Variant::Bech32m,
        _ => return None,
    };
    let data = data[..data.len().checked_sub(6)?].to_vec();
    Some((readable.to_owned(), data, variant))
}

/// Remainder by the generator of BIP 173.
fn remainder(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        GENERATOR
            .iter()
            .enumerate()
            .fold(shifted, |sum, (bit, term)| if top >> bit & 1 == 1 { sum ^ term } else { sum })
    })
}

/// Groups of five bits as bytes; `None` when what is left over is not zero or a whole group.
pub(crate) fn to_bytes(groups: &[u8]) -> Option<Vec<u8>> {
    let (mut buffer, mut bits, mut bytes) = (0_u32, 0, Vec::new());
    for group in groups {
        buffer = (buffer << 5 | u32::from(*group)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    (bits < 5 && buffer & ((1 << bits) - 1) == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_both_variants_and_mistyped_text() {
        let (readable, data, variant) = decode("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4").unwrap();
        assert_eq!((readable.as_str(), variant, data[0]), ("bc", Variant::Bech32, 0));
        assert_eq!(to_bytes(&data[1..]).unwrap().len(), 20);
        assert_eq!(decode("A1LQFN3A").unwrap().2, Variant::Bech32m);
        for wrong in [
            "",
            "1",
            "a1",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "1qzzfhee",
            "a1lqfn3é",
        ] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
        assert_eq!(to_bytes(&[0, 1]), None);
    }
}
