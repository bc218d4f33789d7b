//! Traces: the steps of a link's workflow that a visit completed. A visit that was led on completed two, its entry and its
//! exit; both follow from the event and from what the exit showed. What the visitor did at the destination afterwards, as it
//! told, stands behind them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::conversion::Conversion;
use super::event::Event;
use super::id::TraceId;
use super::step::{EventAction, Exit, ThankYouPage};
use super::vcard::VCard;

/// What the exit of a visit was like at the time: links change, visits do not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Shown {
    /// Whether the destination was handed the visit's id.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) conversion_tracking: bool,
    /// The contact that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact_card: Option<Box<VCard>>,
    /// The words that were shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thank_you_page: Option<ThankYouPage>,
}

impl Shown {
    /// What an exit shows now; of contacts what traces tell, which has no pages elsewhere.
    #[must_use]
    pub(crate) fn of(exit: &Exit, conversion_tracking: bool) -> Self {
        match exit {
            Exit::Redirect(_) => Self { conversion_tracking, ..Self::default() },
            Exit::Contact(card) => {
                let card = VCard { social_links: Vec::new(), ..VCard::clone(card) };
                Self { contact_card: Some(Box::new(card)), ..Self::default() }
            }
            Exit::Media(_) => Self::default(),
            Exit::ThankYou(page) => Self { thank_you_page: Some(page.clone()), ..Self::default() },
        }
    }

    /// Whether there is nothing to tell beside the destination.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One step that a visit completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trace {
    /// Its id, which follows from the event's and the step's part.
    pub(crate) id: TraceId,
    /// What the step does.
    pub(crate) action: EventAction,
}

/// The steps that a visit completed, from entry to exit.
#[must_use]
pub(crate) fn of(event: &Event) -> [Trace; 2] {
    [EventAction::LinkVisit, event.destination_action]
        .map(|action| Trace { id: id(event.id.as_bytes(), action.kind().as_str()), action })
}

/// The id of the trace that a conversion left.
#[must_use]
pub(crate) fn of_conversion(conversion: &Conversion) -> TraceId {
    id(conversion.id.as_bytes(), "CONVERSION")
}

fn id(whose: &[u8; 16], part: &str) -> TraceId {
    let hash = Sha256::new().chain_update(whose).chain_update(part).finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    TraceId::from_bytes(id)
}
