//! Claiming: which messages this process tries next.

use std::collections::BTreeMap;

use sqlx::{FromRow, QueryBuilder};

use crate::domain::id::{DeliveryId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::Status;
use crate::domain::webhook::secret::Secret;
use crate::store::sql::{push_list, skip_locked};
use crate::store::types::from_json;
use crate::store::{Result, Store, Tx, secrets, with_tx};

/// A message that this process may try until its lease runs out.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) id: DeliveryId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) webhook: WebhookId,
    /// Whether its first try is to come.
    pub(crate) fresh: bool,
    pub(crate) body: String,
    /// Tries of the schedule that have ended.
    pub(crate) attempts: i64,
    pub(crate) endpoint_url: String,
    /// Headers of its owner's.
    pub(crate) headers: BTreeMap<String, String>,
    /// What signs it, the newest first; none when the secret that is kept cannot be read.
    pub(crate) secrets: Vec<Secret>,
}

#[derive(Debug, FromRow)]
struct ClaimedRow {
    id: DeliveryId,
    workspace_id: WorkspaceId,
    webhook_id: WebhookId,
    fresh: bool,
    body: String,
    attempts: i64,
}

#[derive(Debug, FromRow)]
struct Endpoint {
    id: WebhookId,
    url: String,
    headers: String,
    secret: String,
    old_secrets: String,
}

/// How many messages of a webhook there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) webhook: WebhookId,
    /// Those whose first try is to come, or all others.
    pub(crate) fresh: bool,
    /// Most of them.
    pub(crate) most: usize,
}

impl Store {
    /// Claims due messages until `until`, the longest due of each webhook first.
    pub(crate) async fn claim_deliveries(
        &self,
        now: Timestamp,
        until: Timestamp,
        asks: &[Ask],
    ) -> Result<Vec<Claimed>> {
        let mut tx = self.begin().await?;
        let endpoints = tx.open_endpoints(asks).await?;
        let mut due = Vec::new();
        for ask in asks.iter().filter(|ask| endpoints.contains_key(&ask.webhook)) {
            due.append(&mut tx.due(*ask, now).await?);
        }
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let rows = tx.lease_deliveries(&due, until).await?;
        tx.commit().await?;
        let claimed = rows.into_iter().filter_map(|row| {
            let endpoint = endpoints.get(&row.webhook_id)?;
            let newest = Secret::parse(&endpoint.secret).into_iter();
            let old = secrets::read_old("webhooks.old_secrets", &endpoint.old_secrets)
                .unwrap_or_default()
                .into_iter();
            Some(Claimed {
                id: row.id,
                workspace: row.workspace_id,
                webhook: row.webhook_id,
                fresh: row.fresh,
                body: row.body,
                attempts: row.attempts,
                endpoint_url: endpoint.url.clone(),
                headers: from_json("webhooks.headers", &endpoint.headers).unwrap_or_default(),
                secrets: newest.chain(old.filter(|old| old.until > now).map(|old| old.secret)).collect(),
            })
        });
        Ok(claimed.collect())
    }
}

impl Tx {
    /// Messages of one webhook that are due and that nobody tries.
    async fn due(&mut self, ask: Ask, now: Timestamp) -> Result<Vec<DeliveryId>> {
        let lock = skip_locked(self);
        let kind = if ask.fresh { "fresh" } else { "not fresh" };
        let most = i64::try_from(ask.most).unwrap_or(i64::MAX);
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new("select id from deliveries where status = 'PENDING' and ");
            query.push(kind).push(" and webhook_id = ").push_bind(ask.webhook)
                .push(" and next_attempt_at <= ").push_bind(now)
                .push(" order by next_attempt_at limit ").push_bind(most).push(lock);
            query.build_query_scalar().fetch_all(&mut *db).await
        })?)
    }

    /// Those of these webhooks that messages are sent to.
    async fn open_endpoints(&mut self, asks: &[Ask]) -> Result<BTreeMap<WebhookId, Endpoint>> {
        let ids: Vec<WebhookId> = asks.iter().map(|ask| ask.webhook).collect();
        let endpoints: Vec<Endpoint> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select id, endpoint_url as url, headers, secret, old_secrets from webhooks
                 where deleted_at is null and status = ");
            query.push_bind(Status::Active.as_str()).push(" and id in (");
            push_list(&mut query, &ids);
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        Ok(endpoints.into_iter().map(|endpoint| (endpoint.id, endpoint)).collect())
    }

    async fn lease_deliveries(&mut self, ids: &[DeliveryId], until: Timestamp) -> Result<Vec<ClaimedRow>> {
        Ok(with_tx!(self, db => {
            let mut query = QueryBuilder::new("update deliveries set leased_until = ");
            query.push_bind(until).push(", next_attempt_at = ").push_bind(until).push(" where id in (");
            push_list(&mut query, ids);
            query.push(" returning id, workspace_id, webhook_id, fresh, body, attempts");
            query.build_query_as().fetch_all(&mut *db).await
        })?)
    }
}
