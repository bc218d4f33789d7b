//! `text` and `binary`: content that is not looked into.
//!
//! | field of `text` | | |
//! |---|---|---|
//! | `text` | required | any text, of one or more lines; written as UTF-8 |
//!
//! | field of `binary` | | |
//! |---|---|---|
//! | `bytes` | one of the two | list of whole numbers from 0 to 255 |
//! | `hex` | one of the two | pairs of hexadecimal digits; spaces between them are left out |
//!
//! Kanji mode and an ECI are options of the symbol (`qrOptions.mode`, `qrOptions.eci`). Bytes go without either.
//!
//! ```
//! use qr_engine::payload;
//! use serde_json::json;
//! assert_eq!(payload::build(&json!({ "type": "text", "text": "Hello" }))?.data, "Hello");
//! let bytes = payload::build(&json!({ "type": "binary", "hex": "00 ff 7A" }))?;
//! assert_eq!((bytes.text, bytes.data.as_str(), bytes.bytes), (None, "\0\u{ff}z", 3));
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let text = fields.raw("text")?;
    Ok(Draft::text(text))
}

pub(super) fn draft_binary<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    if let Some(hex) = fields.line("hex")? {
        fields.unwanted("bytes", "is given beside hex: leave one of them out")?;
        let digits = hex.chars().filter(|c| *c != ' ').map(|c| c.to_digit(16).map(|digit| digit as u8));
        let digits: Option<Vec<u8>> = digits.collect();
        let wrong =
            || fields.refuse("hex", "payload.format", "must be pairs of hexadecimal digits such as 00ff7a");
        let digits =
            digits.filter(|digits| !digits.is_empty() && digits.len().is_multiple_of(2)).ok_or_else(wrong)?;
        return Ok(Draft::bytes(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()));
    }
    let bytes = fields.list("bytes").iter().map(super::fields::Element::byte).collect::<Result<Vec<_>>>()?;
    if bytes.is_empty() {
        return Err(fields.refuse(
            "bytes",
            "payload.missing",
            "is missing: give at least one byte, here or as hex",
        ));
    }
    Ok(Draft::bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn text_stays_as_it_is() {
        assert_eq!(text(json!({ "type": "text", "text": " a\r\nb\u{1}" })), " a\r\nb\u{1}");
        refused(
            &json!({ "type": "text", "text": "a" }),
            &[("text", json!(""), "payload.missing"), ("text", json!(1), "payload.type")],
        );
    }

    #[test]
    fn bytes_come_as_numbers_or_digits() {
        let built = build(&json!({ "type": "binary", "bytes": [0, 255, 195, 169] })).unwrap();
        assert_eq!((built.data.as_str(), built.bytes), ("\0ÿ\u{c3}\u{a9}", 4));
        refused(
            &json!({ "type": "binary" }),
            &[
                ("bytes", json!(null), "payload.missing"),
                ("bytes", json!([]), "payload.missing"),
                ("hex", json!("0"), "payload.format"),
                ("hex", json!("zz"), "payload.format"),
                ("hex", json!(12), "payload.type"),
            ],
        );
        refused(&json!({ "type": "binary", "hex": "00" }), &[("bytes", json!([1]), "payload.conflict")]);
        for wrong in [json!(256), json!(-1), json!(1.5), json!("a")] {
            let error = build(&json!({ "type": "binary", "bytes": [1, wrong] })).unwrap_err();
            assert_eq!((error.code(), error.path()), ("payload.range", Some("bytes[1]")));
        }
    }
}
