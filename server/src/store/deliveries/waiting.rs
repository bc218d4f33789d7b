//! Which webhooks have messages that wait. However many wait, this reads one row of an index for each webhook.

use sqlx::FromRow;

use crate::domain::id::WebhookId;
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::Status;
use crate::store::{Result, Store, with_pool};

/// A webhook with messages that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) webhook: WebhookId,
    /// Whether these are messages whose first try is to come, or all others.
    pub(crate) fresh: bool,
    /// When the next of them is due.
    pub(crate) due: Timestamp,
    /// Whether its last attempt failed.
    pub(crate) failing: bool,
    /// Most messages in a second.
    pub(crate) rate_limit: Option<u32>,
}

#[derive(Debug, FromRow)]
struct WaitingRow {
    id: WebhookId,
    status: String,
    deleted_at: Option<Timestamp>,
    failing_since: Option<Timestamp>,
    rate_limit: Option<i64>,
    due: Option<Timestamp>,
}

/// Every webhook with pending messages of a kind: from one to the next in the index, without what lies between.
macro_rules! select_waiting {
    ($fresh:literal) => {
        concat!(
            "with recursive waiting (webhook_id) as (
                select min(webhook_id) from deliveries where status = 'PENDING' and ",
            $fresh,
            " union all
                select (select min(deliveries.webhook_id) from deliveries
                    where status = 'PENDING' and ",
            $fresh,
            " and deliveries.webhook_id > waiting.webhook_id)
                from waiting where waiting.webhook_id is not null)
             select webhooks.id, webhooks.status, webhooks.deleted_at, webhooks.failing_since, webhooks.rate_limit,
                (select min(next_attempt_at) from deliveries where status = 'PENDING' and ",
            $fresh,
            " and deliveries.webhook_id = webhooks.id) as due
             from waiting join webhooks on webhooks.id = waiting.webhook_id"
        )
    };
}

impl Store {
    /// The webhooks with messages that wait, the longest due first, without those that are paused. Messages of webhooks
    /// that were deleted or switched off while they were made are given up on the way.
    pub(crate) async fn waiting_deliveries(&self, now: Timestamp) -> Result<Vec<Waiting>> {
        let fresh: Vec<WaitingRow> =
            with_pool!(&self.read, db => sqlx::query_as(select_waiting!("fresh")).fetch_all(db).await)?;
        let later: Vec<WaitingRow> =
            with_pool!(&self.read, db => sqlx::query_as(select_waiting!("not fresh")).fetch_all(db).await)?;
        let mut waiting = Vec::with_capacity(fresh.len() + later.len());
        let both = fresh.into_iter().map(|row| (row, true)).chain(later.into_iter().map(|row| (row, false)));
        for (row, fresh) in both {
            if row.deleted_at.is_some() || row.status == Status::Disabled.as_str() {
                let mut tx = self.begin().await?;
                tx.fail_deliveries(row.id, now).await?;
                tx.commit().await?;
            } else if row.status == Status::Active.as_str()
                && let Some(due) = row.due
            {
                waiting.push(Waiting {
                    webhook: row.id,
                    fresh,
                    due,
                    failing: row.failing_since.is_some(),
                    rate_limit: row.rate_limit.and_then(|most| u32::try_from(most).ok()),
                });
            }
        }
        waiting.sort_by_key(|waiting| waiting.due);
        Ok(waiting)
    }
}
