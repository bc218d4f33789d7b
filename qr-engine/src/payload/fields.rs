//! Reads the fields of a payload from a dynamic value; knows their paths, so that every refusal can name one.

use super::checks::Fault;
use super::checks::decimal::{self, Decimal};
use super::checks::host::HostToAscii;
use crate::error::{Error, Result};
use crate::options::value::{Kind, Value};

/// An object, or one element of a list, with its path.
pub(super) struct Fields<V> {
    value: V,
    path: String,
    to_ascii: Option<HostToAscii>,
}

impl<V: Value> Fields<V> {
    pub(super) fn root(value: V, path: &str, to_ascii: Option<HostToAscii>) -> Result<Self> {
        if value.kind() != Kind::Object {
            let message = [
                "the payload must be an object such as {\"type\": \"url\", \"url\": \"https://example.com\"}, not ",
                value.kind().name(),
            ];
            let path = if path.is_empty() { None } else { Some(path.to_owned()) };
            return Err(Error::Options { code: "payload.type", path, message: message.concat() });
        }
        Ok(Self { value, path: path.to_owned(), to_ascii })
    }

    /// What spells hosts in ASCII.
    pub(super) fn to_ascii(&self) -> Option<HostToAscii> {
        self.to_ascii
    }

    /// Path of a field; of the value itself for an empty key.
    pub(super) fn path(&self, key: &str) -> String {
        match (self.path.as_str(), key) {
            ("", key) => key.to_owned(),
            (path, "") => path.to_owned(),
            (path, key) => [path, ".", key].concat(),
        }
    }

    pub(super) fn refuse(&self, key: &str, code: &'static str, message: &str) -> Error {
        Error::option(code, self.path(key), message)
    }

    /// Names the field that a check found at fault.
    pub(super) fn checked<T>(&self, key: &str, outcome: std::result::Result<T, Fault>) -> Result<T> {
        outcome.map_err(|fault| self.refuse(key, fault.code, &fault.message))
    }

    fn wrong_type(&self, key: &str, wanted: &str, found: Kind) -> Error {
        self.refuse(key, "payload.type", &["must be ", wanted, ", not ", found.name()].concat())
    }

    /// The field, or the value itself for an empty key; nothing when absent, null or empty text.
    fn field(&self, key: &str) -> Option<V> {
        let field = self.value.get(key)?;
        let is_nothing = match field.kind() {
            Kind::Nothing => true,
            Kind::Text => field.to_text().is_empty(),
            _ => false,
        };
        (!is_nothing).then_some(field)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.field(key).is_some()
    }

    /// Text of one or more lines; line ends become `\n`.
    pub(super) fn paragraphs(&self, key: &str) -> Result<Option<String>> {
        let Some(field) = self.field(key) else { return Ok(None) };
        if field.kind() != Kind::Text {
            return Err(self.wrong_type(key, "text", field.kind()));
        }
        let text = field.to_text().replace("\r\n", "\n").replace('\r', "\n");
        self.printable(key, &text, |c| c != '\n')?;
        Ok(Some(text))
    }

    /// Text of any characters that must be there.
    pub(super) fn raw(&self, key: &str) -> Result<String> {
        match self.field(key) {
            None => Err(self.missing(key, "at least one character")),
            Some(field) if field.kind() == Kind::Text => Ok(field.to_text()),
            Some(field) => Err(self.wrong_type(key, "text", field.kind())),
        }
    }

    /// Text of one line.
    pub(super) fn line(&self, key: &str) -> Result<Option<String>> {
        let Some(field) = self.field(key) else { return Ok(None) };
        if field.kind() != Kind::Text {
            return Err(self.wrong_type(key, "text", field.kind()));
        }
        let text = field.to_text();
        self.printable(key, &text, |_| true)?;
        Ok(Some(text))
    }

    fn printable(&self, key: &str, text: &str, forbidden: fn(char) -> bool) -> Result<()> {
        match text.chars().find(|&c| c.is_control() && forbidden(c)) {
            None => Ok(()),
            Some('\n' | '\r') => {
                Err(self.refuse(key, "payload.characters", "must be one line: take the line breaks out"))
            }
            Some(c) => {
                let digits = ["0123456789abcdef".as_bytes(); 2];
                let code = u32::from(c) as usize;
                let shown: String =
                    [digits[0][code / 16 % 16], digits[1][code % 16]].map(char::from).iter().collect();
                let message = ["holds the control character U+00", &shown, ": take it out"];
                Err(self.refuse(key, "payload.characters", &message.concat()))
            }
        }
    }

    fn missing(&self, key: &str, hint: &str) -> Error {
        self.refuse(key, "payload.missing", &["is missing: give it, ", hint].concat())
    }

    /// Text of one line that must be there; `hint` ends the message, such as `such as "Guests"`.
    pub(super) fn required(&self, key: &str, hint: &str) -> Result<String> {
        self.line(key)?.ok_or_else(|| self.missing(key, hint))
    }

    /// Text of one line of at most so many characters.
    pub(super) fn short(&self, key: &str, most: usize) -> Result<Option<String>> {
        let text = self.line(key)?;
        if let Some(text) = &text {
            self.at_most(key, text, most)?;
        }
        Ok(text)
    }

    pub(super) fn required_short(&self, key: &str, most: usize, hint: &str) -> Result<String> {
        self.short(key, most)?.ok_or_else(|| self.missing(key, hint))
    }

    pub(super) fn at_most(&self, key: &str, text: &str, most: usize) -> Result<()> {
        let length = text.chars().count();
        if length <= most {
            return Ok(());
        }
        let message =
            ["has ", &length.to_string(), " characters and may have ", &most.to_string(), ": shorten it"];
        Err(self.refuse(key, "payload.length", &message.concat()))
    }

    pub(super) fn boolean(&self, key: &str, default: bool) -> Result<bool> {
        match self.field(key) {
            None => Ok(default),
            Some(field) if field.kind() == Kind::Boolean => Ok(field.to_boolean()),
            Some(field) => Err(self.wrong_type(key, "true or false", field.kind())),
        }
    }

    /// A whole number in a range, at most 2^53.
    pub(super) fn whole(&self, key: &str, low: u64, high: u64) -> Result<Option<u64>> {
        let Some(field) = self.field(key) else { return Ok(None) };
        if field.kind() != Kind::Number {
            return Err(self.wrong_type(key, "a number", field.kind()));
        }
        let number = field.to_number();
        if number.trunc() == number && number >= low as f64 && number <= high as f64 {
            return Ok(Some(number as u64));
        }
        let message = ["must be a whole number from ", &low.to_string(), " to ", &high.to_string()];
        Err(self.refuse(key, "payload.range", &message.concat()))
    }

    /// A number, or text that reads as one.
    pub(super) fn number(&self, key: &str) -> Result<Option<f64>> {
        let Some(field) = self.field(key) else { return Ok(None) };
        match field.kind() {
            Kind::Number | Kind::Text => Ok(Some(field.to_number())),
            kind => Err(self.wrong_type(key, "a number", kind)),
        }
    }

    /// An amount with at most so many decimals.
    pub(super) fn amount(&self, key: &str, decimals: usize) -> Result<Option<Decimal>> {
        let Some(field) = self.field(key) else { return Ok(None) };
        match field.kind() {
            Kind::Number | Kind::Text => {
                self.checked(key, decimal::parse(&field.to_text(), decimals)).map(Some)
            }
            kind => Err(self.wrong_type(key, "a number or text such as \"12.30\"", kind)),
        }
    }

    /// An amount above 0 and at most `most` in units of its last decimal.
    pub(super) fn amount_to(&self, key: &str, decimals: usize, most: u128) -> Result<Option<Decimal>> {
        let Some(amount) = self.amount(key, decimals)? else { return Ok(None) };
        if amount.units(decimals).is_some_and(|units| (1..=most).contains(&units)) {
            return Ok(Some(amount));
        }
        let message = [
            "must be from ",
            &decimal::from_units(1, decimals),
            " to ",
            &decimal::from_units(most, decimals),
        ];
        Err(self.refuse(key, "payload.range", &message.concat()))
    }

    /// One of these names, spelled exactly so; the first when absent.
    pub(super) fn choice(&self, key: &str, names: &[&'static str]) -> Result<&'static str> {
        let asked = self.line(key)?;
        match &asked {
            None => names.first().copied().ok_or_else(|| self.missing(key, "by name")),
            Some(asked) => names.iter().copied().find(|name| name == asked).ok_or_else(|| {
                let message = ["is not known: use one of ", &names.join(", ")];
                self.refuse(key, "payload.unknown_name", &message.concat())
            }),
        }
    }

    /// Refuses the field: it says nothing beside what else was given.
    pub(super) fn unwanted(&self, key: &str, reason: &str) -> Result<()> {
        if self.has(key) { Err(self.refuse(key, "payload.conflict", reason)) } else { Ok(()) }
    }

    /// An object among the fields.
    pub(super) fn group(&self, key: &str) -> Result<Option<Self>> {
        match self.field(key) {
            None => Ok(None),
            Some(value) if value.kind() == Kind::Object => Ok(Some(self.inner(value, self.path(key)))),
            Some(value) => Err(self.wrong_type(key, "an object", value.kind())),
        }
    }

    pub(super) fn required_group(&self, key: &str, hint: &str) -> Result<Self> {
        self.group(key)?.ok_or_else(|| self.missing(key, hint))
    }

    /// The elements of a list; a value that is no list counts as its only element.
    pub(super) fn list(&self, key: &str) -> Vec<Element<V>> {
        let element = |value: V, path: String| {
            let holder = self.inner(value, path);
            Element { holder }
        };
        match self.field(key) {
            None => Vec::new(),
            Some(value) if value.kind() == Kind::List => {
                let items = value.items().into_iter().enumerate();
                items
                    .map(|(at, item)| element(item, [&self.path(key), "[", &at.to_string(), "]"].concat()))
                    .collect()
            }
            Some(value) => vec![element(value, self.path(key))],
        }
    }

    fn inner(&self, value: V, path: String) -> Self {
        Self { value, path, to_ascii: self.to_ascii }
    }
}

/// One element of a list: text, or an object.
pub(super) struct Element<V> {
    holder: Fields<V>,
}

impl<V: Value> Element<V> {
    /// The element itself as one line of text, when it is text.
    pub(super) fn text(&self) -> Result<Option<String>> {
        if self.holder.value.kind() != Kind::Text {
            return Ok(None);
        }
        let text = self.holder.value.to_text();
        if text.is_empty() {
            return Err(self.holder.refuse("", "payload.missing", "is empty: fill it in or leave it out"));
        }
        self.holder.printable("", &text, |_| true)?;
        Ok(Some(text))
    }

    /// The element's text: it may be nothing else.
    pub(super) fn only_text(&self) -> Result<String> {
        self.text()?.ok_or_else(|| self.holder.wrong_type("", "text", self.holder.value.kind()))
    }

    /// The element as an object.
    pub(super) fn object(&self) -> Result<&Fields<V>> {
        match self.holder.value.kind() {
            Kind::Object => Ok(&self.holder),
            kind => Err(self.holder.wrong_type("", "text or an object", kind)),
        }
    }

    /// A whole number from 0 to 255.
    pub(super) fn byte(&self) -> Result<u8> {
        let number = self.holder.value.to_number();
        let is_byte = self.holder.value.kind() == Kind::Number
            && (0.0..256.0).contains(&number)
            && number.trunc() == number;
        if is_byte {
            return Ok(number as u8);
        }
        Err(self.holder.refuse("", "payload.range", "must be a whole number from 0 to 255"))
    }

    /// Text that is the element itself or its field `key`, and where it stands.
    pub(super) fn text_or(&self, key: &'static str, hint: &str) -> Result<(String, &'static str)> {
        match self.text()? {
            Some(text) => Ok((text, "")),
            None => Ok((self.object()?.required(key, hint)?, key)),
        }
    }

    /// Access to paths and refusals.
    pub(super) fn fields(&self) -> &Fields<V> {
        &self.holder
    }
}
