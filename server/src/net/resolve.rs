//! Name resolution that judges what it finds. The connection is then made to the very addresses that were judged, so
//! that a name cannot change its mind in between (DNS rebinding).

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard;

/// Resolves names by the system's resolver and refuses those that lead, with any of their addresses, where the server
/// must not connect: a mixed answer is a sign of bad intent, so the good half of it is not used either.
///
/// The system's resolver blocks a thread until it answers, also after the request that asked has run out of time.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    /// Networks that may be reached besides public ones.
    pub(super) allowed: Arc<[IpNet]>,
    /// What is asked.
    pub(super) lookup: Lookup,
}

type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Finds the addresses of a name, as often as it is asked.
#[derive(Clone)]
pub(super) struct Lookup(Arc<dyn Fn(String) -> Found + Send + Sync>);

impl Lookup {
    /// The system's resolver.
    pub(super) fn system() -> Self {
        let find = |host: String| -> Found {
            Box::pin(async move { Ok(tokio::net::lookup_host((host.as_str(), 0)).await?.collect()) })
        };
        Self(Arc::new(find))
    }

    /// For tests: what this function says.
    #[cfg(test)]
    pub(super) fn by(find: impl Fn(&str) -> Vec<SocketAddr> + Send + Sync + 'static) -> Self {
        let find = move |host: String| -> Found {
            let found = find(&host);
            Box::pin(async move { Ok(found) })
        };
        Self(Arc::new(find))
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup")
    }
}

/// Why a name was not resolved.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum ResolveError {
    /// One of its addresses must not be connected to.
    #[error("{host} leads to {address}")]
    Forbidden { host: String, address: IpAddr },
    /// The resolver failed, or knows no address.
    #[error("{host} cannot be resolved")]
    Unknown {
        host: String,
        #[source]
        source: Arc<io::Error>,
    },
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, lookup) = (Arc::clone(&self.allowed), self.lookup.clone());
        Box::pin(async move {
            let addresses = resolve(name.as_str(), &allowed, &lookup).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The addresses of `host`, with port 0: the client puts in the URL's.
async fn resolve(
    host: &str,
    allowed: &[IpNet],
    Lookup(find): &Lookup,
) -> Result<Vec<SocketAddr>, ResolveError> {
    let unknown = |source| ResolveError::Unknown { host: host.to_owned(), source: Arc::new(source) };
    let addresses = find(host.to_owned()).await.map_err(unknown)?;
    if addresses.is_empty() {
        return Err(unknown(io::ErrorKind::NotFound.into()));
    }
    judge(host, &addresses, allowed)?;
    Ok(addresses)
}

fn judge(host: &str, addresses: &[SocketAddr], allowed: &[IpNet]) -> Result<(), ResolveError> {
    match addresses.iter().map(SocketAddr::ip).find(|&address| !guard::permits(address, allowed)) {
        Some(address) => Err(ResolveError::Forbidden { host: host.to_owned(), address }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_forbidden_address_condemns_the_name() {
        let public: SocketAddr = "8.8.8.8:0".parse().unwrap();
        let private: SocketAddr = "[fd00::1]:0".parse().unwrap();
        assert!(judge("example.com", &[public], &[]).is_ok());
        for addresses in [&[public, private][..], &[private, public], &[private]] {
            let refused = judge("example.com", addresses, &[]);
            assert!(
                matches!(refused, Err(ResolveError::Forbidden { address, .. }) if address == private.ip()),
                "{addresses:?}"
            );
        }
        assert!(judge("example.com", &[public, private], &["fd00::/8".parse().unwrap()]).is_ok());
    }

    #[tokio::test]
    async fn a_name_of_the_machine_itself_is_refused_unless_allowed() {
        assert!(matches!(
            resolve("localhost", &[], &Lookup::system()).await,
            Err(ResolveError::Forbidden { .. })
        ));
        let loopback = ["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        assert!(!resolve("localhost", &loopback, &Lookup::system()).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_name_that_does_not_exist_is_told_apart() {
        // RFC 6761, 6.4: names below `invalid` never exist.
        assert!(matches!(
            resolve("nothing.invalid", &[], &Lookup::system()).await,
            Err(ResolveError::Unknown { .. })
        ));
    }
}
