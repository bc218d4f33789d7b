//! Writing down what came of attempts: many of them in one transaction, for the price of one commit.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::QueryBuilder;

use crate::domain::id::{AttemptId, DeliveryId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::PATIENCE;
use crate::domain::webhook::schedule::Next;
use crate::store::sql::push_list;
use crate::store::{Result, Tx, with_tx};

/// One attempt that has ended.
#[derive(Debug, Clone)]
pub(crate) struct Attempted {
    pub(crate) delivery: DeliveryId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) webhook: WebhookId,
    /// When it began.
    pub(crate) at: Timestamp,
    /// The HTTP status, if there was an answer.
    pub(crate) status_code: Option<u16>,
    /// Why there was none: a sentence for the webhook's owner.
    pub(crate) error: Option<String>,
    pub(crate) latency: Duration,
    /// The beginning of the answer's body.
    pub(crate) response: Option<String>,
    /// Whether that is not all of it.
    pub(crate) truncated: bool,
}

/// An attempt, when it ended, and what becomes of its message.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub(crate) attempt: Attempted,
    pub(crate) next: Next,
    pub(crate) at: Timestamp,
}

/// A webhook that was switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SwitchedOff {
    pub(crate) webhook: WebhookId,
    pub(crate) workspace: WorkspaceId,
}

/// What attempts come to for their webhook.
#[derive(Debug, Default)]
struct Count {
    successes: i64,
    failures: i64,
    /// When the first of those failures ended that no success follows.
    failing_since: Option<Timestamp>,
    last_sent: Option<Timestamp>,
    last_delivered: Option<Timestamp>,
}

impl Tx {
    /// Writes down attempts in the order in which they ended, and what becomes of their messages and webhooks. Gives the
    /// webhooks that were switched off by it; what waited for them is given up.
    pub(crate) async fn record_attempts(&mut self, ended: &[Ended]) -> Result<Vec<SwitchedOff>> {
        let mut counts: BTreeMap<WebhookId, Count> = BTreeMap::new();
        for ended in ended {
            counts.entry(ended.attempt.webhook).or_default().add(ended);
        }
        for (webhook, count) in &counts {
            self.count_attempts(*webhook, count).await?;
        }
        self.insert_attempts(ended).await?;
        self.deliver(ended).await?;
        let mut off = Vec::new();
        for ended in ended {
            if !matches!(ended.next, Next::Delivered | Next::AtOnce) {
                self.advance(ended).await?;
            }
            if self.switch_off(ended).await? {
                let Attempted { webhook, workspace, .. } = ended.attempt;
                self.fail_deliveries(webhook, ended.at).await?;
                off.push(SwitchedOff { webhook, workspace });
            }
        }
        Ok(off)
    }

    async fn count_attempts(&mut self, webhook: WebhookId, count: &Count) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "update webhooks set success_count = success_count + $2, failure_count = failure_count + $3,
                failing_since = case when $2 > 0 then $4 else coalesce(failing_since, $4) end,
                last_sent_at = coalesce($5, last_sent_at), last_delivered_at = coalesce($6, last_delivered_at)
             where id = $1")
            .bind(webhook).bind(count.successes).bind(count.failures).bind(count.failing_since)
            .bind(count.last_sent).bind(count.last_delivered).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    async fn insert_attempts(&mut self, ended: &[Ended]) -> Result<()> {
        with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "insert into delivery_attempts (id, workspace_id, delivery_id, attempted_at, status_code, error, latency_ms,
                    response, truncated) ");
            query.push_values(ended, |mut row, Ended { attempt, .. }| {
                let latency = i64::try_from(attempt.latency.as_millis()).unwrap_or(i64::MAX);
                row.push_bind(AttemptId::new(attempt.at)).push_bind(attempt.workspace).push_bind(attempt.delivery)
                    .push_bind(attempt.at).push_bind(attempt.status_code.map(i64::from)).push_bind(&attempt.error)
                    .push_bind(latency).push_bind(&attempt.response).push_bind(attempt.truncated);
            });
            query.build().execute(&mut *db).await?;
        });
        Ok(())
    }

    /// Ends the messages that were delivered, those too that were given up meanwhile.
    async fn deliver(&mut self, ended: &[Ended]) -> Result<()> {
        let delivered = ended.iter().filter(|ended| ended.next == Next::Delivered);
        let ids: Vec<DeliveryId> = delivered.clone().map(|ended| ended.attempt.delivery).collect();
        let Some(now) = delivered.map(|ended| ended.at).max() else { return Ok(()) };
        with_tx!(self, db => {
            let mut query = QueryBuilder::new(
                "update deliveries set status = 'DELIVERED', attempts = attempts + 1, leased_until = 0, finished_at = ");
            query.push_bind(now).push(" where id in (");
            push_list(&mut query, &ids);
            query.build().execute(&mut *db).await?;
        });
        Ok(())
    }

    /// Moves a message on that was not delivered. One that was given up meanwhile stays so.
    async fn advance(&mut self, ended: &Ended) -> Result<()> {
        let id = ended.attempt.delivery;
        if let Next::At(at) = ended.next {
            with_tx!(self, db => sqlx::query(
                "update deliveries set attempts = attempts + 1, fresh = false, next_attempt_at = $2, leased_until = 0
                 where id = $1 and status = 'PENDING'")
                .bind(id).bind(at).execute(&mut *db).await.map(|_| ()))?;
        } else {
            with_tx!(self, db => sqlx::query(
                "update deliveries set status = 'FAILED', attempts = attempts + 1, finished_at = $2, leased_until = 0
                 where id = $1 and status = 'PENDING'")
                .bind(id).bind(ended.at).execute(&mut *db).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// A message that is given up switches its webhook off once that has failed for days; one that says that it is gone is
    /// switched off at once. `failing_since` was set before: the present lets every one of them pass.
    async fn switch_off(&mut self, ended: &Ended) -> Result<bool> {
        let (failing_before, reason) = match ended.next {
            Next::DisableEndpoint => (ended.at, "it answered 410 (Gone)".to_owned()),
            Next::GiveUp => {
                let days = PATIENCE.as_secs() / 86_400;
                let last = ended
                    .attempt
                    .error
                    .clone()
                    .or(ended.attempt.status_code.map(|code| format!("it answered {code}")));
                let last = last.unwrap_or_default();
                (
                    ended.at.before(PATIENCE),
                    format!("it failed for {days} days without a success; at last: {last}"),
                )
            }
            Next::Delivered | Next::AtOnce | Next::At(_) => return Ok(false),
        };
        let disabled = with_tx!(self, db => sqlx::query(
            "update webhooks set status = 'WEBHOOK_STATUS_DISABLED', disabled_reason = $3, disabled_at = $4
             where id = $1 and status = 'WEBHOOK_STATUS_ACTIVE' and failing_since <= $2")
            .bind(ended.attempt.webhook).bind(failing_before).bind(reason).bind(ended.at)
            .execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(disabled > 0)
    }
}

impl Count {
    fn add(&mut self, ended: &Ended) {
        self.last_sent = self.last_sent.max(Some(ended.at));
        if ended.next == Next::Delivered {
            self.successes += 1;
            self.last_delivered = self.last_delivered.max(Some(ended.at));
            self.failing_since = None;
        } else {
            self.failures += 1;
            self.failing_since.get_or_insert(ended.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::webhook::endpoint::{Status, Webhook};
    use crate::domain::webhook::event_type::EventType;
    use crate::domain::webhook::secret::Secret;
    use crate::store::deliveries::Delivery;
    use crate::store::fixture::{Database, databases};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const DAY: Duration = Duration::from_hours(24);

    async fn webhook(database: &Database) -> Webhook {
        let workspace = database.workspace(NOW).await;
        let webhook = Webhook::new(workspace, "https://example.com/hook", Secret::from_random([7; 32]), NOW);
        assert!(database.store.insert_webhook(&webhook).await.unwrap());
        webhook
    }

    /// Makes a message and writes down that its try ended so; tells whether the webhook was switched off.
    async fn end(database: &Database, webhook: &Webhook, next: Next, now: Timestamp) -> bool {
        let (id, workspace) = (DeliveryId::new(now), webhook.workspace);
        let event_type = EventType::LinkScanned;
        let delivery =
            Delivery { id, workspace, webhook: webhook.id, event: None, event_type, body: "{}".to_owned() };
        let mut tx = database.store.begin().await.unwrap();
        tx.insert_deliveries(&[delivery], now).await.unwrap();
        tx.commit().await.unwrap();
        let attempt = Attempted {
            delivery: id,
            workspace,
            webhook: webhook.id,
            at: now,
            status_code: Some(500),
            error: None,
            latency: Duration::from_millis(12),
            response: None,
            truncated: false,
        };
        let mut tx = database.store.begin().await.unwrap();
        let off = tx.record_attempts(&[Ended { attempt, next, at: now }]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(off.iter().all(|off| off.webhook == webhook.id && off.workspace == workspace));
        !off.is_empty()
    }

    async fn status(database: &Database, webhook: &Webhook) -> Status {
        database.store.webhook(webhook.workspace, webhook.id).await.unwrap().unwrap().status
    }

    #[tokio::test]
    async fn an_endpoint_is_switched_off_after_days_of_failures_alone() {
        for database in databases().await {
            let webhook = webhook(&database).await;
            assert!(!end(&database, &webhook, Next::At(NOW.after(DAY)), NOW).await, "the first failure");
            assert!(
                !end(&database, &webhook, Next::GiveUp, NOW.after(4 * DAY)).await,
                "four days are not five"
            );
            assert!(!end(&database, &webhook, Next::Delivered, NOW.after(5 * DAY)).await);
            assert!(!end(&database, &webhook, Next::GiveUp, NOW.after(6 * DAY)).await, "it worked between");
            assert!(
                !end(&database, &webhook, Next::At(NOW.after(13 * DAY)), NOW.after(12 * DAY)).await,
                "not given up"
            );
            assert_eq!(status(&database, &webhook).await, Status::Active);
            assert!(
                end(&database, &webhook, Next::GiveUp, NOW.after(12 * DAY)).await,
                "six days of failures"
            );
            let off = database.store.webhook(webhook.workspace, webhook.id).await.unwrap().unwrap();
            assert_eq!(off.status, Status::Disabled);
            let (reason, at) = off.disabled.unwrap();
            assert_eq!(reason, "it failed for 5 days without a success; at last: it answered 500");
            assert_eq!(at, NOW.after(12 * DAY));
            let statuses = database.texts("select status from deliveries order by created_at, id").await;
            assert!(statuses.iter().all(|status| status.as_deref() != Some("PENDING")), "{statuses:?}");

            let again = Webhook { updated_at: NOW.after(13 * DAY), ..webhook.clone() };
            assert!(database.store.update_webhook(&again, Some(Status::Active)).await.unwrap());
            let on = database.store.webhook(webhook.workspace, webhook.id).await.unwrap().unwrap();
            assert_eq!((on.status, on.disabled), (Status::Active, None));
            assert!(
                !end(&database, &webhook, Next::GiveUp, NOW.after(13 * DAY)).await,
                "switching it on begins anew"
            );
        }
    }

    #[tokio::test]
    async fn a_change_of_name_does_not_switch_an_endpoint_on() {
        for database in databases().await {
            let before = webhook(&database).await;
            assert!(end(&database, &before, Next::DisableEndpoint, NOW).await);
            let renamed = Webhook { name: "renamed".to_owned(), ..before.clone() };
            assert!(database.store.update_webhook(&renamed, None).await.unwrap());
            assert_eq!(status(&database, &before).await, Status::Disabled);
        }
    }
}
