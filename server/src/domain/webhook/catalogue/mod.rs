//! The catalogue of event types: what each means, the JSON Schema of its messages, and a message as an example.

mod samples;

use serde_json::{Value, json};

use super::event_type::EventType;
use super::subscription::Trigger;

/// The schemas of `data`, by type, and of the parts that they share.
const SCHEMAS: &str = include_str!("schemas.json");

pub(crate) use samples::body as sample;

/// One type of event.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The type.
    pub(crate) kind: EventType,
    /// When it is told of.
    pub(crate) description: &'static str,
    /// The kind of workflow step that makes it, for webhooks that choose by `triggers`.
    pub(crate) trigger: Option<Trigger>,
    /// JSON Schema (draft 2020-12) of the whole message.
    pub(crate) schema: Value,
    /// A message.
    pub(crate) example: Value,
}

/// Every type, in the order of the documentation.
#[must_use]
pub(crate) fn all() -> Vec<Entry> {
    // Part of the program: a test reads it.
    let schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    let entry = |kind: EventType| Entry {
        kind,
        description: description(kind),
        trigger: trigger(kind),
        schema: schema(&schemas, kind),
        example: serde_json::from_str(&samples::example(kind)).unwrap_or_default(),
    };
    EventType::ALL.into_iter().map(entry).collect()
}

/// The kind of workflow step that makes events of this type.
const fn trigger(kind: EventType) -> Option<Trigger> {
    match kind {
        EventType::LinkScanned => Some(Trigger::Entry),
        EventType::FormSubmitted => Some(Trigger::Interaction),
        EventType::WorkflowStepCompleted => Some(Trigger::Exit),
        _ => None,
    }
}

const fn description(kind: EventType) -> &'static str {
    match kind {
        EventType::LinkScanned => "A visitor came to a link, by its code or its short address.",
        EventType::FormSubmitted => "A visitor sent a form of a link's workflow.",
        EventType::LinkCreated => "A link was made.",
        EventType::LinkUpdated => "A link was changed.",
        EventType::LinkDeleted => "A link was deleted.",
        EventType::VisitorIdentified => {
            "A visitor became known by a mail address, a phone number or another identity."
        }
        EventType::ConversionRecorded => "A conversion was reported.",
        EventType::WorkflowStepCompleted => {
            "A visitor completed another step of a link's workflow, such as its redirect."
        }
        EventType::WebhookDisabled => {
            "Another webhook of the workspace was switched off, because it kept failing or answered 410."
        }
        EventType::WebhookTest => "Somebody tried this webhook.",
    }
}

fn schema(schemas: &Value, kind: EventType) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        "description": description(kind),
        "type": "object",
        "properties": {
            "id": { "type": "string", "format": "uuid", "description": "The webhook-id of all its tries" },
            "type": { "const": kind },
            "event_type": { "const": kind },
            "timestamp": { "type": "string", "format": "date-time", "description": "When it happened" },
            "test": { "type": "boolean", "description": "There, and true, in messages that try a receiver" },
            "data": schemas["data"][kind.as_str()],
        },
        "required": ["id", "type", "event_type", "timestamp", "data"],
        "$defs": schemas["$defs"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_schema_whose_required_fields_its_example_has() {
        for entry in all() {
            let kind = entry.kind;
            assert_eq!(entry.example["type"], kind.as_str());
            assert_eq!(entry.schema["properties"]["type"]["const"], kind.as_str());
            let data = &entry.schema["properties"]["data"];
            let required = data["required"].as_array().unwrap();
            assert!(!required.is_empty(), "{kind}");
            for field in required {
                assert!(entry.example["data"].get(field.as_str().unwrap()).is_some(), "{kind}: {field}");
            }
            let known = data["properties"].as_object().unwrap();
            for field in entry.example["data"].as_object().unwrap().keys() {
                assert!(known.contains_key(field), "{kind}: {field} is not described");
            }
            assert!(entry.description.ends_with('.'), "{kind}");
        }
    }
}
