//! `email`: a message to send.
//!
//! | field | | |
//! |---|---|---|
//! | `to` | required | an address, or a list of them |
//! | `cc`, `bcc` | | the same; not with `format` `matmsg` |
//! | `subject`, `body` (of any lines) | | |
//! | `format` | `mailto` | `mailto`, or `matmsg`: the form of older phones in Japan, for one receiver |
//!
//! Sources: RFC 6068 (spaces are `%20`, never `+`; lines of the body end with `%0D%0A`); NTT DOCOMO for `MATMSG`.
//!
//! ```
//! use qr_engine::payload;
//! let mut message = serde_json::json!({ "type": "email", "to": "ann+qr@example.com", "subject": "Hi & bye", "body": "One\nTwo" });
//! assert_eq!(payload::build(&message)?.data, "mailto:ann+qr@example.com?subject=Hi%20%26%20bye&body=One%0D%0ATwo");
//! message["format"] = "matmsg".into();
//! assert_eq!(payload::build(&message)?.data, "MATMSG:TO:ann+qr@example.com;SUB:Hi & bye;BODY:One\r\nTwo;;");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::email;
use super::checks::escape::{backslash, percent, query};
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

/// Legal unencoded in addresses of a mailto (RFC 6068, 2), less the comma, which separates them.
const IN_ADDRESS: &str = "!$'*+@";
/// Legal unencoded in its query. The plus sign is too, but readers take it for a space.
const IN_QUERY: &str = "!$'()*,:@";

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let to = addresses(fields, "to")?;
    if to.is_empty() {
        return Err(fields.refuse(
            "to",
            "payload.missing",
            "is missing: give the address that the message goes to",
        ));
    }
    let (subject, body) =
        (fields.line("subject")?, fields.paragraphs("body")?.map(|body| body.replace('\n', "\r\n")));
    let list = |key| Ok(Some(addresses(fields, key)?.join(",")).filter(|list| !list.is_empty()));
    let (cc, bcc) = (list("cc")?, list("bcc")?);
    if fields.choice("format", &["mailto", "matmsg"])? == "mailto" {
        let parts = [
            ("cc", cc.as_deref()),
            ("bcc", bcc.as_deref()),
            ("subject", subject.as_deref()),
            ("body", body.as_deref()),
        ];
        let to = to.iter().map(|address| percent(address, IN_ADDRESS)).collect::<Vec<_>>().join(",");
        return Ok(Draft::text(["mailto:", &to, &query(&parts, IN_QUERY)].concat()));
    }
    let [to] = to.as_slice() else {
        return Err(fields.refuse(
            "to",
            "payload.length",
            "may be one address with the format matmsg: use mailto",
        ));
    };
    for key in ["cc", "bcc"] {
        fields.unwanted(key, "has no place in the format matmsg: use mailto")?;
    }
    let part = |text: Option<String>| backslash(&text.unwrap_or_default(), "\\;:,");
    let (to, subject, body) = (backslash(to, "\\;:,"), part(subject), part(body));
    Ok(Draft::text(["MATMSG:TO:", &to, ";SUB:", &subject, ";BODY:", &body, ";;"].concat()))
}

fn addresses<V: Value>(fields: &Fields<V>, key: &str) -> Result<Vec<String>> {
    let read = |element: &super::fields::Element<V>| {
        let text = element.only_text()?;
        element.fields().checked("", email::address(&text, fields.to_ascii()))
    };
    fields.list(key).iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_both_forms() {
        let mail = json!({ "type": "email", "to": ["a&b@example.com", "müller@example.com"], "cc": ["c@example.com", "d@example.com"],
            "bcc": "e@example.com", "subject": "1+1=2?", "body": "50% off; \"now\"" });
        assert_eq!(
            text(mail),
            "mailto:a%26b@example.com,m%C3%BCller@example.com?cc=c@example.com,d@example.com&bcc=e@example.com&subject=1%2B1%3D2%3F&body=50%25%20off%3B%20%22now%22"
        );
        let mail =
            json!({ "type": "email", "to": "a@example.com", "format": "matmsg", "subject": "a:b;c,d\\" });
        assert_eq!(text(mail), r"MATMSG:TO:a@example.com;SUB:a\:b\;c\,d\\;BODY:;;");
        assert_eq!(text(json!({ "type": "email", "to": "a@example.com" })), "mailto:a@example.com");
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "email", "to": "a@example.com" }),
            &[
                ("to", json!(null), "payload.missing"),
                ("to", json!([]), "payload.missing"),
                ("to", json!("ann"), "payload.format"),
                ("to", json!(5), "payload.type"),
                ("cc", json!("ann@"), "payload.format"),
                ("subject", json!("a\nb"), "payload.characters"),
                ("body", json!(["a"]), "payload.type"),
                ("format", json!("smtp"), "payload.unknown_name"),
            ],
        );
        let old = json!({ "type": "email", "to": "a@example.com", "format": "matmsg" });
        refused(
            &old,
            &[
                ("cc", json!("b@example.com"), "payload.conflict"),
                ("to", json!(["a@b.co", "c@d.co"]), "payload.length"),
            ],
        );
    }
}
