//! `kill -9` in the middle of a burst of scans, again and again on the same data: every scan that was answered is found
//! as an event afterwards, once, and a webhook is told of every event, at least once. `ROUNDS` sets how many kills (default
//! 10).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeSet;
use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use e2e::http::{answer, client};
use e2e::{Api, Database, Program, Receiver, Reply, on_both_databases, text, until};
use jiff::Timestamp;
use reqwest::Client;
use serde_json::json;
use tokio::time::{Instant, sleep};

/// Links that are scanned.
const LINKS: usize = 40;
/// User agents of one round. A pair of link and agent is scanned at most once, which tells every scan from every other.
const AGENTS: usize = 25;
/// Connections that scan at the same time.
const CONNECTIONS: usize = 32;
/// Kills between which nobody waits: the next may come while the last one's scans are still being recovered.
const ROUNDS_IN_A_ROW: usize = 4;
/// How long the projector may take to catch up after a restart, while messages are sent: another process's lease ends first.
const CATCH_UP: Duration = Duration::from_secs(90);
/// How long a webhook may be told nothing new while it was not told of everything: leases of processes that were killed
/// end first.
const SILENCE: Duration = Duration::from_mins(3);
const BEGINNING: &str = "2020-01-01T00:00:00Z";

on_both_databases!(kills: kill_9_loses_no_answered_scan_on_sqlite, kill_9_loses_no_answered_scan_on_postgres);

type Visit = (String, String);

async fn kills(database: Database) {
    let rounds: usize = env::var("ROUNDS").map_or(10, |rounds| rounds.parse().expect("ROUNDS is a number"));
    // What a killed server was sending is sent again when its lease ends: half a minute after this time.
    let program = Program::new(database).with_local_webhooks().with("QR_WEBHOOKS__TIMEOUT_MS", "5000");
    let token = program.set_up("Kills");
    let mut server = program.start().await;
    // It takes its time, so that kills find messages on their way.
    let slow = |_| Reply { status: 200, delay: Duration::from_millis(rand::random_range(0..60)) };
    let receiver = Receiver::start((0..rounds * LINKS * AGENTS).map(slow)).await;
    let webhook = json!({ "url": receiver.url(), "events": ["link.scanned"], "include_bots": true });
    let _ = Api::new(server.base(), &token).post("/v1/webhooks", &webhook).await.ok();
    let mut links = Vec::new();
    for number in 0..LINKS {
        let link =
            Api::new(server.base(), &token).new_link_to(&format!("https://example.com/{number}")).await;
        links.push((text(&link, "id").to_owned(), text(&link, "shortlink").to_owned()));
    }
    let begin = Instant::now();
    let mut answered = BTreeSet::new();
    // What was answered since the list was last compared, and when that began: reading all of it every time would be slow.
    let (mut recent, mut since) = (BTreeSet::new(), BEGINNING.to_owned());
    let mut slowest = Duration::ZERO;
    for round in 1..=rounds {
        // The rest of the burst is in flight or on its way when the kill comes.
        let kill_after = rand::random_range(50..LINKS * AGENTS * 3 / 4);
        let burst = Burst::new(server.base(), round, &links);
        let scanning: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(burst.clone().scan())).collect();
        until("the moment of the kill", async || {
            (burst.count.load(Ordering::Relaxed) >= kill_after).then_some(())
        })
        .await;
        server.kill().await;
        for task in scanning {
            task.await.unwrap();
        }
        recent.append(&mut burst.answered.lock().unwrap());

        server = program.start().await;
        if round % ROUNDS_IN_A_ROW == 0 || round == rounds {
            slowest = slowest.max(catch_up(&Api::new(server.base(), &token), &recent, &since).await);
            answered.append(&mut recent);
            since = Timestamp::now().to_string();
        }
    }
    let visits = Api::new(server.base(), &token).visits_since(BEGINNING).await;
    let recorded: BTreeSet<&Visit> = visits.iter().collect();
    assert_eq!(recorded.len(), visits.len(), "no scan is recorded twice");
    assert!(answered.iter().all(|visit| recorded.contains(visit)), "what was found once stays");
    let (told, messages) = told(&receiver, &recorded).await;
    // Scans that were committed and cut off before their answer may have become events since the list was read.
    let listed: BTreeSet<Visit> =
        Api::new(server.base(), &token).visits_since(BEGINNING).await.into_iter().collect();
    assert!(told.is_subset(&listed), "nothing is told that is not recorded");
    let told = told.len();
    println!(
        "{}: {rounds} kills, {} scans answered, {} recorded (the others were cut off before their answer), 0 lost; \
         slowest recovery {slowest:?}; {told} events told, {} of them listed before, by {messages} messages; {:?} in all",
        program.database(),
        answered.len(),
        visits.len(),
        visits.len(),
        begin.elapsed()
    );
}

/// Waits until the receiver was told of every event; gives what it was told of, and by how many messages.
async fn told(receiver: &Receiver, recorded: &BTreeSet<&Visit>) -> (BTreeSet<Visit>, usize) {
    let (mut told, mut messages) = (BTreeSet::new(), 0);
    let mut last = Instant::now();
    loop {
        // Each message is read once: this thread is the receiver's too.
        for message in receiver.received_after(messages) {
            messages += 1;
            let data = message.json()["data"].take();
            let visit =
                (text(&data["link"], "id").to_owned(), text(&data["device"], "user_agent").to_owned());
            if told.insert(visit) {
                last = Instant::now();
            }
        }
        let lost: Vec<&&Visit> = recorded.iter().filter(|visit| !told.contains(**visit)).take(10).collect();
        if lost.is_empty() {
            return (told, messages);
        }
        let count = recorded.len() - told.len().min(recorded.len());
        assert!(
            last.elapsed() < SILENCE,
            "about {count} of {} events were not told: {lost:?}",
            recorded.len()
        );
        sleep(Duration::from_millis(500)).await;
    }
}

/// Waits until every answered scan is listed among those since a time; gives how long that took.
async fn catch_up(api: &Api, answered: &BTreeSet<Visit>, since: &str) -> Duration {
    let back = Instant::now();
    loop {
        let visits: BTreeSet<Visit> = api.visits_since(since).await.into_iter().collect();
        let lost: Vec<&Visit> = answered.difference(&visits).collect();
        if lost.is_empty() {
            return back.elapsed();
        }
        let count = lost.len();
        assert!(back.elapsed() < CATCH_UP, "{count} of {} answered scans are lost: {lost:?}", answered.len());
        sleep(Duration::from_millis(200)).await;
    }
}

/// The scans of one round.
#[derive(Clone)]
struct Burst {
    client: Client,
    base: Arc<str>,
    round: usize,
    links: Arc<[(String, String)]>,
    next: Arc<AtomicUsize>,
    count: Arc<AtomicUsize>,
    answered: Arc<Mutex<BTreeSet<Visit>>>,
}

impl Burst {
    fn new(base: &str, round: usize, links: &[(String, String)]) -> Self {
        Self {
            client: client(),
            base: base.into(),
            round,
            links: links.into(),
            next: Arc::default(),
            count: Arc::default(),
            answered: Arc::default(),
        }
    }

    /// Takes one scan after the other until they are used up or the server is gone.
    async fn scan(self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= LINKS * AGENTS {
                return;
            }
            let (id, slug) = &self.links[number % LINKS];
            let agent = format!("Scanner/{}.{}", self.round, number / LINKS);
            let request = self.client.get(format!("{}/{slug}?q", self.base)).header("user-agent", &agent);
            match answer(request).await {
                Ok(answer) => {
                    assert_eq!(answer.status, 302, "{}", answer.text());
                    self.answered.lock().unwrap().insert((id.clone(), agent));
                    self.count.fetch_add(1, Ordering::Relaxed);
                }
                Err(_) => return,
            }
        }
    }
}
