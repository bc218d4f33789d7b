//! Which webhooks are told of which events: delivery rows in the transaction that makes the events.
//!
//! Events are kept at the moment a visitor is sent on, which completes two steps of the link's workflow: the entry
//! (`link.scanned`) and the exit that redirects (`workflow.step_completed`). Each subscriber gets at most one message of
//! either type for an event.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::agent::Class;
use crate::domain::event::{Device, Event};
use crate::domain::id::{DeliveryId, DeviceId, LinkId, VisitorId, WorkspaceId};
use crate::domain::step::EventAction;
use crate::domain::time::Timestamp;
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::payload::{self, Facts};
use crate::store::deliveries::Delivery;
use crate::store::webhooks::Subscriber;
use crate::store::{StoreError, Tx};

/// The steps that a visit completes, and what their messages are called.
const fn steps(event: &Event) -> [(EventType, EventAction); 2] {
    [
        (EventType::LinkScanned, EventAction::LinkVisit),
        (EventType::WorkflowStepCompleted, event.destination_action),
    ]
}
/// Bodies that are kept in memory before they are written.
const CHUNK: usize = 1_000;

/// One message to be made: of which event, to whom, about which step.
type Message<'a> = (&'a Event, &'a Subscriber, EventType, EventAction);

/// Makes the deliveries of these new events; tells whether there were any. `devices` are those of the events.
pub(crate) async fn deliveries(
    tx: &mut Tx,
    events: &[Event],
    devices: &BTreeMap<DeviceId, Device>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let workspaces: BTreeSet<WorkspaceId> = events.iter().map(|event| event.workspace).collect();
    let subscribers = tx.subscribers(&workspaces).await?;
    let messages: Vec<Message<'_>> = events.iter().flat_map(|event| wanted(event, &subscribers)).collect();
    if messages.is_empty() {
        return Ok(false);
    }
    let links: BTreeSet<LinkId> = messages.iter().map(|(event, ..)| event.link).collect();
    let visitors: BTreeSet<VisitorId> = messages.iter().map(|(event, ..)| event.visitor).collect();
    let links = tx.link_facts(&links).await?;
    let visitors = tx.visitor_facts(&visitors).await?;
    let mut told = false;
    for chunk in messages.chunks(CHUNK) {
        let deliveries = chunk.iter().filter_map(|&(event, subscriber, event_type, step)| {
            // Events are projected with their link, visitor and device, in this transaction: none can be missing.
            let link = links.get(&event.link)?;
            let visitor = visitors.get(&event.visitor)?;
            let device = devices.get(&event.device)?;
            let id = DeliveryId::new(now);
            let body = payload::visit(id, event_type, Facts { event, link, visitor, device, step }, false);
            let (workspace, webhook) = (event.workspace, subscriber.id);
            Some(Delivery { id, workspace, webhook, event: Some(event.id), event_type, body })
        });
        let deliveries: Vec<Delivery> = deliveries.collect();
        tx.insert_deliveries(&deliveries, now).await?;
        told |= !deliveries.is_empty();
    }
    Ok(told)
}

/// The messages that an event makes.
fn wanted<'a>(event: &'a Event, subscribers: &'a [Subscriber]) -> impl Iterator<Item = Message<'a>> {
    // Previews, prefetches and crawlers come to links too: only who asked is told of them.
    let is_visit = event.traffic == Class::Visit.as_str();
    let concerned = subscribers.iter().filter(move |subscriber| {
        subscriber.concerns(event.workspace, Some(event.link)) && (is_visit || subscriber.include_bots)
    });
    concerned.flat_map(move |subscriber| {
        let steps = steps(event).into_iter();
        let steps =
            steps.filter(|(kind, step)| subscriber.subscription.wants(*kind, Some(step.kind().into())));
        steps.map(move |(kind, step)| (event, subscriber, kind, step))
    })
}
