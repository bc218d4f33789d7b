//! Numbers as text: decimal, rounded to thousandths, without needless zeros. Written by hand, so that native code and
//! WebAssembly agree to the letter and the preview bundle carries no float formatting.

use crate::decimal::write_digits;

/// A length in thousandths of a px, halves rounded away from zero: what numbers are rounded to.
pub(super) fn thousandths(value: f64) -> i32 {
    let scaled = value * 1000.0;
    (scaled + if scaled < 0.0 { -0.5 } else { 0.5 }) as i32
}

/// Writes a number.
pub(super) fn number(text: &mut String, value: f64) {
    write_thousandths(text, thousandths(value));
}

/// Writes thousandths as a decimal number without needless zeros: `-1500` as `-1.5`, `250` as `.25`.
pub(super) fn write_thousandths(text: &mut String, value: i32) {
    let magnitude = value.unsigned_abs();
    let (whole, fraction) = (magnitude / 1000, magnitude % 1000);
    if value < 0 {
        text.push('-');
    }
    if whole > 0 || fraction == 0 {
        write_digits(text, whole);
    }
    if fraction > 0 {
        text.push('.');
        let digits = [fraction / 100, fraction / 10 % 10, fraction % 10];
        let used = 3 - digits.iter().rev().take_while(|digit| **digit == 0).count();
        digits[..used].iter().for_each(|digit| text.push(char::from(b'0' + *digit as u8)));
    }
}

/// Writes a whole number.
pub(super) fn write_integer(text: &mut String, value: i32) {
    if value < 0 {
        text.push('-');
    }
    write_digits(text, value.unsigned_abs());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_rounded() {
        let cases = [
            (0.0, "0"),
            (-0.0001, "0"),
            (0.25, ".25"),
            (-0.5, "-.5"),
            (300.0, "300"),
            (1.0006, "1.001"),
            (-12.030, "-12.03"),
        ];
        for (value, text) in cases {
            let mut written = String::new();
            number(&mut written, value);
            assert_eq!(written, text);
        }
    }
}
