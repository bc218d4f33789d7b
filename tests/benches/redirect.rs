//! Redirects of the real server, each with its durable event, beside a bare axum server that answers 302 from a map.
//!
//! `wrk` asks both in turn, at 32 and at 256 connections, round after round; medians and ratios are printed. CPU time per
//! request is what to compare on a shared machine: in all, with the events that are projected meanwhile, and without the thread in
//! which SQLite works. `ROUNDS` and `RUN_SECONDS` set more or longer runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark reports by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::collections::HashMap;
use std::env;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as Slug, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::IntoResponse;
use axum::routing::get;
use e2e::process::{cpu_seconds, cpu_seconds_of_threads};
use e2e::{Api, Database, Durability, PHONE, Postgres, Program, repository, until_within};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

const LINKS: usize = 1000;
const CONNECTIONS: [u32; 2] = [32, 256];
/// Name of the server's threads that write to SQLite.
const WRITER: &str = "qr-writer";
/// Argument that makes this program the bare server.
const BARE: &str = "--bare-server";

/// What one run of wrk measured.
#[derive(Debug, Clone, Copy)]
struct Run {
    per_second: f64,
    /// 50 % of the answers took at most this, in ms.
    median: f64,
    /// 99 % of the answers took at most this, in ms.
    slow: f64,
    /// CPU time of the server for each request while wrk asked, in µs; projection of events that keeps up included.
    cpu: f64,
    /// The same without the thread that writes to SQLite; of PostgreSQL nothing is counted anyway.
    own: f64,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if env::args().any(|argument| argument == BARE) {
        runtime.block_on(serve_bare());
    } else if cfg!(target_os = "linux") {
        runtime.block_on(compare());
    } else {
        println!("redirect: left out, CPU time is read from Linux's /proc");
    }
}

/// The floor: what axum alone costs for such an answer.
async fn serve_bare() {
    let links: HashMap<String, String> =
        (0..LINKS).map(|number| (slug(number), format!("https://example.com/{number}"))).collect();
    let app = Router::new().route("/{slug}", get(bare)).with_state(Arc::new(links));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("listening on http://{}", listener.local_addr().expect("its address"));
    axum::serve(listener, app).await.expect("serving");
}

async fn bare(
    State(links): State<Arc<HashMap<String, String>>>,
    Slug(slug): Slug<String>,
) -> impl IntoResponse {
    match links.get(&slug) {
        Some(destination) => Ok((
            StatusCode::FOUND,
            [(LOCATION, destination.clone()), (CACHE_CONTROL, "private, no-store".to_owned())],
        )),
        None => Err(StatusCode::NOT_FOUND),
    }
}

async fn compare() {
    let rounds: usize = env::var("ROUNDS").map_or(3, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let mut bare: Vec<Vec<Run>> = vec![Vec::new(); CONNECTIONS.len()];
    // A cluster that syncs its commits, as SQLite does.
    let cluster = Postgres::start_new(Durability::Real);
    let databases = [Database::Sqlite, Database::Own(cluster.new_database())];
    let mut servers = Vec::new();
    for database in databases {
        servers.push(Measured::new(database).await);
    }
    for _ in 0..rounds {
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            bare[at].push(run_bare(connections).await);
            for server in &mut servers {
                server.run(at, connections).await;
            }
        }
    }
    println!(
        "\nredirect: {rounds} rounds, medians (ratios to the bare server of the same round; of PostgreSQL nothing is counted)"
    );
    for (at, connections) in CONNECTIONS.into_iter().enumerate() {
        print("bare axum", connections, &bare[at], &bare[at]);
        for server in &servers {
            print(server.program.database(), connections, &server.runs[at], &bare[at]);
        }
    }
    for server in &servers {
        server.account();
    }
}

/// The real server on one database, and what was measured of it.
struct Measured {
    program: Program,
    token: String,
    runs: Vec<Vec<Run>>,
    answered: f64,
    recorded: f64,
    /// CPU time of all runs until every event was projected, in s.
    cpu: f64,
}

impl Measured {
    async fn new(database: Database) -> Self {
        let program = Program::new(database).with("QR_LIMITS__TOKEN_PER_MINUTE", "100000");
        let token = program.set_up("Benchmark");
        let server = program.start().await;
        let api = Api::new(server.base(), &token);
        for number in 0..LINKS {
            let destination = format!("https://example.com/{number}");
            api.new_link(json!({ "destination": destination, "shortlink": slug(number) })).await;
        }
        Self {
            program,
            token,
            runs: vec![Vec::new(); CONNECTIONS.len()],
            answered: 0.0,
            recorded: 0.0,
            cpu: 0.0,
        }
    }

    async fn run(&mut self, at: usize, connections: u32) {
        let server = self.program.start().await;
        let process = server.process().expect("it runs");
        let begin = cpu_seconds(process);
        let (run, answered) = wrk(server.base(), connections, process).await;
        self.answered += answered;
        self.runs[at].push(run);
        // Until the projector has caught up, so that it does not disturb the next run.
        let api = Api::new(server.base(), &self.token);
        let answered = self.answered;
        self.recorded = until_within("every answered scan as an event", Duration::from_mins(5), async || {
            let total = api.get("/v1/events/list?page_size=1").await.ok()["total_count"].as_f64()?;
            (total >= answered).then_some(total)
        })
        .await;
        self.cpu += cpu_seconds(process) - begin;
        assert!(server.stop().await.success());
    }

    fn account(&self) {
        println!(
            "{:<12} {} answered, {} recorded, {:.1} µs CPU for each with its projection",
            self.program.database(),
            self.answered,
            self.recorded,
            self.cpu * 1e6 / self.answered
        );
    }
}

async fn run_bare(connections: u32) -> Run {
    let mut child: Child = Command::new(env::current_exe().expect("this program"))
        .arg(BARE)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the bare server");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let line = lines.next_line().await.expect("a line").expect("the line that tells the address");
    let base = line.strip_prefix("listening on ").expect("the address").to_owned();
    let (run, _) = wrk(&base, connections, child.id().expect("it runs")).await;
    child.kill().await.expect("killing it");
    run
}

/// Lets wrk ask the server at `base`, after a second of warming up; what it measured, and all requests that were answered.
async fn wrk(base: &str, connections: u32, process: u32) -> (Run, f64) {
    let seconds: u32 =
        env::var("RUN_SECONDS").map_or(5, |seconds| seconds.parse().expect("RUN_SECONDS is a number"));
    let [warming, ..] = ask(base, connections, 1).await;
    let spent = || (cpu_seconds(process), cpu_seconds_of_threads(process, WRITER));
    let before = spent();
    let figures = ask(base, connections, seconds).await;
    let after = spent();
    let (cpu, writer) = (after.0 - before.0, after.1 - before.1);
    let [requests, duration, median, slow, failed] = figures;
    assert!(failed == 0.0, "{failed} of {requests} requests failed");
    let run = Run {
        per_second: requests * 1e6 / duration,
        median: median / 1e3,
        slow: slow / 1e3,
        cpu: cpu * 1e6 / requests,
        own: (cpu - writer) * 1e6 / requests,
    };
    (run, warming + requests)
}

/// Requests, duration in µs, the two percentiles in µs, failures.
async fn ask(base: &str, connections: u32, seconds: u32) -> [f64; 5] {
    let script = repository().join("tests/benches/slugs.lua");
    let ran = Command::new("wrk")
        .args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "--timeout", "10s", "-s"])
        .arg(&script)
        .arg(base)
        .env("LINKS", LINKS.to_string())
        .env("AGENT", PHONE)
        .output()
        .await
        .expect("wrk (Debian: apt install wrk)");
    let text = String::from_utf8_lossy(&ran.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("figures "));
    let line = line.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&ran.stderr)));
    let numbers: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
    numbers.try_into().expect("five numbers")
}

fn slug(number: usize) -> String {
    format!("s{number:05}")
}

fn print(name: &str, connections: u32, runs: &[Run], bare: &[Run]) {
    let ratio = |of: fn(&Run) -> f64| median(runs.iter().zip(bare).map(|(run, bare)| of(run) / of(bare)));
    println!(
        "{name:<12} {connections:>4} connections {:>8.0}/s ({:.2}x)  p50 {:>7.2} ms  p99 {:>7.2} ms  CPU {:>6.1} µs ({:.2}x), without the database {:>6.1} µs ({:.2}x)",
        median(runs.iter().map(|run| run.per_second)),
        ratio(|run| run.per_second),
        median(runs.iter().map(|run| run.median)),
        median(runs.iter().map(|run| run.slow)),
        median(runs.iter().map(|run| run.cpu)),
        ratio(|run| run.cpu),
        median(runs.iter().map(|run| run.own)),
        ratio(|run| run.own),
    );
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
