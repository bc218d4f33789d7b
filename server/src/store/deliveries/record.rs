//! Writing down what came of an attempt.

use std::time::Duration;

use crate::domain::id::{AttemptId, DeliveryId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::endpoint::PATIENCE;
use crate::domain::webhook::schedule::Next;
use crate::store::{Result, Store, Tx, with_tx};

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
}

impl Store {
    /// Writes down an attempt that ended at `now` and what becomes of the message: the attempt, the webhook's counts and
    /// the delivery, all or none. Tells whether the webhook was switched off by it.
    pub(crate) async fn record_attempt(
        &self,
        attempt: &Attempted,
        next: Next,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let disabled = tx.count_attempt(attempt, next, now).await?;
        tx.insert_attempt(attempt).await?;
        tx.advance(attempt.delivery, next, now).await?;
        if disabled {
            tx.fail_deliveries(attempt.webhook, now).await?;
        }
        tx.commit().await?;
        Ok(disabled)
    }
}

impl Tx {
    async fn count_attempt(&mut self, attempt: &Attempted, next: Next, now: Timestamp) -> Result<bool> {
        if next == Next::Delivered {
            with_tx!(self, db => sqlx::query(
                "update webhooks set success_count = success_count + 1, failing_since = null, last_sent_at = $2,
                    last_delivered_at = $2 where id = $1")
                .bind(attempt.webhook).bind(now).execute(&mut *db).await.map(|_| ()))?;
            return Ok(false);
        }
        with_tx!(self, db => sqlx::query(
            "update webhooks set failure_count = failure_count + 1, failing_since = coalesce(failing_since, $2),
                last_sent_at = $2 where id = $1")
            .bind(attempt.webhook).bind(now).execute(&mut *db).await.map(|_| ()))?;
        // A message that is given up switches its endpoint off once that has failed for days; one that says that it is
        // gone is switched off at once. `failing_since` was set above: `now` lets every one of them pass.
        let failing_before = match next {
            Next::DisableEndpoint => now,
            Next::GiveUp => {
                Timestamp::from_millis(now.as_millis().saturating_sub(PATIENCE.as_millis() as i64))
            }
            Next::Delivered | Next::AtOnce | Next::At(_) => return Ok(false),
        };
        let disabled = with_tx!(self, db => sqlx::query(
            "update webhooks set status = 'WEBHOOK_STATUS_DISABLED'
             where id = $1 and status = 'WEBHOOK_STATUS_ACTIVE' and failing_since <= $2")
            .bind(attempt.webhook).bind(failing_before).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(disabled > 0)
    }

    async fn insert_attempt(&mut self, attempt: &Attempted) -> Result<()> {
        let latency = i64::try_from(attempt.latency.as_millis()).unwrap_or(i64::MAX);
        with_tx!(self, db => sqlx::query(
            "insert into delivery_attempts (id, workspace_id, delivery_id, attempted_at, status_code, error, latency_ms,
                response) values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(AttemptId::new(attempt.at)).bind(attempt.workspace).bind(attempt.delivery).bind(attempt.at)
            .bind(attempt.status_code.map(i64::from)).bind(&attempt.error).bind(latency).bind(&attempt.response)
            .execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Moves a delivery on. One that was given up meanwhile stays so, unless it was delivered after all.
    async fn advance(&mut self, delivery: DeliveryId, next: Next, now: Timestamp) -> Result<()> {
        match next {
            Next::AtOnce => {}
            Next::Delivered => with_tx!(self, db => sqlx::query(
                "update deliveries set status = 'DELIVERED', attempts = attempts + 1, finished_at = $2, leased_until = 0
                 where id = $1")
                .bind(delivery).bind(now).execute(&mut *db).await.map(|_| ()))?,
            Next::At(at) => with_tx!(self, db => sqlx::query(
                "update deliveries set attempts = attempts + 1, next_attempt_at = $2, leased_until = 0
                 where id = $1 and status = 'PENDING'")
                .bind(delivery).bind(at).execute(&mut *db).await.map(|_| ()))?,
            Next::GiveUp | Next::DisableEndpoint => with_tx!(self, db => sqlx::query(
                "update deliveries set status = 'FAILED', attempts = attempts + 1, finished_at = $2, leased_until = 0
                 where id = $1 and status = 'PENDING'")
                .bind(delivery).bind(now).execute(&mut *db).await.map(|_| ()))?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::webhook::endpoint::{Source, Status, Webhook};
    use crate::domain::webhook::event_type::EventType;
    use crate::domain::webhook::secret::Secret;
    use crate::domain::webhook::subscription::Subscription;
    use crate::store::deliveries::Delivery;
    use crate::store::fixture::{Database, databases};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const DAY: Duration = Duration::from_hours(24);

    async fn webhook(database: &Database) -> Webhook {
        let webhook = Webhook {
            id: WebhookId::new(NOW),
            workspace: database.workspace(NOW).await,
            name: String::new(),
            endpoint_url: "https://example.com/hook".to_owned(),
            link: None,
            source: Source::Linkbreakers,
            status: Status::Active,
            subscription: Subscription::default(),
            secret: Secret::from_random([7; 32]),
            created_by: None,
            success_count: 0,
            failure_count: 0,
            last_sent_at: None,
            last_delivered_at: None,
            created_at: NOW,
            updated_at: NOW,
        };
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
        };
        database.store.record_attempt(&attempt, next, now).await.unwrap()
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
            assert_eq!(status(&database, &webhook).await, Status::Disabled);
            let statuses = database.texts("select status from deliveries order by created_at, id").await;
            assert!(statuses.iter().all(|status| status.as_deref() != Some("PENDING")), "{statuses:?}");

            let again = Webhook { updated_at: NOW.after(13 * DAY), ..webhook.clone() };
            assert!(database.store.update_webhook(&again, Some(Status::Active)).await.unwrap());
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
