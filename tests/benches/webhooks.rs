//! Messages of the real server to a receiver on this machine: how many a second, the server's CPU time for each, and its
//! memory while many wait.
//!
//! The messages tell of links that are made by the hundred. First they wait, because their receiver never answers; then
//! their webhooks are turned to one that does. `MESSAGES` sets how many (default 100000).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark reports by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use e2e::process::{cpu_seconds, resident_megabytes};
use e2e::{Api, Database, Durability, Postgres, Program, text, until_within};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Links of one request.
const BATCH: usize = 250;
const PATIENCE: Duration = Duration::from_mins(20);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if cfg!(target_os = "linux") {
        runtime.block_on(measure());
    } else {
        println!("webhooks: left out, CPU time and memory are read from Linux's /proc");
    }
}

async fn measure() {
    let messages: usize =
        env::var("MESSAGES").map_or(100_000, |count| count.parse().expect("MESSAGES is a number"));
    let cluster = Postgres::start_new(Durability::Real);
    println!("webhooks: {messages} messages that wait, then a receiver on the same machine");
    for (endpoints, share) in [(100, 1), (1, 10)] {
        for database in [Database::Sqlite, Database::Own(cluster.new_database())] {
            run(database, endpoints, messages / share).await;
        }
    }
}

async fn run(database: Database, endpoints: usize, messages: usize) {
    let program = Program::new(database)
        .with_local_webhooks()
        .with("QR_WEBHOOKS__TIMEOUT_MS", "2000")
        .with("QR_LIMITS__TOKEN_PER_MINUTE", "1000000");
    let token = program.set_up("Benchmark");
    let server = program.start().await;
    let process = server.process().expect("it runs");
    let api = Api::new(server.base(), &token);
    // Bound and never accepted: connections stand, answers never come.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let silent = format!("http://{}/", listener.local_addr().expect("its address"));
    let (count, answering) = receiver().await;
    let mut paths = Vec::new();
    for _ in 0..endpoints {
        let webhook = api.new_webhook(&silent, &["link.created"]).await;
        paths.push(format!("/v1/webhooks/{}", text(&webhook, "id")));
    }
    let empty = resident_megabytes(process);
    let links: Vec<Value> =
        (0..BATCH).map(|number| json!({ "destination": format!("https://example.com/{number}") })).collect();
    let batches = messages.div_ceil(endpoints * BATCH);
    for _ in 0..batches {
        let _ = api.post("/v1/links/bulk", &json!({ "links": links })).await.ok();
    }
    let messages = batches * BATCH * endpoints;
    let waiting = resident_megabytes(process);

    let (begin, cpu) = (Instant::now(), cpu_seconds(process));
    for path in &paths {
        let _ = api.patch(path, &json!({ "url": answering, "active": true })).await.ok();
    }
    let mut most = waiting;
    until_within("every message", PATIENCE, async || {
        most = most.max(resident_megabytes(process));
        (count.load(Ordering::Relaxed) >= messages).then_some(())
    })
    .await;
    let (seconds, cpu) = (begin.elapsed().as_secs_f64(), cpu_seconds(process) - cpu);
    let got = count.load(Ordering::Relaxed);
    println!(
        "{:<12} {endpoints:>4} endpoints {messages:>7} messages {:>7.0}/s  CPU {:>6.1} µs each  memory {empty:.0} MB empty, \
         {waiting:.0} MB waiting, {most:.0} MB at most  ({} more than once)",
        program.database(),
        messages as f64 / seconds,
        cpu * 1e6 / messages as f64,
        got - messages,
    );
    assert!(server.stop().await.success());
    drop(listener);
}

/// A receiver that counts and answers at once.
async fn receiver() -> (Arc<AtomicUsize>, String) {
    let count = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    let router = Router::new().fallback(take).with_state(Arc::clone(&count));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (count, url)
}

async fn take(State(count): State<Arc<AtomicUsize>>, body: axum::body::Bytes) -> StatusCode {
    assert!(!body.is_empty(), "a message without a body");
    count.fetch_add(1, Ordering::Relaxed);
    StatusCode::NO_CONTENT
}
