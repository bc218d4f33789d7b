//! Check digits and sums of payments and products.

/// Remainder by 97 of digits and letters (A is 10, Z is 35), as ISO/IEC 7064 MOD 97-10 wants: 1 for IBANs and RF
/// references once their first four characters stand last. `None` for anything else among them.
pub(crate) fn mod_97(text: impl Iterator<Item = char>) -> Option<u32> {
    let mut remainder = 0;
    for character in text {
        let value = character.to_digit(36).filter(|_| !character.is_ascii_lowercase())?;
        let shift = if value < 10 { 10 } else { 100 };
        remainder = (remainder * shift + value) % 97;
    }
    Some(remainder)
}

/// The check digit of GTIN, SSCC and GLN (GS1 General Specifications, 7.9.1): weights 3 and 1 from the right.
pub(crate) fn gs1(digits_without_check: &str) -> u32 {
    let weighted = digits_without_check.bytes().rev().zip([3, 1].into_iter().cycle());
    (10 - weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>() % 10) % 10
}

/// The check digit of Swiss references: modulo 10, recursive (Swiss Implementation Guidelines QR-bill, annex B).
pub(crate) fn mod_10_recursive(digits_without_check: &str) -> u32 {
    const TABLE: [u32; 10] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
    let carry = digits_without_check
        .bytes()
        .fold(0, |carry, digit| TABLE[(carry as usize + usize::from(digit - b'0')) % 10]);
    (10 - carry) % 10
}

/// Whether the digits end with a check digit by modulo 11 with these weights, 10 and 11 counting as `over`.
fn mod_11(digits: &[u8], weights: impl Iterator<Item = u32>) -> u32 {
    11 - digits.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>() % 11
}

/// Whether 11 digits are a CPF, the number of Brazilian taxpayers.
pub(crate) fn is_cpf(digits: &str) -> bool {
    let digits = digits.as_bytes();
    let check = |at: usize| match mod_11(&digits[..at], (2..=at as u32 + 1).rev()) {
        10.. => b'0',
        value => b'0' + value as u8,
    };
    digits.len() == 11
        && digits.iter().any(|digit| *digit != digits[0])
        && digits[9] == check(9)
        && digits[10] == check(10)
}

/// Whether 14 digits are a CNPJ, the number of Brazilian companies.
pub(crate) fn is_cnpj(digits: &str) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let digits = digits.as_bytes();
    let check = |at: usize| match mod_11(&digits[..at], WEIGHTS[13 - at..].iter().copied()) {
        10.. => b'0',
        value => b'0' + value as u8,
    };
    digits.len() == 14 && digits[12] == check(12) && digits[13] == check(13)
}

/// Whether 13 digits are a Thai number of citizens or taxpayers.
pub(crate) fn is_thai_id(digits: &str) -> bool {
    let digits = digits.as_bytes();
    digits.len() == 13 && u32::from(digits[12] - b'0') == mod_11(&digits[..12], (2..=13).rev()) % 10
}

/// CRC-16/IBM-3740, known as CRC-16/CCITT-FALSE: polynomial 0x1021, begins with 0xffff, not reflected (EMVCo
/// merchant-presented mode, 4.7.3).
pub(crate) fn crc_16(bytes: &[u8]) -> u16 {
    let bit = |crc: u16| if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
    bytes.iter().fold(0xffff, |crc, byte| (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| bit(crc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_have_their_check_digits() {
        assert_eq!(mod_97("3214282912345698765432161182".chars()), Some(1), "ISO/IEC 7064's own example");
        assert_eq!(mod_97("a1".chars()), None);
        assert_eq!(gs1("629104150021"), 3, "GS1's example");
        assert_eq!(mod_10_recursive("21000000000313947143000901"), 7, "the guidelines' example");
        assert_eq!(crc_16(b"123456789"), 0x29b1, "the catalogue's check value");
        assert!(is_cpf("52998224725") && !is_cpf("52998224735") && !is_cpf("11111111111"));
        assert!(is_cnpj("11222333000181") && !is_cnpj("11222333000182"));
        assert!(is_thai_id("1101700230708") && !is_thai_id("1101700230703"));
    }

    proptest::proptest! {
        #[test]
        fn one_wrong_digit_is_always_noticed(digits in "[0-9]{12}", at in 0_usize..12, by in 1_u8..10) {
            let mut wrong = digits.clone().into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
            let wrong = String::from_utf8(wrong).unwrap();
            proptest::prop_assert_ne!(gs1(&digits), gs1(&wrong));
            proptest::prop_assert_ne!(mod_10_recursive(&digits), mod_10_recursive(&wrong));
            proptest::prop_assert_ne!(mod_97(digits.chars()), mod_97(wrong.chars()));
            proptest::prop_assert_ne!(crc_16(digits.as_bytes()), crc_16(wrong.as_bytes()));
        }
    }
}
