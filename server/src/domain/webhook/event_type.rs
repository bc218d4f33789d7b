//! The types of events that webhooks are told of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What happened. The names on the wire are `domain.past_participle`, as Standard Webhooks asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub(crate) enum EventType {
    /// A visitor came to a link: its entry step fired.
    LinkScanned,
    /// A visitor sent a form of a link's workflow.
    FormSubmitted,
    /// A link was made.
    LinkCreated,
    /// A link was changed.
    LinkUpdated,
    /// A link was deleted.
    LinkDeleted,
    /// A visitor became known by a mail address, a phone number or another identity.
    VisitorIdentified,
    /// A conversion was reported for a visit.
    ConversionRecorded,
    /// A visitor completed any other step of a link's workflow.
    WorkflowStepCompleted,
    /// An endpoint was switched off because it kept failing.
    WebhookDisabled,
    /// Somebody asked for a test message.
    WebhookTest,
}

/// A text that names no type of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no event type; use {}", names())]
pub(crate) struct UnknownEventType;

impl EventType {
    /// Every type, in the order of the documentation.
    pub(crate) const ALL: [Self; 10] = [
        Self::LinkScanned,
        Self::FormSubmitted,
        Self::LinkCreated,
        Self::LinkUpdated,
        Self::LinkDeleted,
        Self::VisitorIdentified,
        Self::ConversionRecorded,
        Self::WorkflowStepCompleted,
        Self::WebhookDisabled,
        Self::WebhookTest,
    ];

    /// The name on the wire and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::LinkScanned => "link.scanned",
            Self::FormSubmitted => "form.submitted",
            Self::LinkCreated => "link.created",
            Self::LinkUpdated => "link.updated",
            Self::LinkDeleted => "link.deleted",
            Self::VisitorIdentified => "visitor.identified",
            Self::ConversionRecorded => "conversion.recorded",
            Self::WorkflowStepCompleted => "workflow.step_completed",
            Self::WebhookDisabled => "webhook.disabled",
            Self::WebhookTest => "webhook.test",
        }
    }
}

fn names() -> String {
    EventType::ALL.map(EventType::as_str).join(", ")
}

impl FromStr for EventType {
    type Err = UnknownEventType;
    fn from_str(text: &str) -> Result<Self, UnknownEventType> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownEventType)
    }
}

impl TryFrom<String> for EventType {
    type Error = UnknownEventType;
    fn try_from(text: String) -> Result<Self, UnknownEventType> {
        text.parse()
    }
}

impl From<EventType> for &'static str {
    fn from(kind: EventType) -> Self {
        kind.as_str()
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_reads_back_from_its_name() {
        for kind in EventType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("\"{kind}\""));
            assert_eq!(serde_json::from_str::<EventType>(&json).unwrap(), kind);
        }
    }

    /// Standard Webhooks: dot-delimited names of `[a-zA-Z0-9_]`.
    #[test]
    fn names_have_the_form_of_the_standard() {
        for kind in EventType::ALL {
            let parts: Vec<&str> = kind.as_str().split('.').collect();
            assert_eq!(parts.len(), 2, "{kind}");
            let is_word = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            assert!(parts.iter().all(|part| !part.is_empty() && is_word(part)), "{kind}");
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_list() {
        for text in ["", "link.scan", "LINK.SCANNED", "link.scanned ", "*"] {
            assert_eq!(text.parse::<EventType>(), Err(UnknownEventType), "{text}");
        }
        let message = UnknownEventType.to_string();
        assert!(EventType::ALL.iter().all(|kind| message.contains(kind.as_str())), "{message}");
    }
}
