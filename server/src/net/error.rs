//! Why a request to another machine failed, told apart by type.

use std::error::Error;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::resolve::ResolveError;
use super::target::UrlProblem;

/// Why a request has no answer. The sentences are for the owner of the URL: they leave out what a name resolved to, or
/// they would let anybody explore the operator's network by asking for names.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutboundError {
    /// The host is, or resolves to, an address that is not public.
    #[error("{host} does not lead to a public address")]
    ForbiddenAddress {
        /// The host as the URL has it.
        host: String,
        /// The first forbidden address, for the operator's log.
        address: IpAddr,
    },
    /// The URL is plain http, and the configuration does not allow that.
    #[error("the URL is not encrypted; use https: instead of http:")]
    InsecureScheme,
    /// The URL breaks another rule.
    #[error("the URL {0}")]
    BadUrl(#[source] UrlProblem),
    /// A header holds characters that headers cannot have.
    #[error("the header {0} cannot be sent as it is")]
    BadHeader(String),
    /// The host's name is not known, or the resolver failed.
    #[error("the name {host} cannot be resolved ({source})")]
    Dns {
        /// The host as the URL has it.
        host: String,
        /// What the resolver said.
        source: Arc<io::Error>,
    },
    /// No connection: refused, reset or unreachable.
    #[error("no connection can be made ({})", root_cause(.0))]
    Connect(#[source] reqwest::Error),
    /// No connection in the time set aside for it.
    #[error("no connection was made within {} ms", .0.as_millis())]
    ConnectTimeout(Duration),
    /// No whole answer within the deadline of the request.
    #[error("no whole answer came within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// No encrypted connection: most often the certificate is not valid for this host.
    #[error("no secure connection can be made ({0})")]
    Tls(#[source] rustls::Error),
    /// The connection broke during the exchange, or the answer is no HTTP.
    #[error("the answer cannot be read ({})", root_cause(.0))]
    Protocol(#[source] reqwest::Error),
}

impl OutboundError {
    /// Whether no connection was made although the host is known: worth one more try at once.
    #[must_use]
    pub(crate) fn is_connect(&self) -> bool {
        matches!(self, Self::Connect(_))
    }

    /// Whether time ran out.
    #[must_use]
    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self, Self::ConnectTimeout(_) | Self::Timeout(_))
    }

    /// Tells the client's errors apart by the types in their chain of causes. `connect_timeout` is the client's own.
    pub(super) fn of(error: reqwest::Error, connect_timeout: Duration) -> Self {
        // The URL may hold secrets of its owner, and errors end up in logs.
        let error = error.without_url();
        if let Some(refusal) = find::<ResolveError>(&error) {
            return match refusal.clone() {
                ResolveError::Forbidden { host, address } => Self::ForbiddenAddress { host, address },
                ResolveError::Unknown { host, source } => Self::Dns { host, source },
            };
        }
        if let Some(tls) = find::<rustls::Error>(&error) {
            return Self::Tls(tls.clone());
        }
        match (error.is_connect(), error.is_timeout()) {
            (true, true) => Self::ConnectTimeout(connect_timeout),
            (true, false) => Self::Connect(error),
            (false, _) => Self::Protocol(error),
        }
    }
}

impl From<UrlProblem> for OutboundError {
    fn from(problem: UrlProblem) -> Self {
        match problem {
            UrlProblem::Insecure => Self::InsecureScheme,
            UrlProblem::Forbidden { host, address } => Self::ForbiddenAddress { host, address },
            other => Self::BadUrl(other),
        }
    }
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>() {
        // An I/O error that wraps another names the causes of that one as its own, and skips the wrapped error itself.
        Some(wrapper) => wrapper.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => error.source(),
    })
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn root_cause(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}
