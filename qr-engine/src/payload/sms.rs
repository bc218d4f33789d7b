//! `sms` and `mms`: a message to send to a number.
//!
//! | field | | |
//! |---|---|---|
//! | `number` | required | as of `phone` |
//! | `message` | | text of any lines |
//! | `format` | `smsto` | `smsto` (`SMSTO:number:text`, the best recognised) or `uri` (`sms:number?body=…`, RFC 5724) |
//!
//! ```
//! use qr_engine::payload;
//! let mut message = serde_json::json!({ "type": "sms", "number": "+33 1 23 45 67 89", "message": "Hi: you" });
//! assert_eq!(payload::build(&message)?.data, "SMSTO:+33123456789:Hi: you");
//! message["format"] = "uri".into();
//! assert_eq!(payload::build(&message)?.data, "sms:+33123456789?body=Hi%3A%20you");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::escape::query;
use super::fields::Fields;
use super::phone;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    message(fields, "SMSTO:", "sms:")
}

pub(super) fn draft_mms<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    message(fields, "MMSTO:", "mms:")
}

fn message<V: Value>(fields: &Fields<V>, to: &str, uri: &str) -> Result<Draft> {
    let number = phone::number(fields)?;
    let message = fields.paragraphs("message")?;
    let text = match (fields.choice("format", &["smsto", "uri"])?, message) {
        ("uri", message) => [uri, &number, &query(&[("body", message.as_deref())], "")].concat(),
        // Everything after the second colon is text, as it is.
        (_, Some(message)) => [to, &number, ":", &message].concat(),
        (_, None) => [to, &number].concat(),
    };
    Ok(Draft::text(text))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_messages() {
        assert_eq!(text(json!({ "type": "sms", "number": "12345" })), "SMSTO:12345");
        assert_eq!(text(json!({ "type": "mms", "number": "12345", "message": "a\nb" })), "MMSTO:12345:a\nb");
        assert_eq!(
            text(json!({ "type": "mms", "number": "12345", "message": "é", "format": "uri" })),
            "mms:12345?body=%C3%A9"
        );
        assert_eq!(text(json!({ "type": "sms", "number": "12345", "format": "uri" })), "sms:12345");
        refused(
            &json!({ "type": "sms", "number": "12345" }),
            &[
                ("number", json!("1"), "payload.format"),
                ("message", json!(1), "payload.type"),
                ("message", json!("\u{8}"), "payload.characters"),
                ("format", json!("sms"), "payload.unknown_name"),
            ],
        );
    }
}
