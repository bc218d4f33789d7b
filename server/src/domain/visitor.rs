//! Profiles of visitors: who they are, and what else is known of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::event::Visitor;
use super::time::Timestamp;

/// Most attributes of one visitor.
pub(crate) const MOST_ATTRIBUTES: usize = 100;
/// Most different keys in one workspace: keys of web pages write attributes too.
pub(crate) const MOST_KEYS: i64 = 1_000;
/// Longest key, in characters.
const KEY: usize = 64;
/// Longest value, in characters.
const VALUE: usize = 1_000;
/// Longest email address, in characters (RFC 5321).
const EMAIL: usize = 254;
/// Longest name, in characters.
const NAME: usize = 200;
/// How much of a profile is found by a search, in bytes.
const SEARCHED: usize = 4_000;

/// The fields that every profile has, by their keys in requests.
pub(crate) const RESERVED: [&str; 4] = ["$email", "$phone", "$firstName", "$lastName"];

/// What kind of value an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    #[serde(rename = "VISITOR_ATTRIBUTE_TYPE_STRING")]
    Text,
    #[serde(rename = "VISITOR_ATTRIBUTE_TYPE_NUMBER")]
    Number,
    #[serde(rename = "VISITOR_ATTRIBUTE_TYPE_BOOLEAN")]
    Boolean,
    #[serde(rename = "VISITOR_ATTRIBUTE_TYPE_DATE")]
    Date,
}

impl Kind {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "VISITOR_ATTRIBUTE_TYPE_STRING",
            Self::Number => "VISITOR_ATTRIBUTE_TYPE_NUMBER",
            Self::Boolean => "VISITOR_ATTRIBUTE_TYPE_BOOLEAN",
            Self::Date => "VISITOR_ATTRIBUTE_TYPE_DATE",
        }
    }
}

/// A value of an attribute: as text, and as what the text can be read as.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attribute {
    /// What it was given as.
    pub(crate) kind: Kind,
    /// The value as text.
    pub(crate) value: String,
    /// The number that it is.
    pub(crate) number: Option<f64>,
    /// The truth that it is.
    pub(crate) boolean: Option<bool>,
    /// The moment that it is; of a date alone the beginning of its day in UTC.
    pub(crate) date: Option<Timestamp>,
}

impl Attribute {
    /// The attribute of a text.
    #[must_use]
    pub(crate) fn text(value: &str) -> Self {
        let value = value.trim();
        let date = moment(value);
        Self {
            kind: if date.is_some() { Kind::Date } else { Kind::Text },
            number: number(value),
            boolean: value.parse().ok(),
            date,
            value: value.to_owned(),
        }
    }

    /// As JSON: a number, a truth or a text.
    #[must_use]
    pub(crate) fn json(&self) -> Value {
        let number = || self.value.parse::<serde_json::Number>().ok().map(Value::Number);
        match self.kind {
            Kind::Number => number().unwrap_or_else(|| Value::from(self.value.as_str())),
            Kind::Boolean => Value::from(self.boolean == Some(true)),
            Kind::Text | Kind::Date => Value::from(self.value.as_str()),
        }
    }
}

/// A finite number in digits, as people and programs write it.
#[must_use]
pub(crate) fn number(text: &str) -> Option<f64> {
    let begins =
        text.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.'));
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse::<f64>().ok().filter(|number| begins && is_plain && number.is_finite())
}

/// A moment of RFC 3339, or the beginning of a day.
#[must_use]
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    day(text).map(|(start, _)| start).or_else(|| {
        // Shorter texts are read by lenient parsers too, and mean other things.
        Timestamp::parse(text).ok().filter(|_| text.len() >= 16 && text.contains('T'))
    })
}

/// The first millisecond of a day of UTC written `2027-01-31`, and of the day after.
#[must_use]
pub(crate) fn day(text: &str) -> Option<(Timestamp, Timestamp)> {
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
    let start = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond());
    Some((Timestamp::from_millis(start(day)?), Timestamp::from_millis(start(day.tomorrow().ok()?)?)))
}

/// All that is known of a visitor.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Profile {
    /// Who they are.
    pub(crate) visitor: Visitor,
    /// What else is known, by key.
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// When somebody first told who they are; `None` while they are anonymous.
    pub(crate) identified_at: Option<Timestamp>,
    /// Their scans and clicks.
    pub(crate) visits: i64,
    /// Their devices.
    pub(crate) devices: i64,
    /// The links that they came to.
    pub(crate) links: i64,
}

/// What is written to a profile: `None` clears a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Changes {
    /// The fields of every profile, by their keys of [`RESERVED`].
    pub(crate) fields: BTreeMap<&'static str, Option<String>>,
    /// Attributes, by key.
    pub(crate) attributes: BTreeMap<String, Option<Attribute>>,
}

/// A key whose value is refused, and why.
pub(crate) type Refusal = (String, String);

impl Changes {
    /// Reads what a request says of a visitor.
    pub(crate) fn read(data: &Map<String, Value>) -> Result<Self, Vec<Refusal>> {
        let mut changes = Self::default();
        let mut refused = Vec::new();
        if data.len() > MOST_ATTRIBUTES + RESERVED.len() {
            return Err(vec![(
                String::new(),
                format!("has {} keys, the most are {MOST_ATTRIBUTES}", data.len()),
            )]);
        }
        for (key, value) in data {
            let done = match RESERVED.into_iter().find(|field| field == key) {
                Some(field) => reserved(field, value).map(|value| drop(changes.fields.insert(field, value))),
                None => attribute(key, value)
                    .map(|attribute| drop(changes.attributes.insert(key.clone(), attribute))),
            };
            if let Err(reason) = done {
                refused.push((key.clone(), reason));
            }
        }
        if refused.is_empty() { Ok(changes) } else { Err(refused) }
    }

    /// The identity that they carry: by email first, then by phone number, in the form that profiles are found by.
    #[must_use]
    pub(crate) fn identity(&self) -> (Option<String>, Option<String>) {
        let field = |name| self.fields.get(name).and_then(Option::as_deref);
        (field("$email").map(email_key), field("$phone").map(phone_key))
    }
}

fn reserved(field: &'static str, value: &Value) -> Result<Option<String>, String> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim(),
        Value::Number(number) if field == "$phone" => {
            return reserved(field, &Value::String(number.to_string()));
        }
        _ => return Err("must be a text".to_owned()),
    };
    if text.is_empty() {
        return Ok(None);
    }
    let length = text.chars().count();
    if text.chars().any(char::is_control) {
        return Err("cannot have control characters".to_owned());
    }
    match field {
        "$email" => {
            let is_address = text.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
            });
            if length > EMAIL || !is_address || text.chars().any(char::is_whitespace) {
                return Err(format!("must be an email address of at most {EMAIL} characters"));
            }
        }
        "$phone" => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let is_number = text.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
            if !is_number || !(5..=20).contains(&digits) || length > 40 {
                return Err("must be a phone number of 5 to 20 digits, such as +44 20 7946 0000".to_owned());
            }
        }
        _ if length > NAME => return Err(format!("has {length} characters, the most are {NAME}")),
        _ => {}
    }
    Ok(Some(text.to_owned()))
}

fn attribute(key: &str, value: &Value) -> Result<Option<Attribute>, String> {
    check_key(key)?;
    match value {
        Value::Null => Ok(None),
        Value::Bool(truth) => Ok(Some(Attribute {
            kind: Kind::Boolean,
            value: truth.to_string(),
            number: None,
            boolean: Some(*truth),
            date: None,
        })),
        Value::Number(given) => {
            let value = given.to_string();
            Ok(Some(Attribute {
                kind: Kind::Number,
                number: number(&value),
                boolean: None,
                date: None,
                value,
            }))
        }
        Value::String(text) if text.chars().count() > VALUE => {
            Err(format!("has {} characters, the most are {VALUE}", text.chars().count()))
        }
        Value::String(text) => {
            Ok(Some(Attribute::text(text)).filter(|attribute| !attribute.value.is_empty()))
        }
        Value::Array(_) | Value::Object(_) => Err("must be a text, a number, true or false".to_owned()),
    }
}

/// Refuses what no attribute can be called.
pub(crate) fn check_key(key: &str) -> Result<(), String> {
    if key.starts_with('$') {
        return Err(format!("begins with $, which is for {} alone", RESERVED.join(", ")));
    }
    let is_name = key.chars().all(|letter| letter.is_alphanumeric() || "_-. ".contains(letter));
    if key.trim().is_empty() || key.chars().count() > KEY || !is_name {
        return Err(format!("is no key: 1 to {KEY} letters, digits, spaces, _, - and ."));
    }
    Ok(())
}

/// What an email address is found by.
#[must_use]
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// What a phone number is found by: its digits, and the plus sign that makes it international.
#[must_use]
pub(crate) fn phone_key(phone: &str) -> String {
    let digits = phone.chars().filter(char::is_ascii_digit);
    let plus = phone.trim_start().starts_with('+').then_some('+');
    plus.into_iter().chain(digits).collect()
}

impl Profile {
    /// The field of a key of [`RESERVED`].
    pub(crate) fn field(&mut self, key: &str) -> Option<&mut Option<String>> {
        match key {
            "$email" => Some(&mut self.visitor.email),
            "$phone" => Some(&mut self.visitor.phone),
            "$firstName" => Some(&mut self.visitor.first_name),
            "$lastName" => Some(&mut self.visitor.last_name),
            _ => None,
        }
    }

    /// Whether somebody told who they are.
    #[must_use]
    pub(crate) fn is_identified(&self) -> bool {
        self.visitor.email.is_some() || self.visitor.phone.is_some()
    }

    /// Writes changes; with `once` only where nothing is known yet.
    pub(crate) fn apply(&mut self, changes: &Changes, once: bool, now: Timestamp) {
        for (key, value) in &changes.fields {
            if let Some(field) = self.field(key)
                && !(once && field.is_some())
            {
                field.clone_from(value);
            }
        }
        for (key, value) in &changes.attributes {
            match value {
                _ if once && self.attributes.contains_key(key) => {}
                Some(attribute) => drop(self.attributes.insert(key.clone(), attribute.clone())),
                None => drop(self.attributes.remove(key)),
            }
        }
        if self.is_identified() {
            self.identified_at.get_or_insert(now);
        }
        self.visitor.updated_at = now;
    }

    /// Takes over what another profile of the same person knows and this one does not.
    pub(crate) fn absorb(&mut self, other: Self) {
        let Self { mut visitor, attributes, identified_at, visits, devices, .. } = other;
        let theirs = [
            ("$email", visitor.email.take()),
            ("$phone", visitor.phone.take()),
            ("$firstName", visitor.first_name.take()),
            ("$lastName", visitor.last_name.take()),
        ];
        for (key, value) in theirs {
            if let Some(field) = self.field(key)
                && field.is_none()
            {
                *field = value;
            }
        }
        for (key, attribute) in attributes {
            self.attributes.entry(key).or_insert(attribute);
        }
        self.identified_at = self.identified_at.or(identified_at);
        self.visitor.created_at = self.visitor.created_at.min(visitor.created_at);
        self.visits += visits;
        self.devices += devices;
    }

    /// Every attribute with its key, those of [`RESERVED`] among them: what filters and figures look at.
    pub(crate) fn indexed(&self) -> BTreeMap<String, Attribute> {
        let Visitor { email, phone, first_name, last_name, .. } = &self.visitor;
        let fields = RESERVED.into_iter().zip([email, phone, first_name, last_name]);
        let fields = fields.filter_map(|(key, value)| {
            let value = value.as_deref()?;
            Some((key.to_owned(), Attribute { kind: Kind::Text, ..Attribute::text(value) }))
        });
        fields.chain(self.attributes.iter().map(|(key, value)| (key.clone(), value.clone()))).collect()
    }

    /// What a search looks through, in lower case.
    #[must_use]
    pub(crate) fn search_text(&self) -> String {
        let mut text = String::new();
        for attribute in self.indexed().into_values() {
            text.push_str(&attribute.value.to_lowercase());
            text.push('\n');
        }
        text.truncate(text.floor_char_boundary(SEARCHED));
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::id::{VisitorId, WorkspaceId};

    fn changes(data: &Value) -> Result<Changes, Vec<Refusal>> {
        Changes::read(data.as_object().unwrap())
    }

    fn profile() -> Profile {
        let at = Timestamp::from_millis(1_000);
        let visitor = Visitor {
            id: VisitorId::from_bytes([1; 16]),
            workspace_id: WorkspaceId::from_bytes([2; 16]),
            email: None,
            phone: None,
            first_name: None,
            last_name: None,
            created_at: at,
            updated_at: at,
        };
        Profile { visitor, attributes: BTreeMap::new(), identified_at: None, visits: 1, devices: 1, links: 1 }
    }

    #[test]
    fn values_keep_their_type_and_their_text() {
        let data = json!({ "seats": 50, "price": 1.5, "vip": true, "since": "2024-02-29", "plan": " pro ", "size": "12" });
        let read = changes(&data).unwrap().attributes;
        let typed = |key: &str| read[key].clone().unwrap();
        assert_eq!((typed("seats").kind, typed("seats").value.as_str()), (Kind::Number, "50"));
        assert_eq!(typed("price").number, Some(1.5));
        assert_eq!((typed("vip").kind, typed("vip").boolean), (Kind::Boolean, Some(true)));
        assert_eq!(
            (typed("since").kind, typed("since").date.unwrap().as_millis()),
            (Kind::Date, 1_709_164_800_000)
        );
        assert_eq!((typed("plan").kind, typed("plan").value.as_str()), (Kind::Text, "pro"));
        assert_eq!((typed("size").kind, typed("size").number), (Kind::Text, Some(12.0)));
        assert_eq!((typed("seats").json(), typed("price").json()), (json!(50), json!(1.5)));
    }

    #[test]
    fn what_is_no_value_is_refused_by_its_key() {
        for (data, key) in [
            (json!({ "$email": "nobody" }), "$email"),
            (json!({ "$email": "a b@c" }), "$email"),
            (json!({ "$email": 5 }), "$email"),
            (json!({ "$phone": "call me" }), "$phone"),
            (json!({ "$firstName": "x".repeat(201) }), "$firstName"),
            (json!({ "$role": "admin" }), "$role"),
            (json!({ "a/b": "x" }), "a/b"),
            (json!({ "": "x" }), ""),
            (json!({ "tags": ["x"] }), "tags"),
            (json!({ "long": "x".repeat(1_001) }), "long"),
        ] {
            assert_eq!(changes(&data).unwrap_err()[0].0, key, "{data}");
        }
        let flood: Map<String, Value> = (0..200).map(|n| (format!("k{n}"), json!(n))).collect();
        assert!(Changes::read(&flood).is_err());
        for text in ["nan", "inf", "1e999", "", "0x10", "1_000"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn once_fills_only_what_is_empty() {
        let mut profile = profile();
        let first = changes(&json!({ "$email": "Ada@Example.com", "plan": "pro" })).unwrap();
        profile.apply(&first, true, Timestamp::from_millis(2_000));
        let second =
            changes(&json!({ "$email": "b@example.com", "$lastName": "L", "plan": "free" })).unwrap();
        profile.apply(&second, true, Timestamp::from_millis(3_000));
        assert_eq!(profile.visitor.email.as_deref(), Some("Ada@Example.com"));
        assert_eq!(
            (profile.visitor.last_name.as_deref(), profile.attributes["plan"].value.as_str()),
            (Some("L"), "pro")
        );
        assert_eq!(profile.identified_at, Some(Timestamp::from_millis(2_000)));
        profile.apply(&second, false, Timestamp::from_millis(4_000));
        assert_eq!(profile.visitor.email.as_deref(), Some("b@example.com"));
        let cleared = changes(&json!({ "$lastName": null, "plan": null })).unwrap();
        profile.apply(&cleared, false, Timestamp::from_millis(5_000));
        assert_eq!((profile.visitor.last_name.clone(), profile.attributes.len()), (None, 0));
        assert_eq!(first.identity().0.as_deref(), Some("ada@example.com"));
        assert_eq!(phone_key(" +44 (20) 7946-0000"), "+442079460000");
    }

    #[test]
    fn a_merge_keeps_what_either_knows() {
        let (mut kept, mut gone) = (profile(), profile());
        kept.apply(
            &changes(&json!({ "$email": "a@b.c", "plan": "pro" })).unwrap(),
            false,
            Timestamp::from_millis(9_000),
        );
        gone.visitor.created_at = Timestamp::from_millis(1);
        gone.apply(
            &changes(&json!({ "$firstName": "Ada", "plan": "free", "age": 36 })).unwrap(),
            false,
            Timestamp::from_millis(2),
        );
        kept.absorb(gone);
        assert_eq!((kept.visits, kept.devices, kept.visitor.created_at.as_millis()), (2, 2, 1));
        assert_eq!(
            (kept.visitor.first_name.as_deref(), kept.attributes["plan"].value.as_str()),
            (Some("Ada"), "pro")
        );
        assert_eq!(kept.attributes["age"].number, Some(36.0));
    }
}
