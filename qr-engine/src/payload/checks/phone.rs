//! Telephone numbers.

use super::{Checked, Fault};

/// A number of E.164 as `+` and 7 to 15 digits; spaces, hyphens, dots, slashes and parentheses go.
pub(crate) fn e164(text: &str) -> Checked<String> {
    if text.replace(' ', "").contains("(0)") {
        let message = "must not hold (0): leave the 0 out, as one does when dialling from abroad";
        return Err(Fault::format(message));
    }
    let number: String = text.chars().filter(|c| !" -./()\u{a0}".contains(*c)).collect();
    let digits = number.strip_prefix('+').ok_or_else(|| {
        Fault::format(
            "must begin with + and the country code, such as +33123456789, to work in every country",
        )
    })?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if !is_number {
        return Err(Fault::format("must be + and digits, the first of which is not 0, such as +33123456789"));
    }
    if !(7..=15).contains(&digits.len()) {
        return Err(Fault::new("payload.length", "must have 7 to 15 digits, country code included (E.164)"));
    }
    Ok(number)
}

/// As [`e164`], or a short number of 2 to 6 digits that is dialled as it is, such as 112.
pub(crate) fn dialled(text: &str) -> Checked<String> {
    let is_short = (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { Ok(text.to_owned()) } else { e164(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_numbers_from_others() {
        assert_eq!(e164("+33 (1) 23-45.67/89").unwrap(), "+33123456789");
        assert_eq!(dialled("112").unwrap(), "112");
        for (bad, code) in [
            ("0123456789", "payload.format"),
            ("0033123456789", "payload.format"),
            ("+44 (0)20 7946 0000", "payload.format"),
            ("+44 ( 0 ) 20 7946 0000", "payload.format"),
            ("+0123456789", "payload.format"),
            ("+33 1 CALL ME", "payload.format"),
            ("+123456", "payload.length"),
            ("+1234567890123456", "payload.length"),
            ("112", "payload.format"),
        ] {
            assert_eq!(e164(bad).unwrap_err().code, code, "{bad}");
        }
    }
}
