//! Two spellings of one API: the guide's (`snake_case`) and the official SDKs' (`camelCase`).
//!
//! The types of requests and answers are written once, in the SDKs' spelling, and re-spelled here on their way in and
//! out. What is re-spelled follows from the type: fields of structs are ours, keys of maps (metadata, attributes, form
//! answers) are the user's and stay as they are. Where the two dialects differ in shape too, a resource has two types
//! for its answer, named `X` and `GuideX`.

mod document;
mod read;
mod write;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(super) use document::{guide_document, sdk_document};

/// The first path segment below which the SDKs' dialect is spoken whoever asks.
pub(super) const SDK_PREFIX: &str = "/sdk";
/// How the `User-Agent` of clients begins that speak the SDKs' dialect without that prefix.
const SDK_AGENTS: [&str; 2] = ["OpenAPI-Generator/", "linkbreakers-cli"];

/// How one request is answered. Requests are read in either spelling, whatever the answer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `snake_case`, the shapes of the guide.
    Guide,
    /// `camelCase`, the shapes of the official SDKs.
    Sdk,
}

/// A value that was refused: where it stands, in the caller's spelling, and why.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) field: String,
    pub(super) reason: String,
}

impl Dialect {
    /// The dialect of a request.
    pub(super) fn of(parts: &Parts) -> Self {
        let prefixed =
            parts.extensions.get::<axum::extract::OriginalUri>().map_or(parts.uri.path(), |uri| uri.path());
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_sdk = prefixed.starts_with("/sdk/") || SDK_AGENTS.iter().any(|name| agent.starts_with(name));
        if is_sdk { Self::Sdk } else { Self::Guide }
    }

    /// A field's name, given in the SDKs' spelling, as this dialect writes it.
    pub(super) fn field(self, camel: &str) -> String {
        match self {
            Self::Guide => to_snake(camel),
            Self::Sdk => camel.to_owned(),
        }
    }

    /// A value as JSON, its struct fields in this dialect's spelling.
    pub(super) fn write(self, value: &impl Serialize) -> Result<Value, serde_json::Error> {
        value.serialize(write::Writer(self))
    }

    /// The path of a field of a request `body` as its caller spells it: as it stands there, or else as this dialect does.
    pub(super) fn spell(self, path: &str, body: &Value) -> String {
        let mut here = Some(body);
        let mut spelled = String::new();
        for segment in path.split('.').filter(|segment| !segment.is_empty()) {
            let (name, index) = segment.find('[').map_or((segment, ""), |at| segment.split_at(at));
            let (name, next) = if name.is_empty() {
                (String::new(), here)
            } else {
                match here.and_then(Value::as_object) {
                    Some(object) if object.contains_key(name) => (name.to_owned(), object.get(name)),
                    Some(object) if object.contains_key(&to_snake(name)) => {
                        (to_snake(name), object.get(&to_snake(name)))
                    }
                    _ => (self.field(name), None),
                }
            };
            let place = index.trim_matches(['[', ']']).parse::<usize>().ok();
            here = place.map_or(next, |place| next.and_then(|list| list.get(place)));
            if !spelled.is_empty() {
                spelled.push('.');
            }
            spelled.push_str(&name);
            spelled.push_str(index);
        }
        spelled
    }

    /// Reads a request body, its struct fields in either spelling; the SDKs' wins where both are given.
    pub(super) fn read<T: DeserializeOwned>(self, body: &Value) -> Result<T, Refused> {
        serde_path_to_error::deserialize(read::Reader(body)).map_err(|error| {
            let path = match error.path().to_string() {
                path if path == "." => String::new(),
                path => path,
            };
            Refused { field: self.spell(&path, body), reason: error.into_inner().to_string() }
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Dialect {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// `qrcodeDesignId` → `qrcode_design_id`.
pub(super) fn to_snake(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// `qrcode_design_id` → `qrcodeDesignId`.
pub(super) fn to_camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    let mut raise = false;
    for letter in snake.chars() {
        if letter == '_' && !camel.is_empty() {
            raise = true;
        } else {
            camel.push(if raise { letter.to_ascii_uppercase() } else { letter });
            raise = false;
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    #[derive(Default)]
    struct Sample {
        qrcode_design_id: Option<String>,
        dots_options: Option<Dots>,
        metadata: BTreeMap<String, String>,
        tags: Vec<String>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Dots {
        theme_color: u8,
    }

    #[test]
    fn fields_are_read_in_either_spelling_and_map_keys_as_they_are() {
        let expected = Sample {
            qrcode_design_id: Some("d".to_owned()),
            dots_options: Some(Dots { theme_color: 7 }),
            metadata: BTreeMap::from([("utm_source".to_owned(), "x".to_owned())]),
            tags: vec!["a".to_owned()],
        };
        let snake = json!({ "qrcode_design_id": "d", "dots_options": { "theme_color": 7 },
            "metadata": { "utm_source": "x" }, "tags": ["a"], "unknown": { "x": 1 } });
        let camel = json!({ "qrcodeDesignId": "d", "qrcode_design_id": "loses", "dotsOptions": { "themeColor": 7 },
            "metadata": { "utm_source": "x" }, "tags": ["a"] });
        for body in [snake, camel] {
            assert_eq!(Dialect::Guide.read::<Sample>(&body).unwrap(), expected);
        }
    }

    #[test]
    fn answers_have_one_spelling_and_map_keys_as_they_are() {
        let sample = Sample {
            dots_options: Some(Dots { theme_color: 7 }),
            metadata: BTreeMap::from([("camelKey".to_owned(), "x".to_owned())]),
            ..Sample::default()
        };
        let guide = json!({ "qrcode_design_id": null, "dots_options": { "theme_color": 7 },
            "metadata": { "camelKey": "x" }, "tags": [] });
        assert_eq!(Dialect::Guide.write(&sample).unwrap(), guide);
        assert_eq!(Dialect::Sdk.write(&sample).unwrap(), serde_json::to_value(&sample).unwrap());
    }

    #[test]
    fn refusals_name_the_field_as_the_caller_spells_it() {
        let refused = |body| Dialect::Guide.read::<Sample>(&body).unwrap_err().field;
        assert_eq!(refused(json!({ "dots_options": { "theme_color": "red" } })), "dots_options.theme_color");
        assert_eq!(refused(json!({ "dotsOptions": { "themeColor": "red" } })), "dotsOptions.themeColor");
        assert_eq!(refused(json!({ "tags": ["a", 5] })), "tags[1]");
        let list = json!([{}, { "qrcode_design_id": 5 }]);
        assert_eq!(Dialect::Sdk.spell("[1].qrcodeDesignId", &list), "[1].qrcode_design_id");
        assert_eq!(Dialect::Sdk.spell("qrcodeDesignId", &json!({})), "qrcodeDesignId");
        assert_eq!(Dialect::Guide.spell("qrcodeDesignId", &json!({})), "qrcode_design_id");
    }
}
