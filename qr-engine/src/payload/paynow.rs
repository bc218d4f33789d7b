//! `paynow`: a payment by PayNow, Singapore's instant payments.
//!
//! | field | | |
//! |---|---|---|
//! | `uen` or `mobile` | one is required | the receiver's Unique Entity Number, with a suffix of 3 characters if it has one; or a mobile number (`+65` and 8 digits) |
//! | `amount` | | Singapore dollars |
//! | `editable` | true without an amount | whether the payer may change the amount |
//! | `expiry` | | `YYYY-MM-DD`, the last day |
//! | `reference` | | at most 25 characters |
//! | `name` | `NA` | the receiver, at most 25 characters |
//! | `city` | `Singapore` | at most 15 characters |
//!
//! Source: the SGQR specification's PayNow object (id 26, `SG.PAYNOW`) on EMVCo's objects (see [`emv`](super::emv)).
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "paynow", "uen": "201403121W", "amount": 10, "reference": "INV7", "name": "Ann" }))?;
//! assert!(built.data.starts_with("00020101021226370009SG.PAYNOW010120210201403121W030105204000053037025405\
//!     10.005802SG5903Ann6009Singapore62080104INV76304"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::date::Date;
use super::checks::phone;
use super::emv::{self, Objects};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let amount = emv::amount(fields)?;
    let is_editable = fields.boolean("editable", amount.is_none())?;
    if amount.is_none() && !is_editable {
        return Err(fields.refuse(
            "editable",
            "payload.conflict",
            "must be true without an amount: give one, or leave it out",
        ));
    }
    let mut account = Objects::default();
    account.push("00", "SG.PAYNOW");
    let (kind, proxy) = proxy(fields)?;
    account.push("01", kind);
    account.push("02", &proxy);
    account.push("03", if is_editable { "1" } else { "0" });
    if let Some(expiry) = fields.line("expiry")? {
        account.push("04", &fields.checked("expiry", Date::parse(&expiry))?.basic());
    }
    let mut objects = Objects::new(Some(amount.is_some()));
    objects.push("26", account.text());
    objects.push("52", "0000");
    objects.push("53", "702");
    objects.optional("54", amount.as_deref());
    objects.push("58", "SG");
    objects.push("59", emv::ascii(fields, "name", 25)?.as_deref().unwrap_or("NA"));
    objects.push("60", emv::ascii(fields, "city", 15)?.as_deref().unwrap_or("Singapore"));
    if let Some(reference) = emv::ascii(fields, "reference", 25)? {
        let mut additional = Objects::default();
        additional.push("01", &reference);
        objects.push("62", additional.text());
    }
    Ok(objects.finish())
}

/// Type and value of who is paid.
fn proxy<V: Value>(fields: &Fields<V>) -> Result<(&'static str, String)> {
    if let Some(mobile) = fields.line("mobile")? {
        fields.unwanted("uen", "is given beside mobile: leave one of them out")?;
        let number = fields.checked("mobile", phone::e164(&mobile))?;
        let is_mobile =
            number.strip_prefix("+65").is_some_and(|rest| rest.len() == 8 && rest.starts_with(['8', '9']));
        if !is_mobile {
            let message =
                "must be a mobile number of Singapore: +65 and 8 digits, of which 8 or 9 comes first";
            return Err(fields.refuse("mobile", "payload.format", message));
        }
        return Ok(("0", number));
    }
    let uen = fields.required("uen", "or a mobile number")?.to_ascii_uppercase();
    if is_uen(&uen) {
        return Ok(("2", uen));
    }
    let message = "must be a UEN such as 53312345A, 201403121W or T08GB0001A, and may have a suffix of 3 letters or digits";
    Err(fields.refuse("uen", "payload.format", message))
}

/// The three shapes of UENs: businesses, companies, other entities.
fn is_uen(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    // 9 for digits, A for capitals; the suffix may be either.
    let fits = |shape: &str, text: &str| {
        shape.len() == text.len()
            && shape.bytes().zip(text.bytes()).all(|(kind, byte)| match kind {
                b'9' => byte.is_ascii_digit(),
                b'A' => byte.is_ascii_uppercase(),
                b'x' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
                other => byte == other,
            })
    };
    ["99999999A", "999999999A", "T99AA9999A", "S99AA9999A", "R99AA9999A"].iter().any(|shape| {
        let suffixed = [shape, "xxx"].concat();
        fits(shape, text) || fits(&suffixed, text)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_all_fields() {
        let all = json!({ "type": "paynow", "mobile": "+65 9123 4567", "amount": "5.5", "editable": true, "expiry": "2026-12-31" });
        let written = text(all);
        assert!(
            written.starts_with(
                "00020101021226500009SG.PAYNOW010100211+6591234567030110408202612315204000053037025404"
            ) && written.contains("5.505802SG5902NA6009Singapore6304"),
            "{written}"
        );
        let open = text(json!({ "type": "paynow", "uen": "t08gb0001aXYZ" }));
        assert!(open.starts_with("00020101021126400009SG.PAYNOW010120213T08GB0001AXYZ03011"), "{open}");
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "paynow", "uen": "201403121W" }),
            &[
                ("uen", json!(null), "payload.missing"),
                ("uen", json!("201403121"), "payload.format"),
                ("uen", json!("2014031210"), "payload.format"),
                ("uen", json!("É01403121W"), "payload.format"),
                ("amount", json!("x"), "payload.format"),
                ("editable", json!(false), "payload.conflict"),
                ("expiry", json!("20261231"), "payload.format"),
                ("reference", json!("a".repeat(26)), "payload.length"),
                ("name", json!("é"), "payload.characters"),
                ("city", json!("a".repeat(16)), "payload.length"),
            ],
        );
        refused(
            &json!({ "type": "paynow", "mobile": "+6591234567" }),
            &[
                ("mobile", json!("+6561234567"), "payload.format"),
                ("uen", json!("201403121W"), "payload.conflict"),
            ],
        );
    }
}
