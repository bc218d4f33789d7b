//! `whatsapp`, `telegram`, `facetime` and `skype`: a chat or call in an app, by the addresses that their makers document.
//!
//! | kind | field | | |
//! |---|---|---|---|
//! | `whatsapp` | `number` | required | E.164: `+` and the country code |
//! | | `message` | | text of any lines |
//! | `telegram` | `username` or `number` | one is required | 4 to 32 letters, digits and `_`, a letter first (a leading `@` goes); or E.164 |
//! | | `message` | | text of any lines |
//! | `facetime` | `number` or `email` | one is required | E.164, or an address |
//! | | `audio` | false | sound alone |
//! | `skype` | `username` | required | letters, digits and `.,_-:` |
//! | | `action` | `call` | `call`, `chat`, `add` or `userinfo` |
//!
//! ```
//! use qr_engine::payload;
//! use serde_json::json;
//! let chat = payload::build(&json!({ "type": "whatsapp", "number": "+33 1 23 45 67 89", "message": "A table, please" }))?;
//! assert_eq!(chat.data, "https://wa.me/33123456789?text=A%20table%2C%20please");
//! let chat = payload::build(&json!({ "type": "telegram", "username": "@example_shop" }))?;
//! assert_eq!(chat.data, "https://t.me/example_shop");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::escape::query;
use super::checks::{email, phone};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft_whatsapp<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let given = fields.required("number", "such as \"+33123456789\"")?;
    let number = fields.checked("number", phone::e164(&given))?;
    let query = query(&[("text", fields.paragraphs("message")?.as_deref())], "");
    Ok(Draft::text(["https://wa.me/", number.trim_start_matches('+'), &query].concat()))
}

pub(super) fn draft_telegram<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let query = query(&[("text", fields.paragraphs("message")?.as_deref())], "");
    let whom = if let Some(number) = fields.line("number")? {
        fields.unwanted("username", "is given beside number: leave one of them out")?;
        fields.checked("number", phone::e164(&number))?
    } else {
        let username = fields.required("username", "or a number")?;
        let name = username.trim_start_matches('@');
        let is_name = (4..=32).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name {
            let message = "must be 4 to 32 letters, digits and underscores, a letter first";
            return Err(fields.refuse("username", "payload.format", message));
        }
        name.to_owned()
    };
    Ok(Draft::text(["https://t.me/", &whom, &query].concat()))
}

pub(super) fn draft_facetime<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let whom = if let Some(address) = fields.line("email")? {
        fields.unwanted("number", "is given beside email: leave one of them out")?;
        fields.checked("email", email::address(&address, fields.to_ascii()))?
    } else {
        let number = fields.required("number", "or an email")?;
        fields.checked("number", phone::e164(&number))?
    };
    let scheme = if fields.boolean("audio", false)? { "facetime-audio:" } else { "facetime:" };
    Ok(Draft::text([scheme, &whom].concat()))
}

pub(super) fn draft_skype<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let username = fields.required("username", "such as \"echo123\"")?;
    if username.bytes().any(|byte| !byte.is_ascii_alphanumeric() && !b".,_-:".contains(&byte)) {
        return Err(fields.refuse(
            "username",
            "payload.characters",
            "may have letters, digits and .,_-: alone",
        ));
    }
    let action = fields.choice("action", &["call", "chat", "add", "userinfo"])?;
    let message = "is of a service that Microsoft closed in May 2025: only Skype for Business still answers";
    Ok(Draft::text(["skype:", &username, "?", action].concat()).warn(fields.path("type"), message))
}

#[cfg(test)]
mod tests {
    use super::super::build;
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_addresses() {
        assert_eq!(
            text(json!({ "type": "whatsapp", "number": "+33123456789" })),
            "https://wa.me/33123456789"
        );
        let telegram = json!({ "type": "telegram", "number": "+33 123456789", "message": "é\n" });
        assert_eq!(text(telegram), "https://t.me/+33123456789?text=%C3%A9%0A");
        assert_eq!(text(json!({ "type": "facetime", "number": "+33123456789" })), "facetime:+33123456789");
        assert_eq!(
            text(json!({ "type": "facetime", "email": "a@b.co", "audio": true })),
            "facetime-audio:a@b.co"
        );
        let built = build(&json!({ "type": "skype", "username": "live:.cid.1", "action": "chat" })).unwrap();
        assert_eq!((built.data.as_str(), built.warnings.len()), ("skype:live:.cid.1?chat", 1));
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "whatsapp", "number": "+33123456789" }),
            &[
                ("number", json!("12345"), "payload.format"),
                ("number", json!(null), "payload.missing"),
                ("message", json!(1), "payload.type"),
            ],
        );
        refused(
            &json!({ "type": "telegram", "username": "abcd" }),
            &[
                ("username", json!("abc"), "payload.format"),
                ("username", json!("1abc"), "payload.format"),
                ("username", json!("a b c"), "payload.format"),
                ("username", json!(null), "payload.missing"),
            ],
        );
        refused(
            &json!({ "type": "telegram", "number": "+33123456789" }),
            &[("username", json!("abcd"), "payload.conflict"), ("number", json!("x"), "payload.format")],
        );
        refused(
            &json!({ "type": "facetime", "email": "a@b.co" }),
            &[
                ("number", json!("+33123456789"), "payload.conflict"),
                ("email", json!("a"), "payload.format"),
                ("audio", json!(1), "payload.type"),
            ],
        );
        refused(&json!({ "type": "facetime" }), &[("number", json!(null), "payload.missing")]);
        refused(
            &json!({ "type": "skype", "username": "a" }),
            &[
                ("username", json!("a b"), "payload.characters"),
                ("action", json!("dance"), "payload.unknown_name"),
            ],
        );
    }
}
