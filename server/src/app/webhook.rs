//! Endpoints that are sent signed messages: which addresses may be registered, and the client that messages go out by.

use ipnet::IpNet;
use url::Url;

use crate::net::outbound::{Outbound, OutboundConfig, SetupError};
use crate::net::target::{UrlProblem, check_url};

/// What the server calls itself to receivers.
pub(crate) const USER_AGENT: &str = concat!("qr-engine/", env!("CARGO_PKG_VERSION"));

/// Judges addresses before they are kept, by the rules that hold when messages are sent.
#[derive(Debug, Clone)]
pub(crate) struct Endpoints(OutboundConfig);

impl Endpoints {
    /// By the operator's configuration.
    pub(crate) fn new(allow_subnets: &[IpNet], allow_http: bool) -> Self {
        Self(OutboundConfig {
            allow_subnets: allow_subnets.to_vec(),
            allow_http,
            user_agent: USER_AGENT.to_owned(),
        })
    }

    /// Whether messages may be sent to this address, as far as can be told before its name is resolved.
    pub(crate) fn check(&self, url: &str) -> Result<Url, UrlProblem> {
        check_url(url, &self.0)
    }

    /// The client that keeps to the same rules.
    pub(crate) fn client(&self) -> Result<Outbound, SetupError> {
        Outbound::new(self.0.clone())
    }
}
