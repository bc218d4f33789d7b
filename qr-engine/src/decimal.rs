//! What core can do with numbers too, without what would weigh down the preview bundle.

/// `f64::clamp` for bounds that are in order: its panic would carry the formatting of numbers along.
pub(crate) fn limited(value: f64, low: f64, high: f64) -> f64 {
    value.min(high).max(low)
}

/// A decimal number without exponent, such as `12`, `.5` and `3.`: other forms need tables. At most 15 digits, so that the
/// result is exact before the division.
pub(crate) fn parse(text: &[u8]) -> Option<f64> {
    let (mut number, mut scale) = (0.0, 1.0);
    let (mut digits, mut behind_point) = (0, false);
    for byte in text {
        match byte {
            b'0'..=b'9' if digits < 15 => {
                number = number * 10.0 + f64::from(byte - b'0');
                scale = if behind_point { scale * 10.0 } else { scale };
                digits += 1;
            }
            b'.' if !behind_point => behind_point = true,
            _ => return None,
        }
    }
    (digits > 0).then_some(number / scale)
}

/// Writes a whole number.
pub(crate) fn write_digits(text: &mut String, value: u32) {
    let mut digits = [0_u8; 10];
    let mut at = digits.len();
    let mut rest = value;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    digits[at..].iter().for_each(|digit| text.push(char::from(*digit)));
}

/// A count as text; more than 32 bits hold is as much as they hold.
pub(crate) fn count(value: usize) -> String {
    let mut text = String::new();
    write_digits(&mut text, u32::try_from(value).unwrap_or(u32::MAX));
    text
}

#[cfg(test)]
mod tests {
    use super::{count, parse};

    #[test]
    fn counts_are_written_as_core_writes_them() {
        for value in [0, 9, 10, 2953, 23_652, 4_294_967_295] {
            assert_eq!(count(value), value.to_string());
        }
    }

    #[test]
    fn equals_the_parser_of_core() {
        for text in ["0", "12", "12.5", ".25", "7.", "0.1", "3.14159", "999999999999999", "00012.50"] {
            assert_eq!(parse(text.as_bytes()), text.parse::<f64>().ok(), "{text}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["", ".", "1.2.3", "1e3", "-1", "+1", "a", "1 ", "1234567890123456"] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
