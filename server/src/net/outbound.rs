//! The one HTTP client for addresses that users name: no redirects, no proxy, no cookies, no decompression; bounded in
//! time and in bytes; public addresses only.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ipnet::IpNet;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Client, Response, redirect, retry};
use rustls::RootCertStore;
use tokio::time::{Instant, timeout};
use url::Url;

use super::error::OutboundError;
use super::resolve::{GuardedResolver, Lookup};
use super::{target, tls};
use crate::domain::webhook::schedule::Outcome;

/// Time for the name, the connection and the TLS handshake together; a request's own deadline may be shorter.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next request to the same host: less than the 5 s after which Node, the host of
/// many receivers, closes it from its side, so that a request is not sent into a closing connection.
const KEEP_IDLE: Duration = Duration::from_secs(4);
/// Connections kept per host.
const KEEP_PER_HOST: usize = 4;

/// What the operator decides about outbound requests.
#[derive(Debug, Clone)]
pub(crate) struct OutboundConfig {
    /// Networks that may be reached although they are not public. Default: none.
    pub(crate) allow_subnets: Vec<IpNet>,
    /// Whether plain http may be used. Default: no.
    pub(crate) allow_http: bool,
    /// The `User-Agent` of every request: visible ASCII.
    pub(crate) user_agent: String,
}

/// Why the client cannot be built.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    /// From the TLS library.
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
    /// From the HTTP client; most often the user agent is no header value.
    #[error("the HTTP client cannot be set up")]
    Client(#[from] reqwest::Error),
}

/// One POST.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    /// Where to; checked again by the rules of [`target::check_url`].
    pub(crate) url: &'a Url,
    /// Headers beside `Host`, `Content-Length`, `User-Agent` and `Accept`; names in lower case, each once.
    pub(crate) headers: &'a [(&'a str, String)],
    /// Sent as it is.
    pub(crate) body: Bytes,
    /// For the whole exchange, from the name to the last byte that is read.
    pub(crate) deadline: Duration,
    /// Most bytes that are read of the answer's body.
    pub(crate) max_response: usize,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The HTTP status, also of redirects, which are never followed.
    pub(crate) status: u16,
    /// The header `Retry-After` as it came.
    pub(crate) retry_after: Option<String>,
    /// The beginning of the body. What is no UTF-8, and NUL, which PostgreSQL's texts cannot hold, is U+FFFD.
    pub(crate) body: String,
    /// Whether the body was longer than `max_response`.
    pub(crate) truncated: bool,
    /// From the start of the request to the last byte that was read.
    pub(crate) elapsed: Duration,
}

/// What a GET leads to.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// A file, which is still to be read.
    File(Download),
    /// Another address, which nobody has judged yet.
    Elsewhere(Url),
    /// Neither: the HTTP status.
    Refused(u16),
}

/// A file on its way.
#[derive(Debug)]
pub(crate) struct Download {
    response: Response,
}

impl Download {
    /// Its next bytes; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, OutboundError> {
        self.response.chunk().await.map_err(|error| OutboundError::of(error, CONNECT_TIMEOUT))
    }

    /// How many bytes it has, if the server told.
    #[must_use]
    pub(crate) fn length(&self) -> Option<u64> {
        self.response.content_length()
    }
}

/// Sends requests to addresses that users name. Clones share their connections.
#[derive(Debug, Clone)]
pub(crate) struct Outbound {
    client: Client,
    config: Arc<OutboundConfig>,
}

impl Outbound {
    /// A client that trusts the system's certificate authorities.
    pub(crate) fn new(config: OutboundConfig) -> Result<Self, SetupError> {
        Self::trusting(tls::system_roots(), Lookup::system(), config)
    }

    fn trusting(roots: RootCertStore, lookup: Lookup, config: OutboundConfig) -> Result<Self, SetupError> {
        // Cookies and decompression are features that the client is built without.
        let client = Client::builder()
            .tls_backend_preconfigured(tls::client(roots)?)
            .dns_resolver(GuardedResolver { allowed: config.allow_subnets.as_slice().into(), lookup })
            .https_only(!config.allow_http)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(&config.user_agent)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(KEEP_IDLE)
            .pool_max_idle_per_host(KEEP_PER_HOST)
            .build()?;
        Ok(Self { client, config: Arc::new(config) })
    }

    /// Sends one POST. Any status is an answer; it is an error when none came, or none in time.
    pub(crate) async fn post(&self, request: Request<'_>) -> Result<Answer, OutboundError> {
        target::judge(request.url, &self.config)?;
        let deadline = request.deadline;
        let exchange = timeout(deadline, self.exchange(request)).await;
        exchange.unwrap_or(Err(OutboundError::Timeout(deadline)))
    }

    /// Whether an address may be asked for, as far as can be told before its name is resolved.
    pub(crate) fn check(&self, url: &str) -> Result<Url, target::UrlProblem> {
        target::check_url(url, &self.config)
    }

    /// Asks for a file. Redirects are not followed: where they lead is told, to be judged and asked for in its turn. The
    /// caller bounds the time and the bytes.
    pub(crate) async fn get(&self, url: &Url) -> Result<Fetched, OutboundError> {
        target::judge(url, &self.config)?;
        let failed = |error| OutboundError::of(error, CONNECT_TIMEOUT);
        let response = self.client.get(url.clone()).send().await.map_err(failed)?;
        let status = response.status();
        if status.is_success() {
            return Ok(Fetched::File(Download { response }));
        }
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let next = location.filter(|_| status.is_redirection()).and_then(|place| url.join(place).ok());
        Ok(next.map_or(Fetched::Refused(status.as_u16()), Fetched::Elsewhere))
    }

    async fn exchange(&self, request: Request<'_>) -> Result<Answer, OutboundError> {
        let failed = |error| OutboundError::of(error, CONNECT_TIMEOUT);
        let started = Instant::now();
        let post =
            self.client.post(request.url.clone()).headers(headers(request.headers)?).body(request.body);
        let mut response = post.send().await.map_err(failed)?;
        let mut body = Vec::new();
        let mut truncated = false;
        // A body that is cut is not read to its end, so the connection is closed with it.
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            let room = request.max_response - body.len();
            truncated = chunk.len() > room;
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if truncated {
                break;
            }
        }
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            retry_after: retry_after.map(ToOwned::to_owned),
            body: String::from_utf8_lossy(&body).replace('\0', "\u{FFFD}"),
            truncated,
            elapsed: started.elapsed(),
        })
    }
}

fn headers(listed: &[(&str, String)]) -> Result<HeaderMap, OutboundError> {
    let header = |(name, value): &(&str, String)| {
        let pair = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value).ok());
        pair.ok_or_else(|| OutboundError::BadHeader((*name).to_owned()))
    };
    listed.iter().map(header).collect()
}

/// How a try of a message ended, as the schedule wants to know it.
#[must_use]
pub(crate) fn outcome(result: &Result<Answer, OutboundError>) -> Outcome<'_> {
    match result {
        Ok(answer) => Outcome::Answered { status: answer.status, retry_after: answer.retry_after.as_deref() },
        Err(error) if error.is_timeout() => Outcome::TimedOut,
        Err(error) if error.is_connect() => Outcome::Unconnected,
        Err(_) => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests;
