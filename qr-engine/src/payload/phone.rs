//! `phone`: a number to call, `tel:+33123456789`.
//!
//! | field | | |
//! |---|---|---|
//! | `number` | required | with `+` and the country code (E.164; spaces, hyphens, dots, slashes and parentheses go), or 2 to 6 digits dialled as they are, such as 112 |
//!
//! Source: RFC 3966, 5.1.4: global numbers, for a code may be scanned anywhere.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "phone", "number": "+33 (1) 23-45-67-89" }))?;
//! assert_eq!(built.data, "tel:+33123456789");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::phone;
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    Ok(Draft::text(["tel:", &number(fields)?].concat()))
}

/// The field `number`, ready to dial.
pub(super) fn number<V: Value>(fields: &Fields<V>) -> Result<String> {
    let given = fields.required("number", "such as \"+33123456789\"")?;
    fields.checked("number", phone::dialled(&given))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn numbers_are_global_or_short() {
        assert_eq!(text(json!({ "type": "phone", "number": "112" })), "tel:112");
        refused(
            &json!({ "type": "phone" }),
            &[
                ("number", json!(null), "payload.missing"),
                ("number", json!(112), "payload.type"),
                ("number", json!("01 23 45 67 89"), "payload.format"),
                ("number", json!("+33"), "payload.length"),
            ],
        );
    }
}
