//! Traces: the steps of a link's workflow that a visit completed. A visit that was led on completed two, its entry and its
//! exit; both follow from the event.

use sha2::{Digest, Sha256};

use super::event::Event;
use super::id::TraceId;
use super::step::EventAction;

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
    [EventAction::LinkVisit, event.destination_action].map(|action| {
        let hash =
            Sha256::new().chain_update(event.id.as_bytes()).chain_update(action.kind().as_str()).finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        Trace { id: TraceId::from_bytes(id), action }
    })
}
