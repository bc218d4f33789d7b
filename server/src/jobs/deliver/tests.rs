//! The whole path against real receivers on this machine and real databases: a scan is projected, messages are made, sent,
//! verified by the standard's own library, and written down.

mod owners;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Mutex;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::*;
use crate::domain::id::{EventId, KeyId, WorkspaceId};
use crate::domain::key::Key;
use crate::domain::link::Link;
use crate::domain::scan::{Action, Scan};
use crate::domain::webhook::endpoint::{Status, Webhook};
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::secret::Secret;
use crate::domain::webhook::subscription::{Subscription, Trigger};
use crate::jobs::projector::{self, Projector};
use crate::net::outbound::OutboundConfig;
use crate::store::fixture::{Database, databases};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Version/18.1 Mobile/15E148 Safari/604.1";
const CRAWLER: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
/// Far more than anything here takes, so that only a fault runs into it.
const LONG: Duration = Duration::from_secs(20);
/// The attempts' time limit, on the machine's clock.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Most attempts at one endpoint at once.
const PER_WEBHOOK: usize = 4;

/// One request as a receiver saw it.
#[derive(Debug)]
struct Received {
    headers: HeaderMap,
    body: String,
}

impl Received {
    fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Stands for no answer at all.
const NEVER: u16 = 0;
/// A success that comes after a while.
const LATE: u16 = 202;

/// A receiver that answers with these statuses in turn, the last for ever.
struct Receiver {
    url: String,
    requests: mpsc::UnboundedReceiver<Received>,
}

impl Receiver {
    async fn answering(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let statuses = Arc::new(Mutex::new(VecDeque::from(statuses.to_vec())));
        let (seen, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&statuses), seen.clone()));
            }
        });
        Self { url, requests }
    }

    async fn next(&mut self) -> Received {
        tokio::time::timeout(LONG, self.requests.recv()).await.expect("no request came").unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    statuses: Arc<Mutex<VecDeque<u16>>>,
    seen: mpsc::UnboundedSender<Received>,
) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, body) = loop {
        stream.read_buf(&mut bytes).await.ok().filter(|read| *read > 0)?;
        let text = String::from_utf8(bytes.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if body.len() >= length.parse().unwrap() {
                break (head.to_owned(), body.to_owned());
            }
        }
    };
    let pairs = head.lines().skip(1).map(|line| line.split_once(": ").unwrap());
    let headers = pairs
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    let status = {
        let mut statuses = statuses.lock().unwrap();
        if statuses.len() > 1 { statuses.pop_front() } else { statuses.front().copied() }.unwrap()
    };
    seen.send(Received { headers, body }).ok()?;
    match status {
        NEVER => std::future::pending::<()>().await,
        LATE => tokio::time::sleep(Duration::from_millis(200)).await,
        _ => {}
    }
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 6\r\nconnection: close\r\n\r\nthanks");
    stream.write_all(answer.as_bytes()).await.ok()
}

/// A workspace with a link, and a clock that the test moves.
struct Bench {
    database: Database,
    clock: Clock,
    workspace: WorkspaceId,
    link: Link,
    deliveries: Arc<Notify>,
    /// Networks that messages may go to.
    allowed: &'static str,
}

impl Bench {
    async fn new(database: Database) -> Self {
        // Receivers refuse messages whose time is not the present.
        let clock = Clock::manual(Clock::system().now());
        let workspace = database.workspace(clock.now()).await;
        let link = database.link(workspace, clock.now()).await;
        Self { database, clock, workspace, link, deliveries: Arc::default(), allowed: "127.0.0.0/8" }
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    /// Registers a webhook for these types and kinds.
    async fn webhook(&self, url: &str, events: &[EventType], triggers: &[Trigger]) -> Webhook {
        let change = |_: &mut Webhook| {};
        self.webhook_with(url, events, triggers, change).await
    }

    async fn webhook_with(
        &self,
        url: &str,
        events: &[EventType],
        triggers: &[Trigger],
        change: impl FnOnce(&mut Webhook),
    ) -> Webhook {
        let secret = Secret::from_random(rand::random());
        let mut webhook = Webhook {
            subscription: Subscription { events: events.to_vec(), triggers: triggers.to_vec() },
            ..Webhook::new(self.workspace, url, secret, self.clock.now())
        };
        change(&mut webhook);
        assert!(self.store().insert_webhook(&webhook).await.unwrap());
        webhook
    }

    /// A scan of the link, projected.
    async fn scan(&self, user_agent: &str) {
        let now = self.clock.now();
        let scan = Scan {
            id: EventId::new(now),
            workspace: self.workspace,
            link: self.link.id,
            scanned_at: now.as_millis(),
            action: Action::Scan,
            method: "GET".to_owned(),
            entrypoint: format!("https://qr.example.com/{}", self.link.shortlink),
            destination: self.link.destination().unwrap().to_owned(),
            exit: self.link.exit.action(),
            shown: crate::domain::trace::Shown::default(),
            user_agent: user_agent.to_owned(),
            language: "de".to_owned(),
            referrer: String::new(),
            purpose: String::new(),
            network: "203.0.113.0/24".to_owned(),
            address_hash: "0123456789abcdef".to_owned(),
        };
        self.store().insert_scans(&[scan]).await.unwrap();
        let key = Key { id: KeyId::from_bytes([0; 16]), secret: [7; 32] };
        let (store, clock) = (self.store().clone(), self.clock.clone());
        let projector = Projector::new(store, clock, key, Arc::default(), Arc::clone(&self.deliveries));
        // A job that is told to stop at once projects one batch. Each is another process: the last one's lease runs out.
        let stop = CancellationToken::new();
        stop.cancel();
        projector::run(Arc::new(projector), stop).await;
        assert_eq!(self.store().meet_scans(1).await.unwrap().scans().count(), 0, "projected");
        self.clock.set(now.after(Duration::from_secs(11)));
    }

    fn start(&self) -> JoinHandle<()> {
        self.start_until(CancellationToken::new())
    }

    fn start_until(&self, stop: CancellationToken) -> JoinHandle<()> {
        let config = OutboundConfig {
            allow_subnets: self.allowed.split_whitespace().map(|network| network.parse().unwrap()).collect(),
            allow_http: true,
            user_agent: "qr-engine/test".to_owned(),
        };
        let deliverer = Deliverer {
            store: self.store().clone(),
            clock: self.clock.clone(),
            outbound: Outbound::new(config).unwrap(),
            timeout: TIMEOUT,
            caps: Caps { at_once: 64, per_endpoint: PER_WEBHOOK },
            deliveries: Arc::clone(&self.deliveries),
        };
        tokio::spawn(run(deliverer, stop))
    }

    fn pass(&self, time: Duration) {
        self.clock.set(self.clock.now().after(time));
        self.deliveries.notify_one();
    }

    /// Waits until a query gives these texts.
    async fn until(&self, sql: &'static str, expected: &[&str]) {
        let deadline = tokio::time::Instant::now() + LONG;
        loop {
            let found = self.texts(sql).await;
            if found == expected {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{}: {sql}: {found:?}", self.database.kind);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// When the next message is due.
    async fn due(&self) -> Timestamp {
        self.store().waiting_deliveries(self.clock.now()).await.unwrap()[0].due
    }

    async fn texts(&self, sql: &'static str) -> Vec<String> {
        self.database
            .texts(sql)
            .await
            .into_iter()
            .map(|text| text.unwrap_or_else(|| "-".to_owned()))
            .collect()
    }

    async fn found(&self, webhook: &Webhook) -> Webhook {
        self.store().webhook(self.workspace, webhook.id).await.unwrap().unwrap()
    }
}

const STATUSES: &str = "select status from deliveries order by event_type, id";
const CODES: &str = "select cast(status_code as text) from delivery_attempts order by attempted_at, id";
const ERRORS: &str = "select error from delivery_attempts order by attempted_at, id";
const ATTEMPTS: &str = "select cast(attempts as text) from deliveries order by id";

#[tokio::test]
async fn a_visit_is_told_signed_and_counted() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[200]).await;
        let webhook = bench.webhook(&receiver.url, &[], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        let verifier = standardwebhooks::Webhook::new(&webhook.secret.reveal()).unwrap();
        let mut kinds = Vec::new();
        for _ in 0..2 {
            let message = receiver.next().await;
            verifier.verify(message.body.as_bytes(), &message.headers).unwrap();
            assert!(
                verifier.verify(message.body.replace("Menu", "Mouse").as_bytes(), &message.headers).is_err()
            );
            assert_eq!(message.headers["content-type"], "application/json");
            assert_eq!(message.headers["user-agent"], "qr-engine/test");
            let body = message.json();
            assert_eq!(body["id"], message.id());
            assert_eq!(body["data"]["link"]["metadata"]["table"], "7");
            assert_eq!(body["data"]["link"]["id"], bench.link.id.to_string());
            assert_eq!(body["data"]["visitor"]["email"], Value::Null);
            assert_eq!(body["data"]["event"]["destination"], bench.link.destination().unwrap());
            assert_eq!(body["data"]["device"]["device_type"], "DEVICE_TYPE_MOBILE");
            kinds.push((body["event_type"].clone(), body["data"]["step"]["kind"].clone()));
        }
        kinds.sort_by_key(|(kind, _)| kind.to_string());
        assert_eq!(kinds[0], ("link.scanned".into(), "KIND_ENTRY".into()));
        assert_eq!(kinds[1], ("workflow.step_completed".into(), "KIND_EXIT".into()));
        bench.until(STATUSES, &["DELIVERED", "DELIVERED"]).await;
        assert_eq!(bench.texts("select response from delivery_attempts").await, ["thanks", "thanks"]);
        let found = bench.found(&webhook).await;
        assert_eq!((found.success_count, found.failure_count), (2, 0));
        assert!(found.last_sent_at.is_some() && found.last_delivered_at.is_some());
        job.abort();
    }
}

#[tokio::test]
async fn only_who_asked_is_told_and_of_visits_alone() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let url = "https://example.com/hook";
        let now = bench.clock.now();
        let other_link = bench.database.link(bench.workspace, now).await.id;
        let stranger = bench.database.workspace(now).await;
        bench.webhook(url, &[EventType::FormSubmitted], &[]).await;
        bench.webhook_with(url, &[], &[], |webhook| webhook.link = Some(other_link)).await;
        bench.webhook_with(url, &[], &[], |webhook| webhook.workspace = stranger).await;
        bench.webhook_with(url, &[], &[], |webhook| webhook.status = Status::Paused).await;
        bench.scan(PHONE).await;
        assert_eq!(bench.texts(STATUSES).await, [""; 0], "nobody asked");
        bench.webhook(url, &[EventType::LinkScanned], &[Trigger::Entry]).await;
        bench.webhook(url, &[], &[Trigger::Exit]).await;
        let link = bench.link.id;
        bench.webhook_with(url, &[], &[Trigger::Entry], |webhook| webhook.link = Some(link)).await;
        bench.scan(CRAWLER).await;
        assert_eq!(bench.texts(STATUSES).await, [""; 0], "a crawler is no visit");
        bench.scan(PHONE).await;
        let kinds = bench.texts("select event_type from deliveries order by event_type").await;
        assert_eq!(kinds, ["link.scanned", "link.scanned", "workflow.step_completed"]);
    }
}

#[tokio::test]
async fn a_refused_message_follows_the_schedule_with_the_same_id() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[500, 503, 200]).await;
        let webhook = bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        let first = receiver.next().await;
        bench.until(ATTEMPTS, &["1"]).await;
        let now = bench.clock.now();
        let due = bench.due().await;
        assert!((4_000..=6_000).contains(&due.since(now).as_millis()), "5 s, 20 % more or less");
        bench.pass(Duration::from_secs(6));
        let second = receiver.next().await;
        bench.until(ATTEMPTS, &["2"]).await;
        let now = bench.clock.now();
        let due = bench.due().await;
        assert!((240..=360).contains(&due.since(now).as_secs()), "5 min");
        assert_eq!(bench.found(&webhook).await.failure_count, 2);
        bench.pass(Duration::from_mins(6));
        let third = receiver.next().await;
        bench.until(STATUSES, &["DELIVERED"]).await;
        assert_eq!([second.id(), third.id()], [first.id(), first.id()]);
        assert_ne!(first.headers["webhook-timestamp"], third.headers["webhook-timestamp"]);
        assert_eq!(bench.texts(CODES).await, ["500", "503", "200"]);
        assert_eq!(bench.found(&webhook).await.success_count, 1);
        job.abort();
    }
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_switched_off() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[500, 410]).await;
        let webhook = bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        receiver.next().await;
        bench.until(ATTEMPTS, &["1"]).await;
        bench.scan(PHONE).await;
        bench.until(STATUSES, &["FAILED", "FAILED"]).await;
        assert_eq!(bench.found(&webhook).await.status, Status::Disabled);
        bench.scan(PHONE).await;
        assert_eq!(bench.texts(STATUSES).await.len(), 2, "nothing more is made for it");
        job.abort();
    }
}

#[tokio::test]
async fn private_addresses_are_refused_and_the_log_says_why() {
    for database in databases().await {
        let mut bench = Bench::new(database).await;
        bench.allowed = "";
        let mut receiver = Receiver::answering(&[200]).await;
        bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        bench.until(ERRORS, &["127.0.0.1 does not lead to a public address"]).await;
        assert_eq!(bench.texts(STATUSES).await, ["PENDING"]);
        assert!(receiver.requests.try_recv().is_err(), "nothing was sent");
        job.abort();
    }
}

#[tokio::test]
async fn what_a_killed_process_was_sending_is_sent_again() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[NEVER, 200]).await;
        bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let killed = bench.start();
        let first = receiver.next().await;
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
        assert_eq!(bench.texts(CODES).await, [""; 0], "nothing was written down");
        let job = bench.start();
        bench.pass(TIMEOUT + MARGIN.saturating_sub(Duration::from_secs(1)));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(receiver.requests.try_recv().is_err(), "the lease still runs");
        bench.pass(Duration::from_secs(2));
        assert_eq!(receiver.next().await.id(), first.id());
        bench.until(STATUSES, &["DELIVERED"]).await;
        job.abort();
    }
}

#[tokio::test]
async fn a_slow_endpoint_does_not_hold_up_another() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut slow = Receiver::answering(&[NEVER]).await;
        let mut quick = Receiver::answering(&[200]).await;
        bench.webhook(&slow.url, &[EventType::LinkScanned], &[]).await;
        for _ in 0..70 {
            bench.scan(PHONE).await;
        }
        bench.webhook(&quick.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        quick.next().await;
        for _ in 0..PER_WEBHOOK {
            slow.next().await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(slow.requests.try_recv().is_err(), "no more than {PER_WEBHOOK} at once");
        job.abort();
    }
}

#[tokio::test]
async fn a_receiver_that_restarts_is_tried_once_more_at_once() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        // A port that was just free.
        let address: SocketAddr = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        bench.webhook(&format!("http://{address}/"), &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let job = bench.start();
        bench.until(ATTEMPTS, &["1"]).await;
        let errors = bench.texts(ERRORS).await;
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors.iter().all(|error| error.starts_with("no connection can be made")), "{errors:?}");
        job.abort();
    }
}

#[tokio::test]
async fn paused_messages_wait_and_those_of_deleted_webhooks_are_given_up() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[200]).await;
        let paused = bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        assert!(bench.store().update_webhook(&paused, Some(Status::Paused)).await.unwrap());
        let job = bench.start();
        bench.pass(Duration::from_hours(1));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(receiver.requests.try_recv().is_err(), "nothing is sent while it is paused");
        assert_eq!(bench.texts(STATUSES).await, ["PENDING"]);
        let resumed = Webhook { updated_at: bench.clock.now(), ..paused.clone() };
        assert!(bench.store().update_webhook(&resumed, Some(Status::Active)).await.unwrap());
        bench.deliveries.notify_one();
        receiver.next().await;
        bench.until(STATUSES, &["DELIVERED"]).await;
        job.abort();

        bench.scan(PHONE).await;
        assert!(bench.store().delete_webhook(bench.workspace, paused.id, bench.clock.now()).await.unwrap());
        assert_eq!(bench.texts(STATUSES).await, ["DELIVERED", "FAILED"]);
        assert_eq!(bench.texts("select secret from webhooks").await, [""], "its secret is gone");
    }
}

#[tokio::test]
async fn what_is_in_flight_is_finished_before_the_job_ends() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[LATE]).await;
        bench.webhook(&receiver.url, &[EventType::LinkScanned], &[]).await;
        bench.scan(PHONE).await;
        let stop = CancellationToken::new();
        let job = bench.start_until(stop.clone());
        receiver.next().await;
        stop.cancel();
        tokio::time::timeout(LONG, job).await.unwrap().unwrap();
        assert_eq!(bench.texts(STATUSES).await, ["DELIVERED"]);
    }
}
