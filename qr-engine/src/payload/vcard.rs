//! `vcard`: a contact for the address book.
//!
//! | field | | |
//! |---|---|---|
//! | `version` | `3.0` | `3.0`, which every phone reads, or `4.0` |
//! | `firstName`, `middleName`, `lastName`, `prefix`, `suffix` | a name is required | the name's parts |
//! | `formattedName` | from the parts, else the organization | the name as it is shown |
//! | `organization`, `department`, `title`, `nickname` | | |
//! | `phone` | | number (E.164, or short as 112), or `{ number, type }`, or a list of them; `type`: `cell`, `work`, `home`, `fax`, `pager` |
//! | `email` | | address, or `{ address, type }`, or a list; `type`: `work`, `home` |
//! | `url` | | address of the web, or a list |
//! | `address` | | `{ street, city, region, postalCode, country, poBox, extension, type }`, or a list |
//! | `birthday` | | `YYYY-MM-DD` |
//! | `note` | | text of any lines |
//!
//! Sources: RFC 2426 (3.0), RFC 6350 (4.0). Lines end with CRLF. Both advise (SHOULD) to fold lines after 75 octets; here
//! none is folded, because it costs bytes and several scanners take the rest of a folded line for a line of its own. Pictures
//! and logos do not fit into codes and are not offered.
//!
//! ```
//! use qr_engine::payload;
//! let built = payload::build(&serde_json::json!({ "type": "vcard", "firstName": "Ann", "lastName": "Lee; Jr",
//!     "organization": "Bakery, Ltd", "phone": { "number": "+44 20 7946 0000", "type": "work" }, "email": "ann@example.com" }))?;
//! assert_eq!(built.data, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee\\; Jr;Ann;;;\r\nFN:Ann Lee\\; Jr\r\nORG:Bakery\\, Ltd\r\n\
//!     TEL;TYPE=WORK:+442079460000\r\nEMAIL:ann@example.com\r\nEND:VCARD");
//! # Ok::<(), qr_engine::Error>(())
//! ```

use super::built::Draft;
use super::checks::date::Date;
use super::checks::escape::value as escaped;
use super::contact;
use super::fields::Fields;
use crate::error::Result;
use crate::options::value::Value;

pub(super) fn draft<V: Value>(fields: &Fields<V>) -> Result<Draft> {
    let version = fields.choice("version", &["3.0", "4.0"])?;
    let is_4 = version == "4.0";
    let part = |key| fields.line(key).map(Option::unwrap_or_default);
    let (prefix, first, middle) = (part("prefix")?, part("firstName")?, part("middleName")?);
    let (last, suffix) = (part("lastName")?, part("suffix")?);
    let organization = fields.line("organization")?;
    let parts = [&prefix, &first, &middle, &last, &suffix];
    let joined =
        parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
    let shown = match fields.line("formattedName")? {
        Some(shown) => shown,
        None if !joined.is_empty() => joined,
        None => organization.clone().ok_or_else(|| {
            let message = "is missing: give a firstName or lastName, a formattedName, or an organization";
            fields.refuse("firstName", "payload.missing", message)
        })?,
    };

    let mut card = Lines::default();
    card.push("BEGIN:VCARD", "");
    card.push("VERSION:", version);
    card.push("N:", &[&last, &first, &middle, &prefix, &suffix].map(|part| escaped(part)).join(";"));
    card.push("FN:", &escaped(&shown));
    card.optional("NICKNAME:", fields.line("nickname")?);
    match (organization, fields.line("department")?) {
        (None, None) => {}
        (organization, None) => card.push("ORG:", &escaped(&organization.unwrap_or_default())),
        (organization, Some(department)) => {
            card.push("ORG:", &[escaped(&organization.unwrap_or_default()), escaped(&department)].join(";"));
        }
    }
    card.optional("TITLE:", fields.line("title")?);
    // Types are words of any case; 3.0 shows them in capitals and 4.0 in small letters.
    let typed = |name: &str, kind: &str| match kind {
        "" => [name, ":"].concat(),
        kind if is_4 => [name, ";TYPE=", kind, ":"].concat(),
        kind => [name, ";TYPE=", &kind.to_ascii_uppercase(), ":"].concat(),
    };
    for phone in contact::phones(fields)? {
        card.push(&typed("TEL", phone.kind), &phone.value);
    }
    for email in contact::emails(fields)? {
        card.push(&typed("EMAIL", email.kind), &escaped(&email.value));
    }
    for url in contact::urls(fields)? {
        card.push("URL:", &url);
    }
    for address in contact::addresses(fields)? {
        let parts = [
            &address.po_box,
            &address.extension,
            &address.street,
            &address.city,
            &address.region,
            &address.postal_code,
            &address.country,
        ];
        card.push(&typed("ADR", address.kind), &parts.map(|part| escaped(part)).join(";"));
    }
    if let Some(birthday) = fields.line("birthday")? {
        let date = fields.checked("birthday", Date::parse(&birthday))?;
        // RFC 6350, 4.3.1, knows only the basic form of whole dates.
        card.push("BDAY:", &if is_4 { date.basic() } else { date.extended() });
    }
    card.optional("NOTE:", fields.paragraphs("note")?);
    card.push("END:VCARD", "");
    Ok(Draft::text(card.text()))
}

/// Lines of a card or calendar, without folding.
#[derive(Default)]
pub(super) struct Lines(Vec<String>);

impl Lines {
    pub(super) fn push(&mut self, name: &str, value: &str) {
        self.0.push([name, value].concat());
    }

    pub(super) fn optional(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.push(name, &escaped(&value));
        }
    }

    /// All lines; the last goes without an end, which no reader needs.
    pub(super) fn text(&self) -> String {
        self.0.join("\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, text};
    use serde_json::json;

    #[test]
    fn writes_all_fields_of_both_versions() {
        let mut card = json!({
            "type": "vcard", "prefix": "Dr", "firstName": "Ann", "middleName": "B", "lastName": "Lee", "suffix": "PhD",
            "nickname": "Annie", "organization": "Bakery", "department": "Sales", "title": "Head; sales",
            "phone": ["112", { "number": "+44 20 7946 0000", "type": "cell" }],
            "email": [{ "address": "ann@example.com", "type": "work" }], "url": "https://example.com/a,b",
            "address": { "street": "1 Main St, left", "city": "York", "region": "", "postalCode": "YO1", "country": "UK", "type": "work" },
            "birthday": "1990-02-03", "note": "Line 1\r\nLine 2"
        });
        let head = "N:Lee;Ann;B;Dr;PhD\r\nFN:Dr Ann B Lee PhD\r\nNICKNAME:Annie\r\nORG:Bakery;Sales\r\nTITLE:Head\\; sales\r\nTEL:112\r\n";
        let three = "TEL;TYPE=CELL:+442079460000\r\nEMAIL;TYPE=WORK:ann@example.com\r\nURL:https://example.com/a,b\r\nADR;TYPE=WORK:;;1 Main St\\, left;York;;YO1;UK\r\nBDAY:1990-02-03\r\n";
        let end = "NOTE:Line 1\\nLine 2\r\nEND:VCARD";
        assert_eq!(text(card.clone()), ["BEGIN:VCARD\r\nVERSION:3.0\r\n", head, three, end].concat());
        card["version"] = json!("4.0");
        let four = three.replace("CELL", "cell").replace("WORK", "work").replace("1990-02-03", "19900203");
        assert_eq!(text(card), ["BEGIN:VCARD\r\nVERSION:4.0\r\n", head, &four, end].concat());
    }

    #[test]
    fn an_organization_is_name_enough() {
        let card = text(json!({ "type": "vcard", "organization": "Bakery" }));
        assert_eq!(card, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Bakery\r\nORG:Bakery\r\nEND:VCARD");
    }

    #[test]
    fn refuses_what_is_off() {
        refused(
            &json!({ "type": "vcard", "firstName": "Ann" }),
            &[
                ("firstName", json!(null), "payload.missing"),
                ("version", json!("2.1"), "payload.unknown_name"),
                ("lastName", json!("a\nb"), "payload.characters"),
                ("phone", json!("0123456789"), "payload.format"),
                ("phone", json!(7), "payload.type"),
                ("email", json!("ann"), "payload.format"),
                ("url", json!("https://"), "payload.format"),
                ("url", json!({ "url": "https://a.de" }), "payload.type"),
                ("address", json!("1 Main St"), "payload.type"),
                ("address", json!({}), "payload.missing"),
                ("birthday", json!("1990-02-30"), "payload.range"),
                ("note", json!("a\u{0}"), "payload.characters"),
            ],
        );
        let error = super::super::build(&json!({ "type": "vcard", "firstName": "A",
            "phone": ["+44 20 7946 0000", { "number": "+44", "type": "work" }] }));
        assert_eq!(error.unwrap_err().path(), Some("phone[1].number"));
        refused(
            &json!({ "type": "vcard", "firstName": "A", "phone": { "number": "112", "type": "cell" }, "address": { "city": "X" } }),
            &[
                ("phone.type", json!("mobile"), "payload.unknown_name"),
                ("phone.number", json!(null), "payload.missing"),
                ("address.type", json!(1), "payload.type"),
            ],
        );
    }
}
