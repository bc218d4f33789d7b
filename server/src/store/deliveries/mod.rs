//! Deliveries: messages that wait, who tries them, and what came of each attempt.
//!
//! A message is claimed by a lease on its row, which also puts its next try off to the lease's end. A process that dies
//! leaves its lease to run out, and the message is tried again: at least once, never lost. Messages are `fresh` until
//! their first try has failed; a claim asks for those of one webhook that are, or for those that are not, so that
//! neither a long backlog nor other webhooks stand before them. Whoever changes a webhook and its deliveries in one transaction changes the webhook
//! first, so that two of them cannot wait for each other.

mod claim;
mod log;
mod record;
mod recover;
mod waiting;

use sqlx::QueryBuilder;

use super::sql::{ROWS, portions};
use super::{Result, Tx, with_tx};
use crate::domain::id::{DeliveryId, EventId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::event_type::EventType;

pub(crate) use claim::{Ask, Claimed};
pub(crate) use log::Filter;
pub(crate) use record::{Attempted, Ended};
pub(crate) use waiting::Waiting;

/// A new message to one webhook.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    /// The `webhook-id` of all its attempts.
    pub(crate) id: DeliveryId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) webhook: WebhookId,
    /// The scan or click that it tells of.
    pub(crate) event: Option<EventId>,
    pub(crate) event_type: EventType,
    pub(crate) body: String,
}

impl Tx {
    /// Keeps new messages, due at once.
    pub(crate) async fn insert_deliveries(&mut self, deliveries: &[Delivery], now: Timestamp) -> Result<()> {
        for chunk in portions(deliveries, ROWS) {
            with_tx!(self, db => {
                let mut query = QueryBuilder::new(
                    "insert into deliveries (id, workspace_id, webhook_id, event_id, event_type, body, status, fresh, attempts,
                        next_attempt_at, leased_until, created_at) ");
                query.push_values(chunk, |mut row, delivery| {
                    row.push_bind(delivery.id).push_bind(delivery.workspace).push_bind(delivery.webhook)
                        .push_bind(delivery.event).push_bind(delivery.event_type.as_str()).push_bind(&delivery.body)
                        .push("'PENDING'").push("true").push("0").push_bind(now).push("0").push_bind(now);
                });
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }

    /// Gives up what waits for a webhook that nothing is sent to any more.
    pub(in crate::store) async fn fail_deliveries(
        &mut self,
        webhook: WebhookId,
        now: Timestamp,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update deliveries set status = 'FAILED', finished_at = $2 where webhook_id = $1 and status = 'PENDING'")
            .bind(webhook).bind(now).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Makes due what waits for a webhook that was switched on.
    pub(in crate::store) async fn hasten_deliveries(
        &mut self,
        webhook: WebhookId,
        now: Timestamp,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update deliveries set next_attempt_at = $2
             where webhook_id = $1 and status = 'PENDING' and next_attempt_at > $2 and leased_until <= $2")
            .bind(webhook).bind(now).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
