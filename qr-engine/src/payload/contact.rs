//! What vCard and MECARD have in common.

use super::checks::{email, phone};
use super::fields::{Element, Fields};
use super::url::Address;
use crate::error::Result;
use crate::options::value::Value;

/// A postal address, each part empty when unknown.
pub(super) struct Postal {
    pub(super) kind: &'static str,
    pub(super) po_box: String,
    pub(super) extension: String,
    pub(super) street: String,
    pub(super) city: String,
    pub(super) region: String,
    pub(super) postal_code: String,
    pub(super) country: String,
}

/// A number, an address of mail or of the web, with the kind that it has: `work`, `cell`, or nothing.
pub(super) struct Typed {
    pub(super) value: String,
    pub(super) kind: &'static str,
}

const PHONE_KINDS: [&str; 6] = ["", "cell", "work", "home", "fax", "pager"];
const PLACES: [&str; 3] = ["", "work", "home"];

fn typed<V: Value>(
    element: &Element<V>,
    key: &'static str,
    kinds: &[&'static str],
) -> Result<(Typed, &'static str)> {
    let (value, at) = element.text_or(key, "or give the value alone as text")?;
    let kind = if at.is_empty() { "" } else { element.object()?.choice("type", kinds)? };
    Ok((Typed { value, kind }, at))
}

pub(super) fn phones<V: Value>(fields: &Fields<V>) -> Result<Vec<Typed>> {
    let read = |element: &Element<V>| {
        let (entry, at) = typed(element, "number", &PHONE_KINDS)?;
        let value = element.fields().checked(at, phone::dialled(&entry.value))?;
        Ok(Typed { value, ..entry })
    };
    fields.list("phone").iter().map(read).collect()
}

pub(super) fn emails<V: Value>(fields: &Fields<V>) -> Result<Vec<Typed>> {
    let read = |element: &Element<V>| {
        let (entry, at) = typed(element, "address", &PLACES)?;
        let value = element.fields().checked(at, email::address(&entry.value, fields.to_ascii()))?;
        Ok(Typed { value, ..entry })
    };
    fields.list("email").iter().map(read).collect()
}

pub(super) fn urls<V: Value>(fields: &Fields<V>) -> Result<Vec<String>> {
    let read = |element: &Element<V>| {
        let text = element.only_text()?;
        let address = element.fields().checked("", Address::parse(&text, fields.to_ascii()))?;
        Ok([address.head, address.rest].concat())
    };
    fields.list("url").iter().map(read).collect()
}

pub(super) fn addresses<V: Value>(fields: &Fields<V>) -> Result<Vec<Postal>> {
    let read = |element: &Element<V>| {
        let inner = element.object()?;
        let part = |key| inner.line(key).map(Option::unwrap_or_default);
        let postal = Postal {
            kind: inner.choice("type", &PLACES)?,
            po_box: part("poBox")?,
            extension: part("extension")?,
            street: part("street")?,
            city: part("city")?,
            region: part("region")?,
            postal_code: part("postalCode")?,
            country: part("country")?,
        };
        let is_empty = [&postal.po_box, &postal.street, &postal.city, &postal.postal_code, &postal.country];
        if is_empty.iter().all(|part| part.is_empty()) {
            return Err(inner.refuse(
                "",
                "payload.missing",
                "says nothing: give at least a street, city, postalCode or country",
            ));
        }
        Ok(postal)
    };
    fields.list("address").iter().map(read).collect()
}
