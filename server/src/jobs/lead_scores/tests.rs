//! Scorers on this machine, real databases, and a clock that the test moves: what is asked when, and what is shown then.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::*;
use crate::app::erasure;
use crate::config::LeadScoring;
use crate::domain::id::{EventId, KeyId, LinkId, VisitorId};
use crate::domain::key::Key;
use crate::domain::lead::scorer::LeadScorer;
use crate::domain::scan::{Action, Scan};
use crate::domain::step::EventAction;
use crate::domain::webhook::secret::Secret;
use crate::jobs::projector::{self, Projector};
use crate::store::fixture::{Database, databases};
use crate::store::lead_scorings::GATHER;
use crate::store::leads::Lead;
use crate::store::rollups::Scope;

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Version/18.1 Mobile/15E148 Safari/604.1";
const CRAWLER: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
/// Far more than anything here takes, so that only a fault runs into it.
const LONG: Duration = Duration::from_secs(20);
/// Stands for no answer at all.
const NEVER: &str = "never";
/// What the rules give the one visit of a phone.
const RULES: i64 = 17;

/// A scorer that gives these answers in turn, the last for ever: bodies of 200, or [`NEVER`], or a status.
struct Receiver {
    url: String,
    requests: mpsc::UnboundedReceiver<(String, Value)>,
}

impl Receiver {
    async fn answering(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/score", listener.local_addr().unwrap());
        let answers: VecDeque<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let answers = Arc::new(Mutex::new(answers));
        let (seen, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answers), seen.clone()));
            }
        });
        Self { url, requests }
    }

    async fn next(&mut self) -> (String, Value) {
        tokio::time::timeout(LONG, self.requests.recv()).await.expect("no request came").unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    answers: Arc<Mutex<VecDeque<String>>>,
    seen: mpsc::UnboundedSender<(String, Value)>,
) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, body) = loop {
        stream.read_buf(&mut bytes).await.ok().filter(|read| *read > 0)?;
        let text = String::from_utf8(bytes.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            break (head.to_owned(), body);
        }
    };
    let answer = {
        let mut answers = answers.lock().unwrap();
        if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }.unwrap()
    };
    seen.send((head, body)).ok()?;
    if answer == NEVER {
        std::future::pending::<()>().await;
    }
    let (status, answer) = if answer.parse::<u16>().is_ok() { (&*answer, "") } else { ("200", &*answer) };
    let length = answer.len();
    let answer =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}");
    stream.write_all(answer.as_bytes()).await.ok()
}

/// A workspace with a link, and a clock that the test moves.
struct Bench {
    database: Database,
    clock: Clock,
    workspace: WorkspaceId,
    link: LinkId,
    config: LeadScoring,
}

impl Bench {
    async fn new(database: Database) -> Self {
        let clock = Clock::manual(Clock::system().now());
        let workspace = database.workspace(clock.now()).await;
        let link = database.link(workspace, clock.now()).await.id;
        let allow_subnets = vec!["127.0.0.0/8".parse().unwrap()];
        let config = LeadScoring { allow_subnets, allow_http: true, ..LeadScoring::default() };
        Self { database, clock, workspace, link, config }
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    async fn scorer(&self, url: &str) -> LeadScorer {
        let secret = Secret::from_random(rand::random());
        let scorer = LeadScorer::new(self.workspace, url.to_owned(), secret, self.clock.now());
        assert!(self.store().insert_lead_scorer(&scorer).await.unwrap());
        scorer
    }

    /// A scan of the link by a device, projected.
    async fn scan(&self, user_agent: &str) {
        let now = self.clock.now();
        let scan = Scan {
            id: EventId::new(now),
            workspace: self.workspace,
            link: self.link,
            scanned_at: now.as_millis(),
            action: Action::Scan,
            method: "GET".to_owned(),
            entrypoint: "https://qr.example.com/a".to_owned(),
            destination: "https://example.com".to_owned(),
            exit: EventAction::ClientRedirect,
            shown: crate::domain::trace::Shown::default(),
            user_agent: user_agent.to_owned(),
            language: "de".to_owned(),
            referrer: String::new(),
            purpose: String::new(),
            network: "203.0.113.0/24".to_owned(),
            address_hash: "0123456789abcdef".to_owned(),
        };
        self.store().insert_scans(&[scan]).await.unwrap();
        let (store, clock) = (self.store().clone(), self.clock.clone());
        let projector = Projector::new(store, clock, key(), Arc::default(), Arc::default());
        // A job that is told to stop at once projects one batch. Each is another process: the last one's lease runs out.
        self.clock.set(now.after(Duration::from_secs(3)));
        let stop = CancellationToken::new();
        stop.cancel();
        projector::run(Arc::new(projector), stop).await;
        assert_eq!(self.store().meet_scans(1).await.unwrap().scans().count(), 0, "projected");
    }

    fn start(&self) -> JoinHandle<()> {
        let worker = Worker {
            store: self.store().clone(),
            clock: self.clock.clone(),
            scorers: Scorers::new(&self.config).unwrap(),
            at_once: 8,
            per_scorer: 2,
        };
        tokio::spawn(run(worker, CancellationToken::new()))
    }

    fn pass(&self, time: Duration) {
        self.clock.set(self.clock.now().after(time));
    }

    async fn leads(&self) -> Vec<Lead> {
        let visitors = self.texts("select id from visitors order by id").await;
        let visitors: Vec<VisitorId> = visitors.iter().map(|id| id.parse().unwrap()).collect();
        self.store().leads_of(self.workspace, &visitors).await.unwrap()
    }

    /// The one score as it is shown.
    async fn shown(&self) -> (i64, bool) {
        let leads = self.leads().await;
        assert_eq!(leads.len(), 1);
        (leads[0].score(), leads[0].external.is_some())
    }

    async fn until<T: PartialEq + std::fmt::Debug>(&self, what: &str, ask: impl AsyncFn() -> T, expected: T) {
        let deadline = tokio::time::Instant::now() + LONG;
        loop {
            let found = ask().await;
            if found == expected {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{}: {what}: {found:?}", self.database.kind);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn until_shown(&self, score: i64, is_external: bool) {
        self.until("what is shown", async || self.shown().await, (score, is_external)).await;
        let scope = Scope { workspace: self.workspace, link: Some(self.link) };
        let totals = async || self.store().lead_totals(scope).await.unwrap();
        self.until("the sum of scores", totals, (1, score)).await;
    }

    /// Waits until this many requests wait, which have failed so often together.
    async fn until_queued(&self, count: &str, attempts: &str) {
        let queued = "select cast(count(*) as text) || ' ' || cast(coalesce(sum(attempts), 0) as text) from lead_scorings";
        let expected = vec![format!("{count} {attempts}")];
        self.until("what waits", async || self.texts(queued).await, expected).await;
    }

    async fn found(&self) -> LeadScorer {
        self.store().lead_scorer(self.workspace).await.unwrap().unwrap()
    }

    async fn texts(&self, sql: &'static str) -> Vec<String> {
        self.database.texts(sql).await.into_iter().flatten().collect()
    }
}

fn key() -> Key {
    Key { id: KeyId::from_bytes([0; 16]), secret: [7; 32] }
}

#[tokio::test]
async fn what_a_scorer_thinks_is_shown_until_it_thinks_again() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        bench.scan(PHONE).await;
        assert_eq!(bench.shown().await, (RULES, false));
        let answers = [r#"{"score":87,"dimensions":{"budget":90},"reason":"big"}"#, r#"{"score":12.4}"#];
        let mut receiver = Receiver::answering(&answers).await;
        bench.scorer(&receiver.url).await;
        // Three visits are one request, once the time to gather is over.
        for _ in 0..3 {
            bench.scan(PHONE).await;
        }
        bench.until_queued("1", "0").await;
        let rules = bench.shown().await.0;
        let job = bench.start();
        let (head, body) = receiver.next().await;
        assert!(head.contains("webhook-signature: v1,") && head.starts_with("POST /score "), "{head}");
        assert!(head.contains(&format!("webhook-id: {}", body["id"].as_str().unwrap())), "{head}");
        assert_eq!(
            (&body["data"]["inputs"]["visits"], &body["data"]["rules"]["score"]),
            (&json!(4), &json!(rules))
        );
        assert_eq!(body["data"]["attributes"], json!({}), "nothing is told that nobody named");
        bench.until_shown(87, true).await;
        let lead = bench.leads().await.remove(0);
        assert_eq!(lead.inputs.score().overall, rules, "the rules' score stays beside it");
        assert!(lead.explanation().contains("own scorer: big\nBy rules: Score"), "{}", lead.explanation());
        bench.until_queued("0", "0").await;
        let found = bench.found().await;
        assert_eq!((found.success_count, found.failure_count, found.failures), (1, 0, 0));
        // The next visit is scored anew; until then the old opinion stands.
        bench.scan(PHONE).await;
        assert_eq!(bench.shown().await, (87, true));
        bench.pass(GATHER);
        receiver.next().await;
        bench.until_shown(12, true).await;
        bench.scan(CRAWLER).await;
        bench.until_queued("0", "0").await;
        assert!(receiver.requests.try_recv().is_err());
        job.abort();
    }
}

#[tokio::test]
async fn a_scorer_that_fails_is_tried_five_times_and_then_the_rules_stand() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let answers =
            [r#"{"score":50}"#, "500", r#"{"score":500}"#, "{\"score\":NaN}", "302", "503", r#"{"score":1}"#];
        let mut receiver = Receiver::answering(&answers).await;
        bench.scorer(&receiver.url).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let job = bench.start();
        receiver.next().await;
        bench.until_shown(50, true).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let mut ids = Vec::new();
        for (number, (wait, error)) in [
            (6, "it answered 500; a score comes with 200"),
            (36, "score is 500; it has to be from 0 to 100"),
            (360, "its answer is no JSON (it cannot be read)"),
            (2160, "it answered 302; a score comes with 200"),
        ]
        .into_iter()
        .enumerate()
        {
            ids.push(receiver.next().await.1["id"].clone());
            bench.until_queued("1", &(number + 1).to_string()).await;
            assert_eq!(bench.shown().await, (50, true), "the old opinion stands meanwhile");
            let found = bench.found().await;
            assert_eq!((found.last_error.as_deref(), found.failures), (Some(error), number as i64 + 1));
            bench.pass(Duration::from_secs(wait));
        }
        ids.push(receiver.next().await.1["id"].clone());
        assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "one request: {ids:?}");
        bench.until_queued("0", "0").await;
        let (score, is_external) = bench.shown().await;
        assert!(score > RULES && !is_external, "{score}");
        // The next visit is another try.
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        receiver.next().await;
        bench.until_shown(1, true).await;
        assert_eq!(bench.found().await.failures, 0);
        job.abort();
    }
}

#[tokio::test]
async fn what_a_killed_process_asked_is_asked_again() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[NEVER, r#"{"score":50}"#]).await;
        bench.scorer(&receiver.url).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let killed = bench.start();
        let first = receiver.next().await.1;
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
        let jobs = [bench.start(), bench.start()];
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(receiver.requests.try_recv().is_err(), "the lease still runs");
        bench.pass(MARGIN + Duration::from_secs(10));
        assert_eq!(receiver.next().await.1["id"], first["id"]);
        bench.until_shown(50, true).await;
        bench.until_queued("0", "0").await;
        assert!(receiver.requests.try_recv().is_err(), "two processes share what waits");
        jobs.iter().for_each(JoinHandle::abort);
    }
}

#[tokio::test]
async fn a_change_in_the_middle_of_a_request_is_asked_for_too() {
    for database in databases().await {
        let bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[r#"{"score":50}"#]).await;
        bench.scorer(&receiver.url).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let until = bench.clock.now().after(MARGIN);
        let claimed = bench.store().claim_scorings(bench.clock.now(), until, &[(bench.workspace, 5)]).await;
        let claimed = claimed.unwrap().remove(0);
        bench.scan(PHONE).await;
        let opinion =
            crate::domain::lead::opinion::Opinion::read(200, r#"{"score":9}"#, false, bench.clock.now());
        let Claimed { lead, id, version, .. } = claimed;
        let (workspace, at) = (bench.workspace, bench.clock.now());
        let ended = |version, result| Ended { workspace, lead, id, version, at, result };
        let record = async |ended: Ended| {
            let mut tx = bench.store().begin().await.unwrap();
            tx.record_scorings(&[ended]).await.unwrap();
            tx.commit().await.unwrap();
        };
        // What another address answered does not count.
        record(ended(version + 1, Ok(opinion.clone().unwrap()))).await;
        assert!(!bench.shown().await.1);
        record(ended(version, Ok(opinion.unwrap()))).await;
        assert_eq!(bench.shown().await, (9, true));
        // Given up, but for the visit of before.
        record(ended(version, Err(Failed { error: "x".to_owned(), again: None }))).await;
        assert_eq!(bench.shown().await, (9, true));
        bench.until_queued("1", "0").await;
        let job = bench.start();
        bench.pass(GATHER);
        assert_eq!(receiver.next().await.1["data"]["inputs"]["visits"], 2);
        bench.until_shown(50, true).await;
        job.abort();
    }
}

#[tokio::test]
async fn erased_visitors_and_deleted_scorers_are_not_asked_for() {
    for database in databases().await {
        let mut bench = Bench::new(database).await;
        let mut receiver = Receiver::answering(&[r#"{"score":50,"reason":"kingfisher"}"#, NEVER]).await;
        bench.scorer(&receiver.url).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let job = bench.start();
        receiver.next().await;
        bench.until_shown(50, true).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        receiver.next().await;
        // Erased in the middle of a request.
        let visitor = bench.leads().await[0].visitor;
        let mut tx = bench.store().begin().await.unwrap();
        assert!(
            erasure::erase(&mut tx, (bench.workspace, visitor), &key(), bench.clock.now()).await.unwrap()
        );
        tx.commit().await.unwrap();
        bench.pass(GATHER);
        bench.until_queued("0", "0").await;
        assert_eq!(bench.database.traces("kingfisher").await, [""; 0]);
        job.abort();
        drop(job.await);

        // Deleted: what it gave is taken back, what waits is dropped; the same when the operator forbids all of them.
        let mut receiver = Receiver::answering(&[r#"{"score":60}"#]).await;
        let scorer = LeadScorer { url: receiver.url.clone(), version: 2, ..bench.found().await };
        bench.store().update_lead_scorer(&scorer).await.unwrap();
        for is_forbidden in [false, true] {
            bench.scan(PHONE).await;
            bench.pass(GATHER);
            let job = bench.start();
            receiver.next().await;
            bench.until_shown(60, true).await;
            bench.scan(PHONE).await;
            if is_forbidden {
                job.abort();
                drop(job.await);
                bench.config.external = false;
                let job = bench.start();
                bench.until("the rules", async || bench.shown().await.1, false).await;
                bench.until_queued("0", "0").await;
                assert_eq!(bench.found().await.url, receiver.url, "the setting stays");
                job.abort();
            } else {
                assert!(bench.store().delete_lead_scorer(bench.workspace, bench.clock.now()).await.unwrap());
                assert!(bench.store().lead_scorer(bench.workspace).await.unwrap().is_none());
                bench.until("the rules", async || bench.shown().await.1, false).await;
                bench.until_queued("0", "0").await;
                let scorers = async || bench.texts("select workspace_id from lead_scorers").await;
                bench.until("no scorer", scorers, Vec::new()).await;
                job.abort();
                drop(job.await);
                bench.scorer(&receiver.url).await;
            }
        }
        assert!(receiver.requests.try_recv().is_err());
    }
}

#[tokio::test]
async fn private_addresses_are_refused_and_slow_scorers_hold_up_nobody() {
    for database in databases().await {
        let mut bench = Bench::new(database).await;
        let mut slow = Receiver::answering(&[NEVER]).await;
        bench.scorer(&slow.url).await;
        for device in 0..5 {
            bench.scan(&format!("{PHONE} {device}")).await;
        }
        let other = bench.database.workspace(bench.clock.now()).await;
        let link = bench.database.link(other, bench.clock.now()).await.id;
        let first = std::mem::replace(&mut bench.workspace, other);
        bench.link = link;
        let mut quick = Receiver::answering(&[r#"{"score":70}"#]).await;
        bench.scorer(&quick.url).await;
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let job = bench.start();
        quick.next().await;
        for _ in 0..2 {
            slow.next().await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(slow.requests.try_recv().is_err(), "no more than two at once");
        let theirs = bench.store().lead_scorer(first).await.unwrap().unwrap();
        assert_eq!((theirs.success_count, theirs.failure_count), (0, 0));
        job.abort();
        drop(job.await);

        bench.config.allow_subnets.clear();
        bench.scan(PHONE).await;
        bench.pass(GATHER);
        let job = bench.start();
        let error = async || bench.found().await.last_error;
        bench.until("an error", error, Some("127.0.0.1 does not lead to a public address".to_owned())).await;
        assert!(quick.requests.try_recv().is_err(), "nothing was sent");
        job.abort();
    }
}
