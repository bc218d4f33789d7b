//! Asking workspaces' own scorers: signed as webhooks are, by the same guarded client.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use url::Url;

use super::webhook::Endpoints;
use crate::config::LeadScoring;
use crate::domain::id::ScoringId;
use crate::domain::lead::opinion::{ANSWER, Opinion};
use crate::domain::lead::scorer::{self, SHORTEST_TIMEOUT};
use crate::domain::time::Timestamp;
use crate::domain::webhook::schedule::Outcome;
use crate::domain::webhook::secret::Secret;
use crate::domain::webhook::signature;
use crate::net::error::OutboundError;
use crate::net::outbound::{self, Answer, Outbound, Request, SetupError};
use crate::net::target::UrlProblem;

/// Asks scorers.
#[derive(Debug, Clone)]
pub(crate) struct Scorers {
    endpoints: Endpoints,
    outbound: Outbound,
    /// Whether any is asked.
    pub(crate) are_allowed: bool,
    /// The longest that one may take.
    pub(crate) longest: Duration,
}

/// One request to a scorer.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    pub(crate) id: ScoringId,
    pub(crate) url: &'a str,
    pub(crate) secrets: &'a [Secret],
    pub(crate) timeout: Duration,
    pub(crate) body: String,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) struct Asked {
    /// What was answered, if there was an answer; `None` when the request was not even sent.
    exchange: Option<Result<Answer, OutboundError>>,
    /// What the scorer thinks, or why that is not known: a sentence for its owner.
    pub(crate) opinion: Result<Opinion, String>,
    /// How long it took.
    pub(crate) latency: Duration,
}

impl Asked {
    /// What was answered, if anything was.
    #[must_use]
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.exchange.as_ref()?.as_ref().ok()
    }

    /// When the request is made again after its `number`th try (from 1); `None` when it is given up.
    #[must_use]
    pub(crate) fn again(&self, number: i64, now: Timestamp) -> Option<Timestamp> {
        let outcome = self.exchange.as_ref().map_or(Outcome::Failed, outbound::outcome);
        scorer::again(number, outcome, now, rand::random())
    }
}

impl Scorers {
    /// By the operator's configuration.
    pub(crate) fn new(config: &LeadScoring) -> Result<Self, SetupError> {
        let endpoints = Endpoints::new(&config.allow_subnets, config.allow_http);
        Ok(Self {
            outbound: endpoints.client()?,
            endpoints,
            are_allowed: config.external,
            longest: Duration::from_millis(config.timeout_ms).max(SHORTEST_TIMEOUT),
        })
    }

    /// Whether a scorer may be at this address, as far as can be told before its name is resolved.
    pub(crate) fn check(&self, url: &str) -> Result<Url, UrlProblem> {
        self.endpoints.check(url)
    }

    /// Asks a scorer once.
    pub(crate) async fn ask(&self, question: Question<'_>, at: Timestamp) -> Asked {
        let started = Instant::now();
        let sent = self.send(question, at).await;
        let latency = started.elapsed();
        let (exchange, opinion) = match sent {
            Err(problem) => (None, Err(problem)),
            Ok(exchange) => {
                let opinion = match &exchange {
                    Ok(Answer { status, body, truncated, .. }) => {
                        Opinion::read(*status, body, *truncated, at).map_err(|bad| bad.to_string())
                    }
                    Err(error) => Err(error.to_string()),
                };
                (Some(exchange), opinion)
            }
        };
        Asked { exchange, opinion, latency }
    }

    async fn send(
        &self,
        question: Question<'_>,
        at: Timestamp,
    ) -> Result<Result<Answer, OutboundError>, String> {
        let Question { id, url, secrets, timeout, body } = question;
        let url = Url::parse(url).map_err(|error| format!("the URL cannot be read ({error})"))?;
        let signed =
            signature::headers(&id.to_string(), at, &body, secrets).map_err(|error| error.to_string())?;
        let mut headers = vec![("content-type", "application/json".to_owned())];
        headers.extend(signed);
        let request = Request {
            url: &url,
            headers: &headers,
            body: Bytes::from(body),
            deadline: timeout.min(self.longest),
            max_response: ANSWER,
        };
        Ok(self.outbound.post(request).await)
    }
}
