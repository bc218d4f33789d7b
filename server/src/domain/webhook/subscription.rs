//! Which events an endpoint is told of.
//!
//! Two vocabularies choose them: `events` by type, and `triggers` by the kind of workflow step that fired. An endpoint
//! may use either or both.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::event_type::EventType;
use crate::domain::step::StepKind;

/// A kind of workflow step that can fire a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub(crate) enum Trigger {
    /// A visitor arrived.
    Entry,
    /// A visitor's journey ended, as by a redirect.
    Exit,
    /// A visitor did something, such as sending a form.
    Interaction,
    /// A rule chose the visitor's way.
    Condition,
}

/// A text that names no kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no kind of step; use KIND_ENTRY, KIND_EXIT, KIND_INTERACTION or KIND_CONDITION")]
pub(crate) struct UnknownTrigger;

impl Trigger {
    /// Every kind.
    pub(crate) const ALL: [Self; 4] = [Self::Entry, Self::Exit, Self::Interaction, Self::Condition];

    /// The name on the wire and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "KIND_ENTRY",
            Self::Exit => "KIND_EXIT",
            Self::Interaction => "KIND_INTERACTION",
            Self::Condition => "KIND_CONDITION",
        }
    }
}

impl FromStr for Trigger {
    type Err = UnknownTrigger;
    fn from_str(text: &str) -> Result<Self, UnknownTrigger> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownTrigger)
    }
}

impl TryFrom<String> for Trigger {
    type Error = UnknownTrigger;
    fn try_from(text: String) -> Result<Self, UnknownTrigger> {
        text.parse()
    }
}

impl From<Trigger> for &'static str {
    fn from(kind: Trigger) -> Self {
        kind.as_str()
    }
}

impl From<StepKind> for Trigger {
    fn from(kind: StepKind) -> Self {
        match kind {
            StepKind::Entry => Self::Entry,
            StepKind::Exit => Self::Exit,
        }
    }
}

/// What an endpoint asked for. Both lists empty: every step that a visitor completes, as the SDKs mean it; what no step
/// makes has to be named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Subscription {
    /// Types of events.
    pub(crate) events: Vec<EventType>,
    /// Kinds of the workflow steps that fire.
    pub(crate) triggers: Vec<Trigger>,
}

impl Subscription {
    /// Whether the endpoint is told of an event of this type. `trigger` is the kind of the step that made it, `None` for
    /// events that no step made. An endpoint that names types and kinds gets what either of them matches.
    #[must_use]
    pub(crate) fn wants(&self, event: EventType, trigger: Option<Trigger>) -> bool {
        let is_open = self.events.is_empty() && self.triggers.is_empty();
        self.events.contains(&event) || trigger.is_some_and(|kind| is_open || self.triggers.contains(&kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EventType::{FormSubmitted, LinkCreated, LinkScanned, WorkflowStepCompleted};
    use Trigger::{Entry, Exit, Interaction};

    type Event = (EventType, Option<Trigger>);

    #[test]
    fn types_and_kinds_choose_by_themselves_and_together() {
        let visit = (LinkScanned, Some(Entry));
        let redirect = (WorkflowStepCompleted, Some(Exit));
        let form = (FormSubmitted, Some(Interaction));
        let made = (LinkCreated, None);
        let all = [visit, redirect, form, made];
        let cases: [(&[EventType], &[Trigger], &[Event]); 7] = [
            (&[], &[], &[visit, redirect, form]),
            (&[LinkScanned], &[], &[visit]),
            (&[LinkScanned, LinkCreated], &[], &[visit, made]),
            (&[], &[Exit], &[redirect]),
            (&[], &[Entry, Interaction], &[visit, form]),
            (&[LinkScanned, FormSubmitted], &[Exit], &[visit, redirect, form]),
            (&[LinkScanned], &[Entry], &[visit]),
        ];
        for (events, triggers, wanted) in cases {
            let subscription = Subscription { events: events.to_vec(), triggers: triggers.to_vec() };
            for (event, trigger) in all {
                let expected = wanted.contains(&(event, trigger));
                assert_eq!(
                    subscription.wants(event, trigger),
                    expected,
                    "{subscription:?}: {event} {trigger:?}"
                );
            }
        }
    }

    #[test]
    fn kinds_read_back_from_their_names() {
        for kind in Trigger::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
        for text in ["", "ENTRY", "KIND_UNSPECIFIED", "kind_entry"] {
            assert_eq!(text.parse::<Trigger>(), Err(UnknownTrigger), "{text}");
        }
        for kind in [StepKind::Entry, StepKind::Exit] {
            assert_eq!(Trigger::from(kind).as_str(), kind.as_str());
        }
    }
}
