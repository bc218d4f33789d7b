//! What an owner sees of messages, and sending one of them once more.

use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{AttemptId, DeliveryId, EventId, WebhookId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;
use crate::domain::webhook::delivery::{Attempt, Delivery, Status};
use crate::domain::webhook::event_type::EventType;
use crate::store::sql::push_list;
use crate::store::types::from_name;
use crate::store::{Result, Store, StoreError, Tx, with_pool, with_tx};

#[derive(Debug, FromRow)]
struct DeliveryRow {
    id: DeliveryId,
    webhook_id: WebhookId,
    event_id: Option<EventId>,
    event_type: String,
    body: String,
    status: String,
    next_attempt_at: Timestamp,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;
    fn try_from(row: DeliveryRow) -> Result<Self> {
        let status: Status = from_name("deliveries.status", &row.status)?;
        Ok(Self {
            id: row.id,
            webhook: row.webhook_id,
            event: row.event_id,
            event_type: from_name("deliveries.event_type", &row.event_type)?,
            status,
            next_attempt_at: (status == Status::Pending).then_some(row.next_attempt_at),
            created_at: row.created_at,
            finished_at: row.finished_at,
            body: row.body,
            attempts: Vec::new(),
        })
    }
}

#[derive(Debug, FromRow)]
struct AttemptRow {
    id: AttemptId,
    delivery_id: DeliveryId,
    attempted_at: Timestamp,
    status_code: Option<i64>,
    error: Option<String>,
    latency_ms: i64,
    response: Option<String>,
    truncated: bool,
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Self {
        Self {
            id: row.id,
            at: row.attempted_at,
            status_code: row.status_code,
            error: row.error,
            latency_ms: row.latency_ms,
            response: row.response,
            truncated: row.truncated,
        }
    }
}

/// Which messages of a webhook are listed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    pub(crate) status: Option<Status>,
    pub(crate) event_type: Option<EventType>,
}

impl Store {
    /// Messages of a webhook with their tries, the newest first, without bodies and answers.
    pub(crate) async fn list_deliveries(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        filter: Filter,
        page: &Page,
    ) -> Result<Slice<Delivery>> {
        let (at, id) = page.before();
        let rows: Vec<DeliveryRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, webhook_id, event_id, event_type, '' as body, status, next_attempt_at, created_at, finished_at
             from deliveries where workspace_id = $1 and webhook_id = $2 and ($3 is null or status = $3)
                and ($4 is null or event_type = $4) and (created_at, id) < ($5, $6)
             order by created_at desc, id desc limit $7")
            .bind(workspace).bind(webhook).bind(filter.status.map(Status::column))
            .bind(filter.event_type.map(EventType::as_str)).bind(at).bind(id).bind(page.limit())
            .fetch_all(db).await)?;
        let deliveries = rows.into_iter().map(Delivery::try_from).collect::<Result<Vec<_>>>()?;
        let mut slice =
            page.cut(deliveries, |delivery| Cursor::at(delivery.created_at.as_millis(), delivery.id));
        let ids: Vec<DeliveryId> = slice.rows.iter().map(|delivery| delivery.id).collect();
        if !ids.is_empty() {
            let attempts: Vec<AttemptRow> = with_pool!(&self.read, db => {
                let mut query = QueryBuilder::new(
                    "select id, delivery_id, attempted_at, status_code, error, latency_ms, null as response, truncated
                     from delivery_attempts where delivery_id in (");
                push_list(&mut query, &ids);
                query.push(" order by attempted_at, id");
                query.build_query_as().fetch_all(db).await
            })?;
            let mut by_delivery: HashMap<DeliveryId, Vec<Attempt>> = HashMap::new();
            for attempt in attempts {
                by_delivery.entry(attempt.delivery_id).or_default().push(attempt.into());
            }
            for delivery in &mut slice.rows {
                delivery.attempts = by_delivery.remove(&delivery.id).unwrap_or_default();
            }
        }
        Ok(slice)
    }

    /// One message of a webhook with all that is known of it.
    pub(crate) async fn delivery(
        &self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        id: DeliveryId,
    ) -> Result<Option<Delivery>> {
        let row: Option<DeliveryRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, webhook_id, event_id, event_type, body, status, next_attempt_at, created_at, finished_at
             from deliveries where workspace_id = $1 and webhook_id = $2 and id = $3")
            .bind(workspace).bind(webhook).bind(id).fetch_optional(db).await)?;
        let Some(row) = row else { return Ok(None) };
        let attempts: Vec<AttemptRow> = with_pool!(&self.read, db => sqlx::query_as(
            "select id, delivery_id, attempted_at, status_code, error, latency_ms, response, truncated
             from delivery_attempts where delivery_id = $1 order by attempted_at, id")
            .bind(id).fetch_all(db).await)?;
        let delivery = Delivery::try_from(row)?;
        Ok(Some(Delivery { attempts: attempts.into_iter().map(Attempt::from).collect(), ..delivery }))
    }

    /// Removes messages that were made before `before`, with their tries, at most `rows`; tells how many went. Those that
    /// still wait stay, unless their webhook is gone.
    pub(crate) async fn remove_deliveries(&self, before: Timestamp, rows: i64) -> Result<u64> {
        let mut tx = self.begin().await?;
        let ids: Vec<DeliveryId> = with_tx!(&mut tx, db => sqlx::query_scalar(
            "select id from deliveries where created_at < $1 and status <> 'PENDING' order by created_at limit $2")
            .bind(before).bind(rows).fetch_all(&mut *db).await)?;
        if ids.is_empty() {
            return Ok(0);
        }
        let removed = with_tx!(&mut tx, db => {
            let mut query = QueryBuilder::new("delete from delivery_attempts where delivery_id in (");
            push_list(&mut query, &ids);
            query.build().execute(&mut *db).await?;
            let mut query = QueryBuilder::new("delete from deliveries where id in (");
            push_list(&mut query, &ids);
            query.build().execute(&mut *db).await?.rows_affected()
        });
        tx.commit().await?;
        Ok(removed)
    }
}

impl Tx {
    /// Begins the schedule of a message anew, whatever became of it; its id stays, so that receivers can tell. False when
    /// there is no such message.
    pub(crate) async fn resend_delivery(
        &mut self,
        workspace: WorkspaceId,
        webhook: WebhookId,
        id: DeliveryId,
        now: Timestamp,
    ) -> Result<bool> {
        let changed = with_tx!(self, db => sqlx::query(
            "update deliveries set status = 'PENDING', fresh = true, attempts = 0, finished_at = null,
                next_attempt_at = case when leased_until > $4 then leased_until else $4 end
             where workspace_id = $1 and webhook_id = $2 and id = $3")
            .bind(workspace).bind(webhook).bind(id).bind(now)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }
}
