//! A receiver of webhooks: a real server on 127.0.0.1 that keeps what it got and answers as it was told to.
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::scripts::python;
use crate::wait::until;

/// A receiver that listens; stops when dropped.
#[derive(Debug)]
pub struct Receiver {
    url: String,
    inner: Arc<Inner>,
    serving: JoinHandle<()>,
}

/// One request that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, byte for byte.
    pub body: Vec<u8>,
    /// When it had come whole.
    pub at: Instant,
}

/// How one request is answered.
#[derive(Debug, Clone, Copy)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// How long the answer takes.
    pub delay: Duration,
}

impl Received {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON in a webhook's body")
    }

    /// A header; empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What the Standard Webhooks library for Python says of it under this secret: `verified`, or why it refuses.
    #[must_use]
    pub fn verdict(&self, secret: &str) -> String {
        let headers: BTreeMap<&str, &str> =
            self.headers.keys().map(|name| (name.as_str(), self.header(name.as_str()))).collect();
        let body = String::from_utf8_lossy(&self.body);
        let input = json!([{ "secret": secret, "headers": headers, "body": body }]);
        let printed = python("webhooks/verify.py", &[] as &[&str], &input.to_string());
        let verdicts: Vec<String> = serde_json::from_str(&printed).expect("verdicts by verify.py");
        verdicts.concat()
    }
}

impl Reply {
    /// An answer at once.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, delay: Duration::ZERO }
    }
}

#[derive(Debug, Default)]
struct Inner {
    received: Mutex<Vec<Received>>,
    script: Mutex<VecDeque<Reply>>,
}

impl Receiver {
    /// Starts a receiver that gives these answers in turn, and 200 to everything after them.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let inner = Arc::new(Inner { script: Mutex::new(script.into_iter().collect()), ..Inner::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port for webhooks");
        let address = listener.local_addr().expect("the port's address");
        let router = Router::new().fallback(receive).with_state(Arc::clone(&inner));
        let serving = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Self { url: format!("http://{address}/webhook"), inner, serving }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came so far, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.inner.received).clone()
    }

    /// What came after the first `count` requests, in order.
    #[must_use]
    pub fn received_after(&self, count: usize) -> Vec<Received> {
        lock(&self.inner.received).iter().skip(count).cloned().collect()
    }

    /// Waits until `count` requests have come; gives all that came.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        until(&format!("webhook request {count}"), async || {
            let received = self.received();
            (received.len() >= count).then_some(received)
        })
        .await
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn receive(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    lock(&inner.received).push(Received { headers, body: body.to_vec(), at: Instant::now() });
    let reply = lock(&inner.script).pop_front().unwrap_or(Reply::status(200));
    sleep(reply.delay).await;
    StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
