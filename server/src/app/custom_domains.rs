//! Custom domains: which names are served, and checking whether they lead here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::config;
use crate::domain::custom_domain::CustomDomain;
use crate::domain::custom_domain::check::{Certificate, Facts, Ownership, Routing, assess};
use crate::domain::custom_domain::records::{Target, is_proof, ownership_name, ownership_value};
use crate::domain::id::{CustomDomainId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::net::certificate::{Handshakes, TlsError};
use crate::net::dns::{Dns, DnsError};
use crate::store::custom_domains::Served;
use crate::store::{Store, StoreError, Tx};

/// How far back changes are read again: clocks of servers differ, and transactions take a while to commit.
const OVERLAP: Duration = Duration::from_secs(10);

/// Finds out where names lead.
#[derive(Debug, Clone)]
pub(crate) struct Checker {
    dns: Dns,
    handshakes: Handshakes,
    target: Target,
    addresses: Vec<std::net::IpAddr>,
    /// Whether owners have to prove that names are theirs.
    asks_proof: bool,
}

/// Why there is no checker.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    #[error("the resolver cannot be set up: {0}")]
    Dns(#[from] DnsError),
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] TlsError),
}

impl Checker {
    /// By the operator's configuration, for a server that is reached at `public_url`.
    pub(crate) fn new(config: &config::Domains, public_url: &str) -> Result<Self, SetupError> {
        let target = config.target.as_deref().map_or_else(|| Target::new(&host_of(public_url)), Target::new);
        Ok(Self {
            dns: Dns::new(&config.nameservers)?,
            handshakes: Handshakes::new(&config.allow_subnets, config.https_port)?,
            target,
            addresses: config.addresses.clone(),
            asks_proof: config.verify,
        })
    }

    /// Where names have to lead.
    pub(crate) const fn target(&self) -> &Target {
        &self.target
    }

    /// Whether owners have to prove that names are theirs.
    pub(crate) const fn asks_proof(&self) -> bool {
        self.asks_proof
    }

    /// Asks DNS and, once a name leads here, for its certificate.
    pub(crate) async fn find(&self, domain: &CustomDomain) -> Facts {
        let routing = async { self.routing(domain).await.map_err(|error| error.to_string()) };
        let ownership = async { self.ownership(domain).await.map_err(|error| error.to_string()) };
        let nameservers = async { self.dns.nameservers(domain.name.zone()).await.unwrap_or_default() };
        let (routing, ownership, nameservers) =
            futures_util::future::join3(routing, ownership, nameservers).await;
        let is_here = routing == Ok(Routing::Here);
        let certificate = if is_here { self.certificate(domain).await } else { Certificate::Unasked };
        Facts { routing, ownership, certificate, nameservers }
    }

    async fn routing(&self, domain: &CustomDomain) -> Result<Routing, DnsError> {
        let name = domain.name.as_str();
        let aliases = self.dns.aliases(name).await?;
        if aliases.iter().any(|alias| self.target.is(alias)) {
            return Ok(Routing::Here);
        }
        let addresses = self.dns.addresses(name).await?;
        let mut own = self.addresses.clone();
        match &self.target {
            Target::Address(address) => own.push(*address),
            Target::Name(target) => own.extend(self.dns.addresses(target).await?),
        }
        if !addresses.is_empty() && addresses.iter().all(|address| own.contains(address)) {
            return Ok(Routing::Here);
        }
        let found: Vec<String> = match aliases.last() {
            Some(alias) => vec![alias.clone()],
            None => addresses.iter().map(ToString::to_string).collect(),
        };
        Ok(if found.is_empty() { Routing::Nowhere } else { Routing::Elsewhere(found) })
    }

    async fn ownership(&self, domain: &CustomDomain) -> Result<Ownership, DnsError> {
        if !self.asks_proof {
            return Ok(Ownership::Proved);
        }
        let texts = self.dns.texts(&ownership_name(&domain.name)).await?;
        let wanted = ownership_value(&domain.token);
        Ok(if texts.iter().any(|text| text.trim() == wanted) {
            Ownership::Proved
        } else if texts.iter().any(|text| is_proof(text)) {
            Ownership::Other
        } else {
            Ownership::Missing
        })
    }

    async fn certificate(&self, domain: &CustomDomain) -> Certificate {
        let name = domain.name.as_str();
        let addresses = match self.dns.addresses(name).await {
            Ok(addresses) => addresses,
            Err(error) => return Certificate::Invalid(error.to_string()),
        };
        match self.handshakes.life(name, &addresses).await {
            Ok((from, until)) => Certificate::Valid { from, until },
            Err(error) => Certificate::Invalid(error.to_string()),
        }
    }

    /// Writes down what was found of a domain that is locked, and gives it as it is now.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        mut domain: CustomDomain,
        facts: &Facts,
        now: Timestamp,
    ) -> Result<CustomDomain, StoreError> {
        let (state, next) = assess(&domain, &self.target, facts, now);
        domain.state = state;
        tx.set_domain_state(&domain, now.after(next), now).await?;
        Ok(domain)
    }
}

/// The host of an address of the web, as URLs have it.
pub(crate) fn host_of(address: &str) -> String {
    url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// A custom domain as visitors come to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Host {
    pub(crate) id: CustomDomainId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) name: crate::domain::custom_domain::host_name::HostName,
    /// Where visitors of the bare name go.
    pub(crate) root_destination: Option<String>,
}

/// All names whose ownership is proved, in memory: strangers' names cost no question to the database, and customers' names
/// are known while it is away. What changes on other servers counts once [`Hosts::follow`] has read it.
#[derive(Debug, Clone)]
pub(crate) struct Hosts(Arc<RwLock<Known>>);

#[derive(Debug, Default)]
struct Known {
    by_name: HashMap<String, Arc<Host>>,
    /// The server's own names: whoever registered one before it became that does not take it over.
    own: Vec<String>,
    /// The last change that was read.
    seen: Option<Timestamp>,
}

impl Hosts {
    /// None yet, on a server that has these names itself.
    pub(crate) fn new(own: Vec<String>) -> Self {
        Self(Arc::new(RwLock::new(Known { own, ..Known::default() })))
    }

    /// The custom domain that the header `Host` (or an authority) names; `None` for the server's own names, and all others.
    pub(crate) fn find(&self, authority: &str) -> Option<Arc<Host>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if known.by_name.is_empty() {
            return None;
        }
        let name = authority.rsplit_once(':').map_or(authority, |(name, _)| name).trim_end_matches('.');
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return known.by_name.get(&name.to_ascii_lowercase()).cloned();
        }
        known.by_name.get(name).cloned()
    }

    /// Reads what has changed since it was read last.
    pub(crate) async fn follow(&self, store: &Store) -> Result<(), StoreError> {
        let seen = self.0.read().unwrap_or_else(PoisonError::into_inner).seen;
        let since = seen.map_or(Timestamp::from_millis(0), |seen| seen.before(OVERLAP));
        let changes = store.served_since(since).await?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            known.learn(change);
        }
        Ok(())
    }
}

impl Known {
    fn learn(&mut self, change: Served) {
        self.seen = self.seen.max(Some(change.touched_at));
        let name = change.name.as_str();
        if self.own.iter().any(|own| own == name) {
            return;
        }
        if change.verified_at.is_some() && change.deleted_at.is_none() {
            let host = Host {
                id: change.id,
                workspace: change.workspace_id,
                name: change.name.clone(),
                root_destination: change.root_destination,
            };
            self.by_name.insert(name.to_owned(), Arc::new(host));
        } else if self.by_name.get(name).is_some_and(|host| host.id == change.id) {
            self.by_name.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::custom_domain::fixture;
    use crate::store::fixture::databases;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[tokio::test]
    async fn names_are_served_from_their_proof_to_their_end() {
        for database in databases().await {
            let store = &database.store;
            let workspace = database.workspace(NOW).await;
            let hosts = Hosts::new(vec!["go.example.org".to_owned()]);
            let own = Hosts::new(vec!["qr.example.com".to_owned()]);
            let mut domain = CustomDomain { workspace, ..fixture::domain("qr.example.com", NOW) };
            let mut tx = store.begin().await.unwrap();
            assert_eq!(tx.insert_custom_domain(&domain).await.unwrap(), Ok(()));
            tx.commit().await.unwrap();
            hosts.follow(store).await.unwrap();
            assert_eq!(hosts.find("qr.example.com"), None, "{}: not proved", database.kind);

            domain.state.verified_at = Some(NOW);
            let later = NOW.after(Duration::from_mins(1));
            let mut tx = store.begin().await.unwrap();
            tx.set_domain_state(&domain, later, later).await.unwrap();
            tx.commit().await.unwrap();
            hosts.follow(store).await.unwrap();
            for authority in ["qr.example.com", "QR.example.com:8443", "qr.example.com."] {
                assert_eq!(hosts.find(authority).map(|host| host.id), Some(domain.id), "{authority}");
            }
            own.follow(store).await.unwrap();
            assert_eq!(own.find("qr.example.com"), None, "a name of the server's own");
            for authority in ["", "example.com", "qr.example.com.evil.net", "[::1]:80", "127.0.0.1:80"] {
                assert_eq!(hosts.find(authority), None, "{authority}");
            }

            let mut tx = store.begin().await.unwrap();
            assert!(tx.delete_custom_domain(&domain, later).await.unwrap().is_ok());
            let again = CustomDomain { workspace, ..fixture::domain("qr.example.com", later) };
            assert_eq!(tx.insert_custom_domain(&again).await.unwrap(), Ok(()), "its name is free again");
            tx.commit().await.unwrap();
            hosts.follow(store).await.unwrap();
            assert_eq!(hosts.find("qr.example.com"), None, "{}", database.kind);
        }
    }
}
