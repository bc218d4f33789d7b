//! One try of a message: signed, sent, judged and written down.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use metrics::{counter, histogram};
use tokio::time::Instant;
use url::Url;

use super::Deliverer;
use crate::domain::time::Timestamp;
use crate::domain::webhook::schedule::{self, Attempt, Next, Outcome};
use crate::domain::webhook::signature::{self, Unsignable};
use crate::net::error::OutboundError;
use crate::net::outbound::{self, Answer, Request};
use crate::store::deliveries::{Attempted, Claimed};

/// Most bytes that are kept of an answer.
const RESPONSE: usize = 16 * 1024;
/// How often writing down an attempt is tried: what is not written down is sent again.
const RECORD_TRIES: u32 = 4;
/// How long after a failure it is tried again.
const RECORD_PAUSE: Duration = Duration::from_millis(500);

/// Why a message was not even sent: what is kept of its webhook cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unsent {
    #[error("{0}")]
    Unsignable(#[from] Unsignable),
    #[error("the URL cannot be read ({0})")]
    Url(#[from] url::ParseError),
}

/// Tries a claimed message, twice at once where nobody answered the first time, and writes down each attempt.
pub(super) async fn deliver(deliverer: Arc<Deliverer>, delivery: Claimed) {
    let number = u32::try_from(delivery.attempts).unwrap_or(u32::MAX).saturating_add(1);
    for immediate in [false, true] {
        let next = attempt(&deliverer, &delivery, Attempt { number, immediate }).await;
        if next != Next::AtOnce {
            return;
        }
    }
}

async fn attempt(deliverer: &Deliverer, delivery: &Claimed, attempt: Attempt) -> Next {
    let at = deliverer.clock.now();
    let started = Instant::now();
    let result = send(deliverer, delivery, at).await;
    let latency = started.elapsed();
    let now = deliverer.clock.now();
    let outcome = result.as_ref().map_or(Outcome::Failed, outbound::outcome);
    let next = schedule::next(attempt, outcome, now, rand::random());
    counter!("qr_webhook_attempts_total", "outcome" => label(outcome)).increment(1);
    histogram!("qr_webhook_attempt_seconds").record(latency.as_secs_f64());
    let (status_code, response, error) = match result {
        Ok(Ok(answer)) => (Some(answer.status), Some(answer.body), None),
        Ok(Err(error)) => (None, None, Some(error.to_string())),
        Err(error) => (None, None, Some(error.to_string())),
    };
    let attempted = Attempted {
        delivery: delivery.id,
        workspace: delivery.workspace,
        webhook: delivery.webhook,
        at,
        status_code,
        error,
        latency,
        response,
    };
    record(deliverer, &attempted, next, now).await;
    next
}

async fn send(
    deliverer: &Deliverer,
    delivery: &Claimed,
    at: Timestamp,
) -> Result<Result<Answer, OutboundError>, Unsent> {
    let url = Url::parse(&delivery.endpoint_url)?;
    let signed = signature::headers(&delivery.id.to_string(), at, &delivery.body, &delivery.secrets)?;
    let mut headers = vec![("content-type", "application/json".to_owned())];
    headers.extend(signed);
    let body = Bytes::from(delivery.body.clone());
    let request =
        Request { url: &url, headers: &headers, body, deadline: deliverer.timeout, max_response: RESPONSE };
    Ok(deliverer.outbound.post(request).await)
}

async fn record(deliverer: &Deliverer, attempted: &Attempted, next: Next, now: Timestamp) {
    for left in (0..RECORD_TRIES).rev() {
        match deliverer.store.record_attempt(attempted, next, now).await {
            Ok(true) => {
                let (webhook, workspace) = (attempted.webhook, attempted.workspace);
                return tracing::warn!(%webhook, %workspace, "switched off a webhook that failed for days, or is gone");
            }
            Ok(false) => return,
            Err(error) if left == 0 => {
                let delivery = attempted.delivery;
                tracing::error!(%error, %delivery, "an attempt is not written down; when its lease ends it is made again");
            }
            Err(error) => {
                tracing::warn!(%error, delivery = %attempted.delivery, "writing down an attempt to deliver failed");
                tokio::time::sleep(RECORD_PAUSE).await;
            }
        }
    }
}

/// How an attempt is counted: few values, for few series.
const fn label(outcome: Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::Answered { status: 200..=299, .. } => "delivered",
        Outcome::Answered { .. } => "refused",
        Outcome::TimedOut => "timed_out",
        Outcome::Unconnected => "unconnected",
        Outcome::Failed => "failed",
    }
}
