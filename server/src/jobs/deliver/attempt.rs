//! One try of a message: signed, sent and judged.

use std::sync::Arc;

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
use crate::store::deliveries::{Attempted, Claimed, Ended};

/// Most bytes that are kept of an answer.
const RESPONSE: usize = 16 * 1024;

/// Why a message was not even sent: what is kept of its webhook cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unsent {
    #[error("{0}")]
    Unsignable(#[from] Unsignable),
    #[error("the URL cannot be read ({0})")]
    Url(#[from] url::ParseError),
}

/// Tries a claimed message, twice at once where nobody answered the first time; gives what came of each attempt.
pub(super) async fn deliver(deliverer: Arc<Deliverer>, delivery: Claimed) -> Vec<Ended> {
    let number = u32::try_from(delivery.attempts).unwrap_or(u32::MAX).saturating_add(1);
    let mut all = Vec::with_capacity(1);
    for immediate in [false, true] {
        let ended = attempt(&deliverer, &delivery, Attempt { number, immediate }).await;
        let again = ended.next == Next::AtOnce;
        all.push(ended);
        if !again {
            break;
        }
    }
    all
}

async fn attempt(deliverer: &Deliverer, delivery: &Claimed, attempt: Attempt) -> Ended {
    let at = deliverer.clock.now();
    let started = Instant::now();
    let result = send(deliverer, delivery, at).await;
    let latency = started.elapsed();
    let now = deliverer.clock.now();
    let outcome = result.as_ref().map_or(Outcome::Failed, outbound::outcome);
    let next = schedule::next(attempt, outcome, now, rand::random());
    counter!("qr_webhook_attempts_total", "outcome" => label(outcome)).increment(1);
    histogram!("qr_webhook_attempt_seconds").record(latency.as_secs_f64());
    let (answer, error) = match result {
        Ok(Ok(answer)) => (Some(answer), None),
        Ok(Err(error)) => (None, Some(error.to_string())),
        Err(error) => (None, Some(error.to_string())),
    };
    let attempt = Attempted {
        delivery: delivery.id,
        workspace: delivery.workspace,
        webhook: delivery.webhook,
        at,
        status_code: answer.as_ref().map(|answer| answer.status),
        error,
        latency,
        truncated: answer.as_ref().is_some_and(|answer| answer.truncated),
        response: answer.map(|answer| answer.body),
    };
    Ended { attempt, next, at: now }
}

async fn send(
    deliverer: &Deliverer,
    delivery: &Claimed,
    at: Timestamp,
) -> Result<Result<Answer, OutboundError>, Unsent> {
    let url = Url::parse(&delivery.endpoint_url)?;
    let signed = signature::headers(&delivery.id.to_string(), at, &delivery.body, &delivery.secrets)?;
    let own = delivery.headers.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let mut headers: Vec<(&str, String)> = own.collect();
    headers.push(("content-type", "application/json".to_owned()));
    headers.extend(signed);
    let body = Bytes::from(delivery.body.clone());
    let request =
        Request { url: &url, headers: &headers, body, deadline: deliverer.timeout, max_response: RESPONSE };
    Ok(deliverer.outbound.post(request).await)
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
