//! Claiming: which messages this process tries next.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{DeliveryId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::Status;
use crate::domain::webhook::secret::Secret;
use crate::store::sql::{push_list, skip_locked};
use crate::store::{Result, Store, Tx, with_pool, with_tx};

/// Most messages of one claim.
const CLAIM: i64 = 64;

/// A message that this process may try until its lease runs out.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) id: DeliveryId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) webhook: WebhookId,
    pub(crate) body: String,
    /// Tries of the schedule that have ended.
    pub(crate) attempts: i64,
    pub(crate) endpoint_url: String,
    /// What signs it; none when the secret that is kept cannot be read.
    pub(crate) secrets: Vec<Secret>,
}

#[derive(Debug, FromRow)]
struct ClaimedRow {
    id: DeliveryId,
    workspace_id: WorkspaceId,
    webhook_id: WebhookId,
    body: String,
    attempts: i64,
}

#[derive(Debug, FromRow)]
struct Endpoint {
    id: WebhookId,
    url: String,
    secret: String,
    status: String,
    deleted_at: Option<Timestamp>,
}

impl Endpoint {
    fn is_open(&self) -> bool {
        self.deleted_at.is_none() && self.status == Status::Active.as_str()
    }
}

/// How much of a claim one process may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room<'a> {
    /// Messages in all.
    pub(crate) messages: usize,
    /// Messages of one webhook.
    pub(crate) per_webhook: usize,
    /// How many of each webhook are being tried already.
    pub(crate) running: &'a BTreeMap<WebhookId, usize>,
}

impl Store {
    /// When the next message that nobody tries is due; in the past when one is overdue.
    pub(crate) async fn next_delivery_due(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        Ok(with_pool!(&self.read, db => sqlx::query_scalar(
            "select next_attempt_at from deliveries where status = 'PENDING' and leased_until <= $1
             order by next_attempt_at limit 1")
            .bind(now).fetch_optional(db).await)?)
    }

    /// Claims due messages until `until`; none when all that is due belongs to webhooks without room. Those of endpoints
    /// that nothing is sent to are put off or given up on the way.
    pub(crate) async fn claim_deliveries(
        &self,
        now: Timestamp,
        until: Timestamp,
        room: Room<'_>,
    ) -> Result<Vec<Claimed>> {
        loop {
            let (claimed, closed) = self.claim_once(now, until, room).await?;
            for endpoint in &closed {
                self.settle(endpoint, now).await?;
            }
            // What was settled stood before others that are due: they are looked for once more.
            if !claimed.is_empty() || closed.is_empty() {
                return Ok(claimed);
            }
        }
    }

    /// One claim, and the endpoints it met that nothing is sent to.
    async fn claim_once(
        &self,
        now: Timestamp,
        until: Timestamp,
        room: Room<'_>,
    ) -> Result<(Vec<Claimed>, Vec<Endpoint>)> {
        let left = |webhook: &WebhookId| {
            room.per_webhook.saturating_sub(room.running.get(webhook).copied().unwrap_or_default())
        };
        let busy: Vec<WebhookId> =
            room.running.keys().copied().filter(|webhook| left(webhook) == 0).collect();
        let mut tx = self.begin().await?;
        let mut due: BTreeMap<WebhookId, Vec<DeliveryId>> = BTreeMap::new();
        for (delivery, webhook) in tx.due(now, &busy).await? {
            due.entry(webhook).or_default().push(delivery);
        }
        if due.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let endpoints = tx.endpoints(&due.keys().copied().collect::<Vec<_>>()).await?;
        let (open, closed): (Vec<Endpoint>, Vec<Endpoint>) =
            endpoints.into_iter().partition(Endpoint::is_open);
        let open: BTreeMap<WebhookId, Endpoint> =
            open.into_iter().map(|endpoint| (endpoint.id, endpoint)).collect();
        let of_open = due.iter().filter(|(webhook, _)| open.contains_key(webhook));
        let chosen: Vec<DeliveryId> = of_open
            .flat_map(|(webhook, ids)| ids.iter().copied().take(left(webhook)))
            .take(room.messages)
            .collect();
        let rows = if chosen.is_empty() { Vec::new() } else { tx.lease_deliveries(&chosen, until).await? };
        tx.commit().await?;
        let claimed = rows.into_iter().filter_map(|row| {
            let endpoint = open.get(&row.webhook_id)?;
            Some(Claimed {
                id: row.id,
                workspace: row.workspace_id,
                webhook: row.webhook_id,
                body: row.body,
                attempts: row.attempts,
                endpoint_url: endpoint.url.clone(),
                secrets: Secret::parse(&endpoint.secret).into_iter().collect(),
            })
        });
        Ok((claimed.collect(), closed))
    }

    /// What becomes of messages whose endpoint nothing is sent to.
    async fn settle(&self, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
        let mut tx = self.begin().await?;
        if endpoint.deleted_at.is_none() && endpoint.status == Status::Paused.as_str() {
            tx.put_off_deliveries(endpoint.id, now).await?;
        } else {
            tx.fail_deliveries(endpoint.id, now).await?;
        }
        tx.commit().await
    }
}

impl Tx {
    /// Messages that are due and that nobody tries, the longest due first, passing by these webhooks'.
    async fn due(&mut self, now: Timestamp, busy: &[WebhookId]) -> Result<Vec<(DeliveryId, WebhookId)>> {
        let lock = skip_locked(self);
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select id, webhook_id from deliveries where status = 'PENDING' and next_attempt_at <= ");
            query.push_bind(now).push(" and leased_until <= ").push_bind(now);
            if !busy.is_empty() {
                query.push(" and webhook_id not in (");
                push_list(&mut query, busy);
            }
            query.push(" order by next_attempt_at limit ").push_bind(CLAIM).push(lock);
            query.build_query_as().fetch_all(&mut *db).await
        })?)
    }

    async fn endpoints(&mut self, ids: &[WebhookId]) -> Result<Vec<Endpoint>> {
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select id, endpoint_url as url, secret, status, deleted_at from webhooks where id in (");
            push_list(&mut query, ids);
            query.build_query_as().fetch_all(&mut *db).await
        })?)
    }

    async fn lease_deliveries(&mut self, ids: &[DeliveryId], until: Timestamp) -> Result<Vec<ClaimedRow>> {
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new("update deliveries set leased_until = ");
            query.push_bind(until).push(" where id in (");
            push_list(&mut query, ids);
            query.push(" returning id, workspace_id, webhook_id, body, attempts");
            query.build_query_as().fetch_all(&mut *db).await
        })?)
    }
}
