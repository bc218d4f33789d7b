//! The server from start to stop, as a load balancer sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::time::Duration;

use e2e::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends one request on a connection that stays open; gives what came back first.
async fn ask(stream: &mut TcpStream, path: &str) -> String {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn a_stop_closes_idle_connections_and_ends_at_once() {
    let server = Server::start().await.unwrap();
    let address = server.address();
    let mut kept_alive = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut kept_alive, "/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(ask(&mut kept_alive, "/readyz").await.starts_with("HTTP/1.1 200"));

    tokio::time::timeout(Duration::from_secs(5), server.stop())
        .await
        .expect("an idle connection held the server up")
        .unwrap();
    assert_eq!(kept_alive.read(&mut [0; 16]).await.unwrap_or(0), 0, "the connection is closed");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
