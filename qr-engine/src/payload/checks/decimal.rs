//! Amounts as decimal text: exact, for money is no floating point number.

use super::{Checked, Fault};

/// A number of 0 or more, without leading zeros, and without zeros at the end of its fraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    whole: String,
    fraction: String,
}

/// Reads digits with at most so many decimals after a point.
pub(crate) fn parse(text: &str, decimals: usize) -> Checked<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || text.ends_with('.') {
        let message = "must be digits with a point before decimals, such as 12.30, without sign, separators or exponent";
        return Err(Fault::format(message));
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals {
        let message = ["has more than ", &decimals.to_string(), " decimals: round it"].concat();
        return Err(Fault::format(&message));
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 20 {
        return Err(Fault::new(
            "payload.range",
            "has more than 20 digits before the point: give a smaller number",
        ));
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Ok(Decimal { whole: whole.to_owned(), fraction: fraction.to_owned() })
}

/// `units` of the last of so many decimals as text, such as 1230 and 2 as 12.3.
pub(crate) fn from_units(units: u128, decimals: usize) -> String {
    let digits = units.to_string();
    let padded = ["0".repeat((decimals + 1).saturating_sub(digits.len())), digits].concat();
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    Decimal { whole: whole.to_owned(), fraction: fraction.trim_end_matches('0').to_owned() }.shortest()
}

impl Decimal {
    /// As few decimals as the number has.
    pub(crate) fn shortest(&self) -> String {
        if self.fraction.is_empty() {
            self.whole.clone()
        } else {
            [&self.whole, ".", &self.fraction].concat()
        }
    }

    /// Exactly two decimals, as money is written.
    pub(crate) fn cents(&self) -> String {
        [&self.whole, ".", &self.fraction, &"00"[self.fraction.len().min(2)..]].concat()
    }

    /// The number in units of the last of so many decimals; `None` when too large to count.
    pub(crate) fn units(&self, decimals: usize) -> Option<u128> {
        let zeros = "0".repeat(decimals.checked_sub(self.fraction.len())?);
        [&self.whole, self.fraction.as_str(), &zeros].concat().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_amounts() {
        for (text, shortest, cents, units) in [
            ("12.3", "12.3", "12.30", 1230),
            ("0012", "12", "12.00", 1200),
            ("0.10", "0.1", "0.10", 10),
            ("0", "0", "0.00", 0),
        ] {
            let amount = parse(text, 2).unwrap();
            assert_eq!(
                (amount.shortest().as_str(), amount.cents().as_str(), amount.units(2)),
                (shortest, cents, Some(units))
            );
            assert_eq!(from_units(units, 2), shortest);
        }
        for text in ["", ".5", "5.", "1,5", "-1", "+1", "1e3", "1.2.3", " 1", "٣"] {
            assert_eq!(parse(text, 2).unwrap_err().code, "payload.format", "{text}");
        }
        assert!(parse("1.234", 2).is_err() && parse("1.2300", 2).is_ok());
        assert_eq!(parse(&"9".repeat(21), 0).unwrap_err().code, "payload.range");
    }
}
