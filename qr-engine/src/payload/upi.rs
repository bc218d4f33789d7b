//! `upi`: a payment by UPI, India's instant payments, `upi://pay?pa=…`.
//!
//! | field | | |
//! |---|---|---|
//! | `payee` | required | virtual payment address such as `shop@bank` |
//! | `name` | required | the receiver, at most 99 characters |
//! | `amount` | | rupees |
//! | `note` | | at most 80 characters |
//! | `reference` | | transaction reference, at most 35 letters, digits and `.-_/` |
//! | `categoryCode` | | merchant category, 4 digits |
//!
//! Source: NPCI, UPI Linking Specifications 1.6. Spaces are `%20`.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "upi", "payee": "shop@bank", "name": "Ann & Co", "amount": "99.5", "note": "Tea" }))?;
//! assert_eq!(built.data, "upi://pay?pa=shop@bank&pn=Ann%20%26%20Co&am=99.50&cu=INR&tn=Tea");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::escape::query;
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let payee = fields.required("payee", "such as \"shop@bank\"")?;
    let is_address = payee.split_once('@').is_some_and(|(name, handle)| {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        (2..=256).contains(&name.len())
            && name.bytes().all(is_name)
            && (2..=64).contains(&handle.len())
            && handle.starts_with(|c: char| c.is_ascii_alphabetic())
            && handle.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !is_address {
        let message =
            "must be a virtual payment address such as shop@bank: letters, digits and .-_ before the @";
        return Err(fields.refuse("payee", "payload.format", message));
    }
    let name = fields.required_short("name", 99, "who is paid")?;
    let amount = fields.amount_to("amount", 2, 999_999_999_999)?.map(|amount| amount.cents());
    let note = fields.short("note", 80)?;
    let reference = fields.short("reference", 35)?;
    let is_reference = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/".contains(&byte);
    if reference.as_ref().is_some_and(|reference| !reference.bytes().all(is_reference)) {
        return Err(fields.refuse(
            "reference",
            "payload.characters",
            "may have letters, digits and .-_/ alone",
        ));
    }
    let category = fields.line("categoryCode")?;
    if category
        .as_ref()
        .is_some_and(|code| code.len() != 4 || !code.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(fields.refuse("categoryCode", "payload.format", "must be 4 digits"));
    }
    let parts = [
        ("pa", Some(payee.as_str())),
        ("pn", Some(name.as_str())),
        ("mc", category.as_deref()),
        ("tr", reference.as_deref()),
        ("am", amount.as_deref()),
        ("cu", Some("INR")),
        ("tn", note.as_deref()),
    ];
    Ok(Draft::text(["upi://pay", &query(&parts, "@")].concat()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_all_fields() {
        let all = json!({ "type": "upi", "payee": "a.b-c_1@okbank", "name": "Ann", "categoryCode": "5812", "reference": "R/1", "amount": 5 });
        assert_eq!(text(all), "upi://pay?pa=a.b-c_1@okbank&pn=Ann&mc=5812&tr=R%2F1&am=5.00&cu=INR");
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "upi", "payee": "shop@bank", "name": "Ann" }),
            &[
                ("payee", json!(null), "payload.missing"),
                ("payee", json!("shop"), "payload.format"),
                ("payee", json!("shop@bank.com"), "payload.format"),
                ("payee", json!("a@bank"), "payload.format"),
                ("name", json!(null), "payload.missing"),
                ("amount", json!(0.001), "payload.format"),
                ("note", json!("a".repeat(81)), "payload.length"),
                ("reference", json!("a b"), "payload.characters"),
                ("categoryCode", json!("58"), "payload.format"),
            ],
        );
    }
}
