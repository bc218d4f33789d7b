//! Telling webhooks of what happens beside visits: messages are made in the transaction of what they tell of, so that there
//! is none without the other. (Visits are told of by `jobs/fan_out`, many at a time.)
//!
//! Each function here is called with the transaction of the change, after the change. They cost one query where nobody
//! wants to know.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::event;
use crate::domain::id::{DeliveryId, EventId, LinkId, VisitorId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::news::{
    Conversion, ConversionNews, FormNews, FormStep, LinkNews, VisitorNews, WebhookNews,
};
use crate::domain::webhook::payload;
use crate::domain::webhook::subscription::Trigger;
use crate::store::deliveries::Delivery;
use crate::store::webhooks::Subscriber;
use crate::store::{StoreError, Tx};

/// Most links that are read at once: one change may be of all links of a workspace.
const LINKS: usize = 500;

/// What happened, to what.
#[derive(Debug, Clone, Copy)]
struct News {
    workspace: WorkspaceId,
    kind: EventType,
    /// The link that it happened on.
    link: Option<LinkId>,
    /// The kind of the workflow step that made it.
    trigger: Option<Trigger>,
    event: Option<EventId>,
    at: Timestamp,
}

impl News {
    const fn new(workspace: WorkspaceId, kind: EventType, link: Option<LinkId>, at: Timestamp) -> Self {
        Self { workspace, kind, link, trigger: None, event: None, at }
    }

    /// Who wants to know.
    fn subscribers(self, all: &[Subscriber]) -> impl Iterator<Item = &Subscriber> {
        let wants = move |subscriber: &&Subscriber| {
            subscriber.concerns(self.workspace, self.link)
                && subscriber.subscription.wants(self.kind, self.trigger)
        };
        all.iter().filter(wants)
    }

    /// The messages, each with an id of its own.
    fn deliveries(self, all: &[Subscriber], body: impl Fn(DeliveryId) -> String) -> Vec<Delivery> {
        let delivery = |subscriber: &Subscriber| {
            let id = DeliveryId::new(self.at);
            let (workspace, event, event_type) = (self.workspace, self.event, self.kind);
            Delivery { id, workspace, webhook: subscriber.id, event, event_type, body: body(id) }
        };
        self.subscribers(all).map(delivery).collect()
    }
}

async fn subscribers(tx: &mut Tx, workspace: WorkspaceId) -> Result<Vec<Subscriber>, StoreError> {
    tx.subscribers(&BTreeSet::from([workspace])).await
}

/// Tells that links of a workspace were made, changed or deleted: `kind` is one of the `link.…` types.
pub(crate) async fn links(
    tx: &mut Tx,
    workspace: WorkspaceId,
    kind: EventType,
    links: &BTreeSet<LinkId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let all = subscribers(tx, workspace).await?;
    let news = |link: LinkId| News::new(workspace, kind, Some(link), now);
    let wanted: Vec<LinkId> =
        links.iter().copied().filter(|link| news(*link).subscribers(&all).next().is_some()).collect();
    for wanted in wanted.chunks(LINKS) {
        let mut deliveries = Vec::new();
        for (id, facts) in tx.link_facts(&wanted.iter().copied().collect()).await? {
            let data = LinkNews { link: &facts };
            deliveries.append(
                &mut news(id).deliveries(&all, |message| payload::body(message, kind, now, &data, false)),
            );
        }
        tx.insert_deliveries(&deliveries, now).await?;
    }
    Ok(())
}

/// Tells that a visitor became known, on a link and by a visit if it was so.
pub(crate) async fn visitor_identified(
    tx: &mut Tx,
    workspace: WorkspaceId,
    visitor: VisitorId,
    (link, visit): (Option<LinkId>, Option<EventId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let kind = EventType::VisitorIdentified;
    let news = News { event: visit, ..News::new(workspace, kind, link, now) };
    let all = subscribers(tx, workspace).await?;
    if news.subscribers(&all).next().is_none() {
        return Ok(());
    }
    let links = tx.link_facts(&link.into_iter().collect()).await?;
    let visitors = tx.visitor_facts(&BTreeSet::from([visitor])).await?;
    let Some(visitor) = visitors.values().next() else { return Ok(()) };
    let lbid = visit.map(event::lbid);
    let data = VisitorNews { visitor, link: links.values().next(), lbid };
    let deliveries = news.deliveries(&all, |message| payload::body(message, kind, now, &data, false));
    tx.insert_deliveries(&deliveries, now).await
}

/// Tells of a conversion, by whom and on which link as far as that is known.
pub(crate) async fn conversion_recorded(
    tx: &mut Tx,
    workspace: WorkspaceId,
    conversion: &Conversion,
    (visitor, link): (Option<VisitorId>, Option<LinkId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let kind = EventType::ConversionRecorded;
    let news = News { event: conversion.event_id, ..News::new(workspace, kind, link, now) };
    let all = subscribers(tx, workspace).await?;
    if news.subscribers(&all).next().is_none() {
        return Ok(());
    }
    let links = tx.link_facts(&link.into_iter().collect()).await?;
    let visitors = tx.visitor_facts(&visitor.into_iter().collect()).await?;
    let data = ConversionNews {
        conversion,
        visitor: visitors.values().next(),
        link: links.values().next(),
        lbid: conversion.event_id.map(event::lbid),
    };
    let at = conversion.occurred_at;
    let deliveries = news.deliveries(&all, |message| payload::body(message, kind, at, &data, false));
    tx.insert_deliveries(&deliveries, now).await
}

/// Tells that a visitor sent a form of a link's workflow during a visit.
#[allow(dead_code, reason = "called by workflows with forms")]
pub(crate) async fn form_submitted(
    tx: &mut Tx,
    workspace: WorkspaceId,
    visit: EventId,
    (visitor, link): (VisitorId, LinkId),
    form_responses: &BTreeMap<String, Value>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kind = EventType::FormSubmitted;
    let news = News {
        trigger: Some(Trigger::Interaction),
        event: Some(visit),
        ..News::new(workspace, kind, Some(link), now)
    };
    let all = subscribers(tx, workspace).await?;
    if news.subscribers(&all).next().is_none() {
        return Ok(());
    }
    let links = tx.link_facts(&BTreeSet::from([link])).await?;
    let visitors = tx.visitor_facts(&BTreeSet::from([visitor])).await?;
    let (Some(link), Some(visitor)) = (links.values().next(), visitors.values().next()) else {
        return Ok(());
    };
    let (step, lbid) = (FormStep::SUBMIT, event::lbid(visit));
    let data = FormNews { step, link, visitor, form_responses, lbid };
    let deliveries = news.deliveries(&all, |message| payload::body(message, kind, now, &data, false));
    tx.insert_deliveries(&deliveries, now).await
}

/// Tells other webhooks of the workspace that one was switched off.
pub(crate) async fn webhook_disabled(
    tx: &mut Tx,
    workspace: WorkspaceId,
    webhook: WebhookId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let all = subscribers(tx, workspace).await?;
    let Some(facts) = tx.webhook_facts(webhook).await? else { return Ok(()) };
    let kind = EventType::WebhookDisabled;
    let news = News::new(workspace, kind, facts.link_id, now);
    let data = WebhookNews { webhook: &facts };
    let deliveries = news.deliveries(&all, |message| payload::body(message, kind, now, &data, false));
    tx.insert_deliveries(&deliveries, now).await
}
