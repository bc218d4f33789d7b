//! Receivers that do their worst, all at once on one server: each message gets its attempt with what went wrong, a good
//! receiver gets everything, and no visitor waits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::time::Duration;

use e2e::{Api, Database, Program, Receiver, on_both_databases, text, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

on_both_databases!(hostile: hostile_receivers_hold_up_nobody_on_sqlite, hostile_receivers_hold_up_nobody_on_postgres);

/// Scans of the one link.
const SCANS: usize = 12;
/// How long an attempt may take, in ms.
const TIMEOUT: &str = "1000";

#[derive(Debug, Clone, Copy)]
enum Manner {
    Silent,
    HangsInHead,
    HangsInBody,
    DripsHead,
    EndlessBody,
    EndlessHead,
    Redirects,
    Fails,
    Garbage,
    Resets,
    ShortBody,
    NoTls,
    Closes,
}

/// Every manner, what an attempt then has as its status, and what its error begins with.
const MANNERS: [(Manner, Option<u64>, &str); 13] = [
    (Manner::Silent, None, "no whole answer came within 1000 ms"),
    (Manner::HangsInHead, None, "no whole answer came within 1000 ms"),
    (Manner::HangsInBody, None, "no whole answer came within 1000 ms"),
    (Manner::DripsHead, None, "no whole answer came within 1000 ms"),
    (Manner::EndlessBody, Some(200), ""),
    (Manner::EndlessHead, None, "the answer cannot be read"),
    (Manner::Redirects, Some(302), ""),
    (Manner::Fails, Some(503), ""),
    (Manner::Garbage, None, "the answer cannot be read"),
    (Manner::Resets, None, "the answer cannot be read"),
    (Manner::ShortBody, None, "the answer cannot be read"),
    (Manner::NoTls, None, "no secure connection can be made"),
    (Manner::Closes, None, "the answer cannot be read"),
];

/// A receiver of this manner; gives its address.
async fn receiver(manner: Manner, lure: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let scheme = if matches!(manner, Manner::NoTls) { "https" } else { "http" };
    let url = format!("{scheme}://{}/", listener.local_addr().unwrap());
    let lure = lure.to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(manner, stream, lure.clone()));
        }
    });
    url
}

async fn answer(manner: Manner, mut stream: TcpStream, lure: String) -> std::io::Result<()> {
    if matches!(manner, Manner::Resets) {
        // Closed with what was sent unread.
        stream.readable().await?;
        return Ok(());
    }
    let mut request = vec![0; 64 * 1024];
    let _ = stream.read(&mut request).await?;
    match manner {
        Manner::Silent => std::future::pending().await,
        Manner::HangsInHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nx-a: b").await?;
            std::future::pending().await
        }
        Manner::HangsInBody => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await?;
            std::future::pending().await
        }
        Manner::DripsHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nx-slow: ").await?;
            loop {
                stream.write_all(b"a").await?;
                sleep(Duration::from_millis(50)).await;
            }
        }
        Manner::EndlessBody => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'y'; 4096]).await?;
            }
        }
        Manner::EndlessHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(format!("x-more: {}\r\n", "h".repeat(8000)).as_bytes()).await?;
            }
        }
        Manner::Redirects => {
            let head = format!("HTTP/1.1 302 Found\r\nlocation: {lure}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(head.as_bytes()).await
        }
        Manner::Fails => {
            stream.write_all(b"HTTP/1.1 503 Busy\r\nretry-after: 1\r\ncontent-length: 4\r\n\r\nbusy").await
        }
        Manner::Garbage | Manner::NoTls => stream.write_all(b"\x00\x01 no HTTP at all\r\n\r\n").await,
        Manner::ShortBody => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort").await,
        Manner::Resets | Manner::Closes => Ok(()),
    }
}

async fn hostile(database: Database) {
    let program = Program::new(database).with_local_webhooks().with("QR_WEBHOOKS__TIMEOUT_MS", TIMEOUT);
    let token = program.set_up("Hostile");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    let (good, lure) = (Receiver::start([]).await, Receiver::start([]).await);
    let mut hooks = Vec::new();
    for (manner, ..) in MANNERS {
        let url = receiver(manner, lure.url()).await;
        hooks.push(api.new_webhook(&url, &["link.scanned"]).await);
    }
    api.new_webhook(good.url(), &["link.scanned"]).await;
    let link = api.new_link_to("https://example.com").await;
    for _ in 0..SCANS {
        assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    }
    let received = good.wait_for(SCANS).await;
    assert_eq!(received.len(), SCANS);

    for ((manner, status, error), hook) in MANNERS.into_iter().zip(&hooks) {
        let path = format!("/v1/webhooks/{}/deliveries", text(hook, "id"));
        let what = format!("an attempt at the receiver that is {manner:?}");
        let attempted = until(&what, async || {
            let list = api.get(&path).await.ok()["deliveries"].take();
            let tried = list.as_array().unwrap().iter().find(|delivery| delivery["attempts"][0].is_object());
            tried.cloned()
        })
        .await;
        let attempt = &attempted["attempts"][0];
        assert_eq!(attempt["status_code"].as_u64(), status, "{manner:?}: {attempt}");
        assert!(attempt["error"].as_str().unwrap_or_default().starts_with(error), "{manner:?}: {attempt}");
        let cut = matches!(manner, Manner::EndlessBody);
        assert_eq!(attempt["response_truncated"], cut, "{manner:?}: {attempt}");
        if cut {
            let whole = api.get(&format!("{path}/{}", text(&attempted, "id"))).await.ok();
            let response = text(&whole["delivery"]["attempts"][0], "response");
            assert_eq!(response.len(), 16 * 1024);
        } else {
            assert_ne!(attempted["status"], "DELIVERY_STATUS_DELIVERED", "{manner:?}");
        }
    }
    assert_eq!(lure.received().len(), 0, "a redirect was followed");
    assert_eq!(api.visit(text(&link, "entrypoint")).await.status, 302);
    good.wait_for(SCANS + 1).await;
}
