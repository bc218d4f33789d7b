//! PostgreSQL goes away under a trickle of scans and comes back: every code keeps leading on all the while, and every
//! answered scan is an event afterwards, even when the server itself was killed in between.
//!
//! `OUTAGE_SECONDS` sets how long the database is away, `OUTAGE_SCANNERS` how many scan at once without a pause instead of
//! one that trickles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeSet;
use std::time::Duration;

use e2e::{Answer, Api, Database, Durability, Postgres, Program, Running, text, until, until_within};
use tokio::time::{Instant, sleep};

/// Links that are scanned in turn.
const LINKS: usize = 10;
/// Between two scans.
const TRICKLE: Duration = Duration::from_millis(40);
/// Longer than the 5 s after which cached links are read again: they must be served stale.
const DOWN: u64 = 8;
/// How long it may take until the scans of a long outage are listed.
const CATCH_UP: Duration = Duration::from_mins(10);

type Visit = (String, String);

#[derive(Clone)]
struct Trickle {
    api: Api,
    links: Vec<(String, String)>,
    number: usize,
    answered: BTreeSet<Visit>,
    slowest: Duration,
}

impl Trickle {
    async fn new(api: Api) -> Self {
        let mut links = Vec::new();
        for number in 0..LINKS {
            let link = api.new_link_to(&format!("https://example.com/{number}")).await;
            links.push((text(&link, "id").to_owned(), text(&link, "shortlink").to_owned()));
        }
        Self { api, links, number: 0, answered: BTreeSet::new(), slowest: Duration::ZERO }
    }

    /// One scan, which has to be answered by a redirect to its link's destination.
    async fn scan(&mut self) {
        let at = self.number % LINKS;
        let (id, slug) = &self.links[at];
        let agent = format!("Trickle/{}", self.number / LINKS);
        let start = Instant::now();
        let answer = self.api.visit_as(&format!("/{slug}?q"), &agent).await;
        self.slowest = self.slowest.max(start.elapsed());
        let leads = (answer.status, answer.header("location"));
        assert_eq!(leads, (302, format!("https://example.com/{at}").as_str()), "{}", answer.text());
        self.answered.insert((id.clone(), agent));
        self.number += 1;
    }

    /// Scans every link, so that the server has looked up all of them.
    async fn warm_up(&mut self) {
        for _ in 0..LINKS {
            self.scan().await;
        }
    }

    /// Scans by several at once, each without a pause.
    async fn storm_for(&mut self, time: Duration, scanners: usize) {
        let scanners = (0..scanners).map(|scanner| {
            let mut one = Self { answered: BTreeSet::new(), ..self.clone() };
            // Numbers of its own, so that no two visits are alike.
            one.number = (scanner + 1) * 10_000_000;
            tokio::spawn(async move {
                let end = Instant::now() + time;
                while Instant::now() < end {
                    one.scan().await;
                }
                one
            })
        });
        for scanner in scanners.collect::<Vec<_>>() {
            let one = scanner.await.expect("a scanner that does not panic");
            self.answered.extend(one.answered);
            self.slowest = self.slowest.max(one.slowest);
        }
    }

    async fn scan_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.scan().await;
            sleep(TRICKLE).await;
        }
    }

    /// Waits until every answered scan is listed, each once.
    async fn all_listed(&self, api: &Api) {
        until_within("every answered scan as an event", CATCH_UP, async || {
            let visits = visits(api).await?;
            let distinct: BTreeSet<&Visit> = visits.iter().collect();
            assert_eq!(distinct.len(), visits.len(), "no scan is recorded twice");
            self.answered.iter().all(|visit| distinct.contains(visit)).then_some(())
        })
        .await;
    }
}

/// Every event; `None` while the database is not back yet.
async fn visits(api: &Api) -> Option<Vec<Visit>> {
    if api.get("/v1/events/list?page_size=1").await.status != 200 {
        return None;
    }
    Some(api.visits_since("2020-01-01T00:00:00Z").await)
}

/// A number from the environment.
fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

async fn readiness(api: &Api) -> Answer {
    api.with_token(None).get("/readyz").await
}

async fn set_up(cluster: &Postgres) -> (Program, String, Running) {
    let program = Program::new(Database::Own(cluster.new_database()));
    let token = program.set_up("Outage");
    let server = program.start().await;
    (program, token, server)
}

#[tokio::test]
async fn redirects_survive_an_outage_of_postgres() {
    let cluster = Postgres::start_new(Durability::Real);
    let (_program, token, server) = set_up(&cluster).await;
    let api = Api::new(server.base(), &token);
    let unseen = api.new_link_to("https://example.com/unseen").await;
    let mut trickle = Trickle::new(api.clone()).await;
    trickle.warm_up().await;
    assert_eq!(readiness(&api).await.status, 200);
    let before = trickle.answered.len();

    cluster.stop();
    let down = Duration::from_secs(given("OUTAGE_SECONDS").unwrap_or(DOWN));
    match given("OUTAGE_SCANNERS") {
        Some(scanners) => trickle.storm_for(down, usize::try_from(scanners).unwrap()).await,
        None => trickle.scan_for(down).await,
    }
    let meanwhile = trickle.answered.len() - before;
    let ready = readiness(&api).await;
    assert!(
        ready.text().contains("database"),
        "readiness tells of the outage: {} {}",
        ready.status,
        ready.text()
    );
    assert_eq!(api.with_token(None).get("/healthz").await.status, 200, "the process itself is well");
    let refused = api.get("/v1/links").await;
    assert_eq!(
        (refused.status, refused.json()["code_type"].as_str()),
        (503, Some("UNAVAILABLE")),
        "{}",
        refused.text()
    );
    assert!(!refused.header("retry-after").is_empty());
    let unknown = api.visit(&format!("/{}?q", text(&unseen, "shortlink"))).await;
    assert_eq!(unknown.status, 503, "a link that is not in the cache: {}", unknown.text());
    assert!(!unknown.header("retry-after").is_empty());

    cluster.start();
    let back = Instant::now();
    trickle.scan_for(Duration::from_secs(2)).await;
    until("readiness after the outage", async || {
        let ready = readiness(&api).await;
        (ready.status == 200 && !ready.text().contains("database")).then_some(())
    })
    .await;
    trickle.all_listed(&api).await;
    println!(
        "PostgreSQL gone for {down:?}: {meanwhile} scans answered meanwhile, slowest answer {:?}; all {} scans listed {:?} after its return",
        trickle.slowest,
        trickle.answered.len(),
        back.elapsed()
    );
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn scans_of_an_outage_survive_kill_9() {
    let cluster = Postgres::start_new(Durability::Real);
    let (program, token, server) = set_up(&cluster).await;
    let api = Api::new(server.base(), &token);
    let mut trickle = Trickle::new(api.clone()).await;
    trickle.warm_up().await;
    cluster.stop();
    trickle.scan_for(Duration::from_secs(2)).await;
    server.kill().await;

    cluster.start();
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    trickle.all_listed(&api).await;
    trickle.api = api.clone();
    trickle.scan().await;
    trickle.all_listed(&api).await;
    println!("PostgreSQL gone and the server killed: all {} answered scans listed", trickle.answered.len());
}
