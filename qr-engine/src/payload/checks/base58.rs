//! `Base58Check`, the spelling of Bitcoin's older addresses.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The bytes of an address without its checksum; `None` when it is none or mistyped.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    // Addresses have 25 to 35 characters; long division of more would take long.
    if text.len() > 64 {
        return None;
    }
    let mut bytes = vec![0_u8; text.bytes().take_while(|byte| *byte == b'1').count()];
    let zeros = bytes.len();
    for character in text.bytes() {
        let mut carry = ALPHABET.iter().position(|known| *known == character)?;
        for byte in bytes[zeros..].iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.insert(zeros, carry as u8);
        }
    }
    let (content, checksum) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    let hash = Sha256::digest(Sha256::digest(content));
    (checksum == &hash[..4]).then(|| content.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_every_mistyped_character() {
        let address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
        let bytes = decode(address).unwrap();
        assert_eq!((bytes.len(), bytes[0]), (21, 0));
        for at in 0..address.len() {
            let other = if address.as_bytes()[at] == b'z' { "y" } else { "z" };
            let wrong = [&address[..at], other, &address[at + 1..]].concat();
            assert_eq!(decode(&wrong), None, "{wrong}");
        }
        for wrong in ["", "1", "0OIl", "1111", "ö"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
        assert_eq!(decode(&"2".repeat(10_000)), None);
    }
}
