//! The server from start to stop, as a load balancer sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::time::Duration;

use e2e::{Database, Program, on_both_databases};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

on_both_databases!(stopped: a_stop_closes_idle_connections_on_sqlite, a_stop_closes_idle_connections_on_postgres);

/// Sends one request on a connection that stays open; gives what came back first.
async fn ask(stream: &mut TcpStream, path: &str) -> String {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

async fn stopped(database: Database) {
    // Without `migrate`: a first start brings the schema along.
    let program = Program::new(database);
    let server = program.start().await;
    let address = server.base().trim_start_matches("http://").to_owned();
    let mut kept_alive = TcpStream::connect(&address).await.unwrap();
    assert!(ask(&mut kept_alive, "/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(ask(&mut kept_alive, "/readyz").await.starts_with("HTTP/1.1 200"));

    let asked = Instant::now();
    assert!(server.stop().await.success());
    assert!(asked.elapsed() < Duration::from_secs(5), "an idle connection held the server up");
    assert_eq!(kept_alive.read(&mut [0; 16]).await.unwrap_or(0), 0, "the connection is closed");
    assert!(TcpStream::connect(&address).await.is_err(), "nobody listens any more");
}
