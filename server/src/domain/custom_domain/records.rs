//! What the owner of a domain adds to DNS, said so that it can be typed into a form.

use std::fmt;
use std::net::IpAddr;

use super::CustomDomain;
use super::host_name::HostName;
use super::provider::Provider;

/// What stands before the domain in the name of the TXT record.
const OWNERSHIP: &str = "_qr-engine";
/// What stands before the token in it.
const PROOF: &str = "qr-engine-verification=";

/// Where custom domains have to lead: this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Its name.
    Name(String),
    /// Its address, when it is reached by that alone.
    Address(IpAddr),
}

impl Target {
    /// From a host as URLs have it.
    #[must_use]
    pub(crate) fn new(host: &str) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse().map_or_else(|_| Self::Name(host.to_ascii_lowercase()), Self::Address)
    }

    /// Whether this is its own name.
    #[must_use]
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// What a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Leads visitors here.
    Routing,
    /// Proves whose the name is.
    Ownership,
}

/// The kind of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Cname,
    Txt,
    /// `A` or `AAAA`: what a server without a name asks for. The SDKs know no name for it.
    Address,
}

/// A record to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) purpose: Purpose,
    pub(crate) kind: Kind,
    /// Its whole name.
    pub(crate) name: String,
    /// The same relative to the zone, as forms of providers ask for it; `@` is the zone itself.
    pub(crate) host: String,
    pub(crate) value: String,
    /// Whether the last check found it.
    pub(crate) detected: bool,
}

/// What is worth knowing before one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Cloudflare's proxy has to be off for this record: it hides where the name leads.
    CloudflareDnsOnly,
    /// The zone itself cannot have a CNAME record; providers flatten it, or call it ALIAS or ANAME.
    ApexDomain,
    /// The zone has no name servers that anybody knows.
    NameserversNotFound,
}

/// The name of the TXT record.
#[must_use]
pub(crate) fn ownership_name(domain: &HostName) -> String {
    format!("{OWNERSHIP}.{domain}")
}

/// What the TXT record says.
#[must_use]
pub(crate) fn ownership_value(token: &str) -> String {
    format!("{PROOF}{token}")
}

/// Whether a text of the TXT record's name is a proof, though perhaps another domain's.
#[must_use]
pub(crate) fn is_proof(text: &str) -> bool {
    text.starts_with(PROOF)
}

/// The records that a domain needs.
#[must_use]
pub(crate) fn records(domain: &CustomDomain, target: &Target) -> [Record; 2] {
    let below = domain.name.below_zone();
    let kind = match target {
        Target::Name(_) => Kind::Cname,
        Target::Address(_) => Kind::Address,
    };
    let routing = Record {
        purpose: Purpose::Routing,
        kind,
        name: domain.name.to_string(),
        host: if below.is_empty() { "@".to_owned() } else { below.to_owned() },
        value: target.to_string(),
        detected: domain.state.seen.routing,
    };
    let ownership = Record {
        purpose: Purpose::Ownership,
        kind: Kind::Txt,
        name: ownership_name(&domain.name),
        host: if below.is_empty() { OWNERSHIP.to_owned() } else { format!("{OWNERSHIP}.{below}") },
        value: ownership_value(&domain.token),
        detected: domain.state.seen.ownership,
    };
    [routing, ownership]
}

/// What is worth knowing about a domain at this provider.
#[must_use]
pub(crate) fn hints(domain: &CustomDomain, provider: Option<&Provider>) -> Vec<Hint> {
    let is_checked = domain.state.last_checked_at.is_some();
    let all = [
        (provider.is_some_and(Provider::is_cloudflare), Hint::CloudflareDnsOnly),
        (domain.name.below_zone().is_empty(), Hint::ApexDomain),
        (is_checked && domain.state.seen.nameservers.is_empty(), Hint::NameserversNotFound),
    ];
    all.into_iter().filter_map(|(applies, hint)| applies.then_some(hint)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::custom_domain::fixture;
    use crate::domain::custom_domain::provider;
    use crate::domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_millis(0);

    #[test]
    fn records_are_named_as_forms_ask_for_them() {
        let shown = |name: &str| {
            let domain = fixture::domain(name, NOW);
            records(&domain, &fixture::target()).map(|record| (record.name, record.host))
        };
        let pair = |name: &str, host: &str| (name.to_owned(), host.to_owned());
        assert_eq!(
            shown("qr.example.com"),
            [pair("qr.example.com", "qr"), pair("_qr-engine.qr.example.com", "_qr-engine.qr")]
        );
        assert_eq!(
            shown("example.com"),
            [pair("example.com", "@"), pair("_qr-engine.example.com", "_qr-engine")]
        );
    }

    #[test]
    fn the_proof_is_a_secret_of_the_domain() {
        let (one, other) = (fixture::domain("a.example.com", NOW), fixture::domain("a.example.com", NOW));
        let [routing, ownership] = records(&one, &fixture::target());
        assert_eq!((routing.kind, routing.value.as_str()), (Kind::Cname, "go.example.org"));
        assert_eq!(ownership.value, format!("qr-engine-verification={}", one.token));
        assert_ne!(one.token, other.token);
    }

    #[test]
    fn servers_without_a_name_are_reached_by_their_address() {
        for (host, shown) in [("192.0.2.1", "192.0.2.1"), ("[2001:db8::1]", "2001:db8::1")] {
            let [routing, _] = records(&fixture::domain("a.example.com", NOW), &Target::new(host));
            assert_eq!((routing.kind, routing.value.as_str()), (Kind::Address, shown));
        }
    }

    #[test]
    fn hints_fit_the_domain() {
        let mut domain = fixture::domain("example.com", NOW);
        assert_eq!(hints(&domain, None), [Hint::ApexDomain]);
        domain.state.last_checked_at = Some(NOW);
        assert_eq!(hints(&domain, None), [Hint::ApexDomain, Hint::NameserversNotFound]);
        domain.state.seen.nameservers = vec!["ada.ns.cloudflare.com".to_owned()];
        let provider = provider::of(&domain.state.seen.nameservers);
        assert_eq!(hints(&domain, provider), [Hint::CloudflareDnsOnly, Hint::ApexDomain]);
    }
}
