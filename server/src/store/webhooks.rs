//! Webhooks: what their owners register and change. What became of their messages is in [`super::deliveries`].

use std::collections::BTreeSet;

use sqlx::{FromRow, QueryBuilder};

use super::sql::push_list;
use super::types::{from_json, from_name, to_json};
use super::{Result, Store, StoreError, Tx, secrets, with_pool, with_tx};
use crate::domain::id::{LinkId, TokenId, WebhookId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::{MOST, Status, Webhook};
use crate::domain::webhook::news::WebhookFacts;
use crate::domain::webhook::subscription::Subscription;

#[derive(Debug, FromRow)]
struct WebhookRow {
    id: WebhookId,
    workspace_id: WorkspaceId,
    name: String,
    description: String,
    endpoint_url: String,
    headers: String,
    link_id: Option<LinkId>,
    source: String,
    status: String,
    events: String,
    triggers: String,
    include_bots: bool,
    rate_limit: Option<i64>,
    secret: String,
    old_secrets: String,
    disabled_reason: Option<String>,
    disabled_at: Option<Timestamp>,
    created_by: Option<TokenId>,
    success_count: i64,
    failure_count: i64,
    last_sent_at: Option<Timestamp>,
    last_delivered_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = StoreError;
    fn try_from(row: WebhookRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            name: row.name,
            description: row.description,
            endpoint_url: row.endpoint_url,
            headers: from_json("webhooks.headers", &row.headers)?,
            link: row.link_id,
            source: from_name("webhooks.source", &row.source)?,
            status: from_name("webhooks.status", &row.status)?,
            subscription: subscription(&row.events, &row.triggers)?,
            include_bots: row.include_bots,
            rate_limit: row.rate_limit.and_then(|most| u32::try_from(most).ok()),
            secret: secrets::read("webhooks.secret", &row.secret)?,
            old_secrets: secrets::read_old("webhooks.old_secrets", &row.old_secrets)?,
            disabled: row.disabled_reason.zip(row.disabled_at),
            created_by: row.created_by,
            success_count: row.success_count,
            failure_count: row.failure_count,
            last_sent_at: row.last_sent_at,
            last_delivered_at: row.last_delivered_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn subscription(events: &str, triggers: &str) -> Result<Subscription> {
    Ok(Subscription {
        events: from_json("webhooks.events", events)?,
        triggers: from_json("webhooks.triggers", triggers)?,
    })
}

/// The columns that [`WebhookRow`] reads.
macro_rules! select_webhooks {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, name, description, endpoint_url, headers, link_id, source, status, events, triggers, ",
            "include_bots, rate_limit, secret, old_secrets, disabled_reason, disabled_at, ",
            "created_by, success_count, failure_count, last_sent_at, last_delivered_at, created_at, updated_at ",
            "from webhooks ",
            $rest
        )
    };
}

/// Who may have to be told of an event.
#[derive(Debug, Clone)]
pub(crate) struct Subscriber {
    pub(crate) id: WebhookId,
    pub(crate) workspace: WorkspaceId,
    /// The one link whose events it is told of.
    pub(crate) link: Option<LinkId>,
    pub(crate) subscription: Subscription,
    /// Whether it is told of previews, prefetches and crawlers too.
    pub(crate) include_bots: bool,
}

impl Subscriber {
    /// Whether it is told of an event of this workspace, on this link if it is on one.
    pub(crate) fn concerns(&self, workspace: WorkspaceId, link: Option<LinkId>) -> bool {
        self.workspace == workspace && (self.link.is_none() || self.link == link)
    }
}

#[derive(Debug, FromRow)]
struct SubscriberRow {
    id: WebhookId,
    workspace_id: WorkspaceId,
    link_id: Option<LinkId>,
    events: String,
    triggers: String,
    include_bots: bool,
}

#[derive(Debug, FromRow)]
struct FactsRow {
    id: WebhookId,
    name: String,
    endpoint_url: String,
    link_id: Option<LinkId>,
    disabled_at: Option<Timestamp>,
    disabled_reason: Option<String>,
}

impl Store {
    /// The webhook with this id.
    pub(crate) async fn webhook(&self, workspace: WorkspaceId, id: WebhookId) -> Result<Option<Webhook>> {
        let row: Option<WebhookRow> = with_pool!(&self.read, db => sqlx::query_as(select_webhooks!(
            "where workspace_id = $1 and id = $2 and deleted_at is null"))
            .bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Webhook::try_from).transpose()
    }

    /// The workspace's webhooks, the oldest first; those of one status, or all.
    pub(crate) async fn list_webhooks(
        &self,
        workspace: WorkspaceId,
        status: Option<Status>,
        page: &Page,
    ) -> Result<Slice<Webhook>> {
        let (at, id) = page.beyond();
        let rows: Vec<WebhookRow> = with_pool!(&self.read, db => sqlx::query_as(select_webhooks!(
            "where workspace_id = $1 and deleted_at is null and ($2 is null or status = $2) and (created_at, id) > ($3, $4)
             order by created_at, id limit $5"))
            .bind(workspace).bind(status.map(Status::as_str)).bind(at).bind(id).bind(page.limit())
            .fetch_all(db).await)?;
        let webhooks = rows.into_iter().map(Webhook::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page.cut(webhooks, |webhook| Cursor::at(webhook.created_at.as_millis(), webhook.id)))
    }

    /// How many webhooks the workspace has; those of one status, or all.
    pub(crate) async fn count_webhooks(&self, workspace: WorkspaceId, status: Option<Status>) -> Result<i64> {
        Ok(with_pool!(&self.read, db => sqlx::query_scalar(
            "select count(*) from webhooks where workspace_id = $1 and deleted_at is null and ($2 is null or status = $2)")
            .bind(workspace).bind(status.map(Status::as_str)).fetch_one(db).await)?)
    }
}

impl Tx {
    /// Keeps a new webhook; false when its workspace has as many as it may have.
    pub(crate) async fn insert_webhook(&mut self, webhook: &Webhook) -> Result<bool> {
        let count: i64 = with_tx!(&mut *self, db => sqlx::query_scalar(
            "select count(*) from webhooks where workspace_id = $1 and deleted_at is null")
            .bind(webhook.workspace).fetch_one(&mut *db).await)?;
        if count >= MOST {
            return Ok(false);
        }
        with_tx!(&mut *self, db => sqlx::query(
            "insert into webhooks (id, workspace_id, name, description, endpoint_url, headers, link_id, source, status, events,
                triggers, include_bots, rate_limit, secret, created_by, success_count, failure_count, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, $16, $17)")
            .bind(webhook.id).bind(webhook.workspace).bind(&webhook.name).bind(&webhook.description)
            .bind(&webhook.endpoint_url).bind(to_json(&webhook.headers)).bind(webhook.link)
            .bind(webhook.source.as_str()).bind(webhook.status.as_str()).bind(to_json(&webhook.subscription.events))
            .bind(to_json(&webhook.subscription.triggers)).bind(webhook.include_bots)
            .bind(webhook.rate_limit.map(i64::from)).bind(webhook.secret.reveal()).bind(webhook.created_by)
            .bind(webhook.created_at).bind(webhook.updated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(true)
    }

    /// The webhook with this id, as this transaction sees it.
    pub(crate) async fn webhook(&mut self, workspace: WorkspaceId, id: WebhookId) -> Result<Option<Webhook>> {
        let row: Option<WebhookRow> = with_tx!(self, db => sqlx::query_as(select_webhooks!(
            "where workspace_id = $1 and id = $2 and deleted_at is null"))
            .bind(workspace).bind(id).fetch_optional(&mut *db).await)?;
        row.map(Webhook::try_from).transpose()
    }

    /// The webhook with this id, which is about to be changed: others who would change it wait.
    pub(crate) async fn lock_webhook(
        &mut self,
        workspace: WorkspaceId,
        id: WebhookId,
    ) -> Result<Option<Webhook>> {
        with_tx!(&mut *self, db => sqlx::query("update webhooks set updated_at = updated_at where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).execute(&mut *db).await.map(|_| ()))?;
        self.webhook(workspace, id).await
    }

    /// Writes what its owner may change, the status only if they did: it may be switched off at the same moment. Switching
    /// it on forgets that it failed, and what waits for it is tried at once; switching it off gives that up. False when
    /// there is no such webhook.
    pub(crate) async fn update_webhook(&mut self, webhook: &Webhook, status: Option<Status>) -> Result<bool> {
        let now = webhook.updated_at;
        let changed = with_tx!(&mut *self, db => sqlx::query(
            "update webhooks set name = $3, description = $4, endpoint_url = $5, headers = $6, link_id = $7, source = $8,
                events = $9, triggers = $10, include_bots = $11, rate_limit = $12, updated_at = $13,
                status = coalesce($14, status),
                failing_since = case when $14 = 'WEBHOOK_STATUS_ACTIVE' then null else failing_since end,
                disabled_reason = case when $14 is null then disabled_reason
                    when $14 = 'WEBHOOK_STATUS_DISABLED' then 'its owner switched it off' else null end,
                disabled_at = case when $14 is null then disabled_at
                    when $14 = 'WEBHOOK_STATUS_DISABLED' then $13 else null end
             where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(webhook.workspace).bind(webhook.id).bind(&webhook.name).bind(&webhook.description)
            .bind(&webhook.endpoint_url).bind(to_json(&webhook.headers)).bind(webhook.link)
            .bind(webhook.source.as_str()).bind(to_json(&webhook.subscription.events))
            .bind(to_json(&webhook.subscription.triggers)).bind(webhook.include_bots)
            .bind(webhook.rate_limit.map(i64::from)).bind(now).bind(status.map(Status::as_str))
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        match status {
            Some(Status::Active) if changed > 0 => self.hasten_deliveries(webhook.id, now).await?,
            Some(Status::Disabled) if changed > 0 => self.fail_deliveries(webhook.id, now).await?,
            _ => {}
        }
        Ok(changed > 0)
    }

    /// Replaces the secret; false when there is no such webhook.
    pub(crate) async fn replace_secret(&mut self, webhook: &Webhook) -> Result<bool> {
        let changed = with_tx!(self, db => sqlx::query(
            "update webhooks set secret = $3, old_secrets = $4, updated_at = $5
             where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(webhook.workspace).bind(webhook.id).bind(webhook.secret.reveal())
            .bind(secrets::write_old(&webhook.old_secrets)).bind(webhook.updated_at)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// What other webhooks are told of one that was switched off.
    pub(crate) async fn webhook_facts(&mut self, id: WebhookId) -> Result<Option<WebhookFacts>> {
        let row: Option<FactsRow> = with_tx!(self, db => sqlx::query_as(
            "select id, name, endpoint_url, link_id, disabled_at, disabled_reason from webhooks where id = $1")
            .bind(id).fetch_optional(&mut *db).await)?;
        Ok(row.and_then(|row| {
            Some(WebhookFacts {
                id: row.id,
                name: row.name,
                endpoint_url: row.endpoint_url,
                link_id: row.link_id,
                disabled_at: row.disabled_at?,
                disabled_reason: row.disabled_reason?,
            })
        }))
    }

    /// Deletes a webhook: it is found by nobody any more, its secret is gone, and what waits for it is given up. False
    /// when there is no such webhook.
    pub(crate) async fn delete_webhook(
        &mut self,
        workspace: WorkspaceId,
        id: WebhookId,
        now: Timestamp,
    ) -> Result<bool> {
        let deleted = with_tx!(&mut *self, db => sqlx::query(
            "update webhooks set deleted_at = $3, secret = '', old_secrets = '[]', headers = '{}' where workspace_id = $1 and id = $2 and deleted_at is null")
            .bind(workspace).bind(id).bind(now).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        if deleted > 0 {
            self.fail_deliveries(id, now).await?;
        }
        Ok(deleted > 0)
    }

    /// The webhooks of these workspaces that messages are made for.
    pub(crate) async fn subscribers(
        &mut self,
        workspaces: &BTreeSet<WorkspaceId>,
    ) -> Result<Vec<Subscriber>> {
        let rows: Vec<SubscriberRow> = with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "select id, workspace_id, link_id, events, triggers, include_bots from webhooks
                 where status = 'WEBHOOK_STATUS_ACTIVE' and deleted_at is null and workspace_id in (");
            push_list(&mut query, workspaces);
            query.push(" order by id");
            query.build_query_as().fetch_all(&mut *db).await
        })?;
        let subscriber = |row: SubscriberRow| {
            Ok(Subscriber {
                id: row.id,
                workspace: row.workspace_id,
                link: row.link_id,
                subscription: subscription(&row.events, &row.triggers)?,
                include_bots: row.include_bots,
            })
        };
        rows.into_iter().map(subscriber).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::webhook::endpoint::Source;
    use crate::domain::webhook::event_type::EventType;
    use crate::domain::webhook::secret::Secret;
    use crate::domain::webhook::subscription::Trigger;
    use crate::store::fixture::databases;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn webhook(workspace: WorkspaceId, at: i64) -> Webhook {
        let now = Timestamp::from_millis(NOW.as_millis() + at);
        Webhook {
            name: "CRM".to_owned(),
            description: "Tells sales".to_owned(),
            headers: BTreeMap::from([("x-key".to_owned(), "1".to_owned())]),
            source: Source::Make,
            subscription: Subscription {
                events: vec![EventType::LinkScanned],
                triggers: vec![Trigger::Exit],
            },
            include_bots: true,
            rate_limit: Some(5),
            ..Webhook::new(workspace, "https://example.com/hook", Secret::from_random([7; 32]), now)
        }
    }

    #[tokio::test]
    async fn a_webhook_reads_back_for_its_workspace_alone() {
        for database in databases().await {
            let store = &database.store;
            let (ours, theirs) = (database.workspace(NOW).await, database.workspace(NOW).await);
            let kept = webhook(ours, 0);
            assert!(store.insert_webhook(&kept).await.unwrap());
            let found = store.webhook(ours, kept.id).await.unwrap().unwrap();
            assert_eq!(format!("{found:?}"), format!("{kept:?}"));
            assert_eq!(found.secret.reveal(), kept.secret.reveal());
            let page = Page { size: 10, after: None };
            assert!(store.webhook(theirs, kept.id).await.unwrap().is_none());
            assert!(store.list_webhooks(theirs, None, &page).await.unwrap().rows.is_empty());
            let stolen = Webhook { workspace: theirs, name: "stolen".to_owned(), ..kept.clone() };
            assert!(!store.update_webhook(&stolen, Some(Status::Disabled)).await.unwrap());
            assert!(!store.delete_webhook(theirs, kept.id, NOW).await.unwrap());
            assert!(store.delete_webhook(ours, kept.id, NOW).await.unwrap());
            assert!(!store.delete_webhook(ours, kept.id, NOW).await.unwrap(), "once");
            assert!(store.webhook(ours, kept.id).await.unwrap().is_none());
            assert_eq!(store.count_webhooks(ours, None).await.unwrap(), 0);
        }
    }

    #[tokio::test]
    async fn lists_begin_with_the_oldest_and_go_on_where_they_ended() {
        for database in databases().await {
            let workspace = database.workspace(NOW).await;
            let store = &database.store;
            let all: Vec<Webhook> = (0..5).map(|at| webhook(workspace, at / 2)).collect();
            for webhook in all.iter().rev() {
                assert!(store.insert_webhook(webhook).await.unwrap());
            }
            let paused = Webhook { name: "rests".to_owned(), ..all[3].clone() };
            assert!(store.update_webhook(&paused, Some(Status::Paused)).await.unwrap());
            let mut page = Page { size: 2, after: None };
            let mut seen = Vec::new();
            loop {
                let slice = store.list_webhooks(workspace, None, &page).await.unwrap();
                seen.extend(slice.rows.iter().map(|webhook| (webhook.created_at, webhook.id.to_string())));
                let Some(next) = slice.next else { break };
                page.after = Some(next);
            }
            let mut expected: Vec<_> =
                all.iter().map(|webhook| (webhook.created_at, webhook.id.to_string())).collect();
            expected.sort();
            assert_eq!(seen, expected, "{}", database.kind);
            let page = Page { size: 10, after: None };
            let rest = store.list_webhooks(workspace, Some(Status::Paused), &page).await.unwrap().rows;
            assert_eq!(rest.iter().map(|webhook| webhook.name.as_str()).collect::<Vec<_>>(), ["rests"]);
            assert_eq!(store.count_webhooks(workspace, Some(Status::Active)).await.unwrap(), 4);
        }
    }

    #[tokio::test]
    async fn a_workspace_has_a_hundred_at_most() {
        for database in databases().await {
            let (full, other) = (database.workspace(NOW).await, database.workspace(NOW).await);
            for at in 0..MOST {
                assert!(database.store.insert_webhook(&webhook(full, at)).await.unwrap());
            }
            let more = webhook(full, MOST);
            assert!(!database.store.insert_webhook(&more).await.unwrap());
            assert!(database.store.insert_webhook(&webhook(other, 0)).await.unwrap());
            let oldest =
                database.store.list_webhooks(full, None, &Page { size: 1, after: None }).await.unwrap();
            assert!(database.store.delete_webhook(full, oldest.rows[0].id, NOW).await.unwrap());
            assert!(database.store.insert_webhook(&more).await.unwrap());
        }
    }
}
