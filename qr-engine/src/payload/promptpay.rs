//! `promptpay`: a payment by PromptPay, Thailand's instant payments.
//!
//! | field | | |
//! |---|---|---|
//! | `mobile`, `nationalId` or `eWallet` | one is required | a mobile number (`+66…`), 13 digits of a citizen or taxpayer (the check digit is verified), or 15 digits of a wallet |
//! | `amount` | | baht |
//!
//! Source: Thai QR Payment Standard of the Bank of Thailand: object 29 with `A000000677010111` on EMVCo's objects (see
//! [`emv`](super::emv)). As the banks' own codes do, it goes without category, name and city.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "promptpay", "mobile": "+66 80 123 4567", "amount": 50 }))?;
//! assert!(built.data.starts_with("00020101021229370016A000000677010111011300668012345675303764540550.005802TH6304"));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::{check_digits, phone};
use super::emv::{self, Objects};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let (id, proxy) = proxy(fields)?;
    let amount = emv::amount(fields)?;
    let mut account = Objects::default();
    account.push("00", "A000000677010111");
    account.push(id, &proxy);
    let mut objects = Objects::new(Some(amount.is_some()));
    objects.push("29", account.text());
    objects.push("53", "764");
    objects.optional("54", amount.as_deref());
    objects.push("58", "TH");
    Ok(objects.finish())
}

/// Id and value of who is paid.
fn proxy<V: Value>(fields: &Fields<V>) -> Result<(&'static str, String)> {
    let keys = ["mobile", "nationalId", "eWallet"];
    let given: Vec<&str> = keys.into_iter().filter(|key| fields.has(key)).collect();
    match given.as_slice() {
        ["mobile"] => {
            let number = fields.checked("mobile", phone::e164(&fields.required("mobile", "")?))?;
            match number.strip_prefix("+66") {
                Some(rest) if rest.len() == 9 => Ok(("01", ["0066", rest].concat())),
                _ => Err(fields.refuse(
                    "mobile",
                    "payload.format",
                    "must be a mobile number of Thailand: +66 and 9 digits",
                )),
            }
        }
        ["nationalId"] => {
            let digits = digits(fields, "nationalId", 13)?;
            if check_digits::is_thai_id(&digits) {
                return Ok(("02", digits));
            }
            Err(fields.refuse(
                "nationalId",
                "payload.checksum",
                "has a wrong check digit: a digit is mistyped",
            ))
        }
        ["eWallet"] => Ok(("03", digits(fields, "eWallet", 15)?)),
        [] => {
            Err(fields.refuse("mobile", "payload.missing", "is missing: give it, or nationalId, or eWallet"))
        }
        [.., surplus] => {
            let message = "is given beside another receiver: leave one of them out";
            Err(fields.refuse(surplus, "payload.conflict", message))
        }
    }
}

fn digits<V: Value>(fields: &Fields<V>, key: &str, length: usize) -> Result<String> {
    let digits = fields.required(key, "in digits")?.replace(['-', ' '], "");
    if digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(fields.refuse(key, "payload.format", &["must have ", &length.to_string(), " digits"].concat()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_every_receiver() {
        let id = text(json!({ "type": "promptpay", "nationalId": "1-1017-00230-70-8" }));
        assert!(
            id.starts_with("00020101021129370016A00000067701011102131101700230708")
                && id.contains("53037645802TH6304"),
            "{id}"
        );
        assert!(
            text(json!({ "type": "promptpay", "eWallet": "123456789012345" }))
                .contains("0315123456789012345")
        );
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "promptpay", "mobile": "+66801234567" }),
            &[
                ("mobile", json!(null), "payload.missing"),
                ("mobile", json!("+6680123456"), "payload.format"),
                ("mobile", json!("0801234567"), "payload.format"),
                ("nationalId", json!("1101700230708"), "payload.conflict"),
                ("amount", json!(0), "payload.range"),
            ],
        );
        refused(
            &json!({ "type": "promptpay", "nationalId": "1101700230708" }),
            &[
                ("nationalId", json!("1101700230703"), "payload.checksum"),
                ("nationalId", json!("12"), "payload.format"),
            ],
        );
        refused(
            &json!({ "type": "promptpay", "eWallet": "1" }),
            &[("eWallet", json!("1"), "payload.format")],
        );
    }
}
