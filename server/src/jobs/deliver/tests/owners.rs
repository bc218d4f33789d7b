//! What owners decide of their webhooks: secrets, headers, rates, bots, sending again; and what they are told.

use std::collections::BTreeMap;

use super::*;
use crate::domain::id::{DeliveryId, RecoveryId};
use crate::domain::webhook::delivery::Recovery;
use crate::domain::webhook::secret::OldSecret;
use crate::store::deliveries::Delivery;

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

impl Bench {
    /// Messages without an event, of this type.
    async fn messages(&self, webhook: &Webhook, count: usize) {
        let now = self.clock.now();
        let message = |_| Delivery {
            id: DeliveryId::new(now),
            workspace: self.workspace,
            webhook: webhook.id,
            event: None,
            event_type: EventType::LinkScanned,
            body: "{}".to_owned(),
        };
        let messages: Vec<Delivery> = (0..count).map(message).collect();
        let mut tx = self.store().begin().await.unwrap();
        tx.insert_deliveries(&messages, now).await.unwrap();
        tx.commit().await.unwrap();
        self.deliveries.notify_one();
    }
}

#[tokio::test]
async fn both_secrets_sign_while_one_is_replaced_and_own_headers_go_along() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[200]).await;
        let mut webhook = bench
            .webhook_with(&receiver.url, &[EventType::LinkScanned], &[], |webhook| {
                webhook.headers = BTreeMap::from([("x-api-key".to_owned(), "k 1".to_owned())]);
            })
            .await;
        let old = std::mem::replace(&mut webhook.secret, Secret::from_random([9; 32]));
        webhook.old_secrets = vec![OldSecret { secret: old.clone(), until: bench.clock.now().after(MINUTE) }];
        let mut tx = bench.store().begin().await.unwrap();
        assert!(tx.replace_secret(&webhook).await.unwrap());
        tx.commit().await.unwrap();
        let job = bench.start();
        let accepts = |secret: &Secret, message: &Received| {
            let receiver = standardwebhooks::Webhook::new(&secret.reveal()).unwrap();
            receiver.verify(message.body.as_bytes(), &message.headers).is_ok()
        };
        bench.messages(&webhook, 1).await;
        let message = receiver.next().await;
        assert_eq!(message.headers["x-api-key"], "k 1");
        assert!(accepts(&webhook.secret, &message) && accepts(&old, &message), "{:?}", message.headers);
        bench.pass(MINUTE + Duration::from_secs(1));
        bench.messages(&webhook, 1).await;
        let message = receiver.next().await;
        assert!(accepts(&webhook.secret, &message) && !accepts(&old, &message), "{:?}", message.headers);
        job.abort();
    }
}

#[tokio::test]
async fn who_asks_is_told_of_bots_too() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let url = "https://example.com/hook";
        bench.webhook(url, &[EventType::LinkScanned], &[]).await;
        let curious = bench
            .webhook_with(url, &[EventType::LinkScanned], &[], |webhook| webhook.include_bots = true)
            .await;
        bench.scan(CRAWLER).await;
        assert_eq!(bench.texts("select webhook_id from deliveries").await, [curious.id.to_string()]);
    }
}

#[tokio::test]
async fn however_much_is_tried_again_the_first_tries_come_through() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        // Endpoints that never answer, more than there is room for, with more messages than there is room for; all of
        // them failed before and are longer due.
        let mut dead = Vec::new();
        for _ in 0..70 {
            let receiver = Receiver::answering(&[NEVER]).await;
            let webhook = bench.webhook(&receiver.url, &[], &[]).await;
            bench.messages(&webhook, 3).await;
            dead.push(receiver);
        }
        let now = bench.clock.now();
        let failed = "update deliveries set fresh = false, attempts = 1";
        bench.database.run(failed).await;
        let mut works = Receiver::answering(&[200]).await;
        let webhook = bench.webhook(&works.url, &[], &[]).await;
        bench.clock.set(now.after(HOUR));
        bench.messages(&webhook, 10).await;
        let job = bench.start();
        for _ in 0..10 {
            works.next().await;
        }
        bench
            .until("select cast(success_count as text) from webhooks where success_count > 0", &["10"])
            .await;
        job.abort();
    }
}

#[tokio::test]
async fn an_endpoint_that_fails_is_asked_by_one_attempt_at_a_time() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[500, NEVER]).await;
        let webhook = bench.webhook(&receiver.url, &[], &[]).await;
        bench.messages(&webhook, 1).await;
        let job = bench.start();
        receiver.next().await;
        bench.until(ATTEMPTS, &["1"]).await;
        bench.messages(&webhook, 10).await;
        receiver.next().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(receiver.requests.try_recv().is_err(), "{}", bench.database.kind);
        job.abort();
    }
}

#[tokio::test]
async fn a_rate_is_kept() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[200]).await;
        let webhook =
            bench.webhook_with(&receiver.url, &[], &[], |webhook| webhook.rate_limit = Some(2)).await;
        bench.messages(&webhook, 5).await;
        let job = bench.start();
        for expected in [2, 2, 1] {
            for _ in 0..expected {
                receiver.next().await;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert!(receiver.requests.try_recv().is_err(), "the clock stands");
            bench.pass(Duration::from_secs(1));
        }
        bench.until("select status from deliveries where status <> 'DELIVERED'", &[]).await;
        job.abort();
    }
}

#[tokio::test]
async fn others_are_told_of_a_webhook_that_was_switched_off_and_why() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut gone = Receiver::answering(&[410]).await;
        let mut watching = Receiver::answering(&[200]).await;
        let watch = bench.webhook(&watching.url, &[EventType::WebhookDisabled], &[]).await;
        let webhook = bench.webhook(&gone.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        gone.next().await;
        let told = watching.next().await.json();
        assert_eq!(told["type"], "webhook.disabled", "{told}");
        assert_eq!(told["data"]["webhook"]["id"], webhook.id.to_string());
        assert_eq!(told["data"]["webhook"]["disabled_reason"], "it answered 410 (Gone)");
        let off = bench.found(&webhook).await;
        assert_eq!(off.disabled.map(|(reason, _)| reason).as_deref(), Some("it answered 410 (Gone)"));
        assert_eq!(bench.found(&watch).await.status, Status::Active);
        job.abort();
    }
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_on_demand_with_the_same_id() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[200]).await;
        let webhook = bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        let begin = bench.clock.now();
        bench.messages(&webhook, 1_100).await;
        bench.clock.set(begin.after(HOUR));
        bench.messages(&webhook, 1).await;
        bench
            .database
            .run("update deliveries set status = 'FAILED', finished_at = created_at, attempts = 8")
            .await;
        let recovery = Recovery {
            id: RecoveryId::new(begin),
            webhook: webhook.id,
            since: begin,
            until: begin.after(HOUR),
            recovered: 0,
            created_at: bench.clock.now(),
            completed_at: None,
        };
        let mut tx = bench.store().begin().await.unwrap();
        tx.insert_recovery(bench.workspace, &recovery).await.unwrap();
        tx.commit().await.unwrap();
        // Piece by piece; whoever takes over goes on where the last one was.
        assert!(bench.store().recover_some(bench.clock.now()).await.unwrap());
        let some = bench.store().recovery(bench.workspace, webhook.id, recovery.id).await.unwrap().unwrap();
        assert_eq!((some.recovered, some.completed_at), (500, None));
        let job = bench.start();
        bench
            .until("select cast(recovered as text) from webhook_recoveries where completed_at > 0", &["1100"])
            .await;
        for _ in 0..1_100 {
            receiver.next().await;
        }
        bench.until("select status from deliveries where status <> 'DELIVERED'", &["FAILED"]).await;
        let id = bench.texts("select id from deliveries where status = 'FAILED'").await.remove(0);
        let now = bench.clock.now();
        let mut tx = bench.store().begin().await.unwrap();
        let stranger = WorkspaceId::new(now);
        assert!(!tx.resend_delivery(stranger, webhook.id, id.parse().unwrap(), now).await.unwrap());
        assert!(tx.resend_delivery(bench.workspace, webhook.id, id.parse().unwrap(), now).await.unwrap());
        tx.commit().await.unwrap();
        bench.deliveries.notify_one();
        assert_eq!(receiver.next().await.id(), id);
        bench.until("select status from deliveries where status <> 'DELIVERED'", &[]).await;
        job.abort();
    }
}

#[tokio::test]
async fn several_processes_share_the_messages() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receivers = Vec::new();
        for _ in 0..5 {
            let receiver = Receiver::answering(&[200]).await;
            let webhook = bench.webhook(&receiver.url, &[], &[]).await;
            bench.messages(&webhook, 60).await;
            receivers.push(receiver);
        }
        let jobs = [bench.start(), bench.start(), bench.start()];
        bench.until("select id from deliveries where status <> 'DELIVERED' limit 1", &[]).await;
        let attempts = bench.texts("select cast(count(*) as text) from delivery_attempts").await;
        assert_eq!(attempts, ["300"], "{}: each message by one of them", bench.database.kind);
        for receiver in &mut receivers {
            let mut ids = std::collections::BTreeSet::new();
            for _ in 0..60 {
                ids.insert(receiver.next().await.id().to_owned());
            }
            assert_eq!(ids.len(), 60);
            assert!(receiver.requests.try_recv().is_err());
        }
        for job in jobs {
            job.abort();
        }
    }
}
