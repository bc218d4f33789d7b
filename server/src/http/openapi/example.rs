//! Examples of requests and answers, put together from the schemas themselves: they can be neither wrong nor out of date.

use serde_json::{Map, Value, json};

/// How deep schemas are followed: they are trees, but nothing else says so.
const DEPTH: usize = 12;
const ID: &str = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f";
const TEXT: &str = "text";
const ADDRESS: &str = "https://example.com";
const MOMENT: &str = "2027-01-31T12:00:00.000Z";

/// What an example is for: answers show every field, requests what is required and what says itself what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Request,
    Answer,
}

/// Makes examples of one document.
#[derive(Debug)]
pub(super) struct Examples {
    schemas: Map<String, Value>,
}

impl Examples {
    pub(super) fn new(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        Self { schemas: schemas.cloned().unwrap_or_default() }
    }

    /// Adds examples to an operation's parameters, body and answers.
    pub(super) fn add_to(&self, operation: &mut Map<String, Value>) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            if parameter["required"] == true && parameter.get("example").is_none() {
                parameter["example"] =
                    self.of(&parameter["schema"], For::Request, DEPTH).unwrap_or(Value::Null);
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            self.add_to_content(body, For::Request);
        }
        let answers = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (_, answer) in answers.into_iter().flatten().filter(|(status, _)| status.starts_with('2')) {
            self.add_to_content(answer, For::Answer);
        }
    }

    fn add_to_content(&self, body: &mut Value, purpose: For) {
        for (_, content) in body.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
            if content.get("example").is_none()
                && let Some(example) = self.of(&content["schema"], purpose, DEPTH)
            {
                content["example"] = example;
            }
        }
    }

    /// An example of a schema; `None` where there is nothing to show.
    fn of(&self, schema: &Value, purpose: For, depth: usize) -> Option<Value> {
        let deeper = depth.checked_sub(1)?;
        if let Some(example) = schema.get("example") {
            return Some(example.clone());
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            return self.of(self.schemas.get(name)?, purpose, deeper);
        }
        for list in ["oneOf", "anyOf", "allOf"] {
            let choices = schema[list].as_array().into_iter().flatten();
            if let Some(choice) = choices.into_iter().find(|choice| choice["type"] != "null") {
                return self.of(choice, purpose, deeper);
            }
        }
        if let Some(first) = schema["enum"].as_array().and_then(|names| names.first()) {
            return Some(first.clone());
        }
        let kinds =
            schema["type"].as_array().map_or_else(|| vec![&schema["type"]], |kinds| kinds.iter().collect());
        let kind = kinds.into_iter().filter_map(Value::as_str).find(|kind| *kind != "null")?;
        Some(match kind {
            "object" => self.object(schema, purpose, deeper),
            "array" => json!([self.of(&schema["items"], purpose, deeper)?]),
            "integer" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "number" => json!(0.5),
            "boolean" => json!(false),
            _ => text(schema),
        })
    }

    fn object(&self, schema: &Value, purpose: For, depth: usize) -> Value {
        let Some(properties) = schema["properties"].as_object() else {
            let inner = schema.get("additionalProperties").filter(|inner| inner.is_object());
            return match inner {
                Some(_) => json!({ "campaign": "Q4-2024" }),
                None => json!({}),
            };
        };
        let required = schema["required"].as_array();
        let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|other| other == name));
        let shown = properties.iter().filter(|(name, inner)| {
            purpose == For::Answer || is_required(name) || inner.get("example").is_some()
        });
        let example = |(name, inner): (&String, &Value)| {
            let example = self.of(inner, purpose, depth)?;
            let is_address =
                ["destination", "url", "website"].iter().any(|end| name.to_lowercase().ends_with(end));
            let example = if is_address && example == TEXT { Value::from(ADDRESS) } else { example };
            Some((name.clone(), example))
        };
        Value::Object(shown.filter_map(example).collect())
    }
}

fn text(schema: &Value) -> Value {
    Value::from(match schema["format"].as_str() {
        Some("uuid") => ID,
        Some("date-time") => MOMENT,
        _ => TEXT,
    })
}
