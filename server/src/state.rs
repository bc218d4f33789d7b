//! What handlers and jobs share.

use std::sync::Arc;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::app::brands::Brands;
use crate::app::custom_domains::{Checker, Hosts, host_of};
use crate::app::images::Images;
use crate::app::lead_scorer::Scorers;
use crate::app::limits::Limiter;
use crate::app::links::LinkCache;
use crate::app::media::Library;
use crate::app::streams::Streams;
use crate::app::tokens::TokenCache;
use crate::app::webhook::Endpoints;
use crate::config::Config;
use crate::domain::custom_domain::host_name::HostName;
use crate::domain::key::Keys;
use crate::domain::time::Clock;
use crate::http::Page;
use crate::jobs::orphans::Orphans;
use crate::jobs::recorder::Recorder;
use crate::store::Store;

/// Everything that a handler may need; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct AppState(Arc<Shared>);

/// The parts.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The configuration.
    pub(crate) config: Config,
    /// Base of every URL that is handed out, without a slash at its end.
    pub(crate) public_url: String,
    /// Tells the time.
    pub(crate) clock: Clock,
    /// Where everything is kept.
    pub(crate) store: Store,
    /// Signing and hashing keys.
    pub(crate) keys: Keys,
    /// Short addresses that were looked up lately.
    pub(crate) links: LinkCache,
    /// Custom domains that are served.
    pub(crate) hosts: Hosts,
    /// Checks custom domains.
    pub(crate) domains: Checker,
    /// Told when a custom domain was made.
    pub(crate) domain_checks: Arc<Notify>,
    /// Brands that were looked up lately.
    pub(crate) brands: Brands,
    /// Tokens that were looked up lately.
    pub(crate) tokens: TokenCache,
    /// Judges the addresses of webhooks.
    pub(crate) endpoints: Endpoints,
    /// Asks workspaces' own scorers of visitors.
    pub(crate) scorers: Scorers,
    /// Files of the media library.
    pub(crate) media: Library,
    /// Images that were drawn lately.
    pub(crate) images: Images,
    /// Records scans.
    pub(crate) recorder: Recorder,
    /// Notes visits of addresses that no link ever had.
    pub(crate) orphans: Orphans,
    /// The designer page.
    pub(crate) page: Page,
    /// Counts requests.
    pub(crate) limiter: Limiter,
    /// Told when there may be messages to webhooks.
    pub(crate) deliveries: Arc<Notify>,
    /// Told when this process has kept new events.
    pub(crate) events: watch::Receiver<()>,
    /// Counts live streams.
    pub(crate) streams: Streams,
    /// Told when there is work to do in the background.
    pub(crate) jobs: Arc<Notify>,
    /// Cancelled when the server was asked to stop.
    pub(crate) shutdown: CancellationToken,
}

impl AppState {
    /// Shares these parts.
    pub(crate) fn new(parts: Shared) -> Self {
        Self(Arc::new(parts))
    }

    /// Whether a name is the server's own: that of its public address, or the one that customers point theirs at.
    pub(crate) fn is_own_name(&self, name: &HostName) -> bool {
        host_of(&self.public_url) == name.as_str() || self.domains.target().is(name.as_str())
    }
}

impl std::ops::Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
