//! Names of hosts that may become custom domains.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Host;

/// Longest name, in bytes of its ASCII form (RFC 1035, 2.3.4).
const LONGEST: usize = 253;
/// Longest part between dots.
const LABEL: usize = 63;
/// Names below these never lead to another machine (RFC 6761, RFC 7686, RFC 3172).
const SPECIAL: [&str; 4] = ["localhost", "invalid", "onion", "arpa"];

/// A host name in lower case and ASCII: names with other letters are kept as Punycode, which is what browsers send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct HostName(String);

/// Why a text names no host that a customer can own. The sentence follows the field's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadHostName {
    /// Nothing.
    #[error("is required: a host name such as qr.example.com")]
    Empty,
    /// More than a name.
    #[error("holds more than a name; leave out the scheme, port and path: {0}")]
    NotAlone(String),
    /// Letters or parts that no name has.
    #[error("is no host name; names have letters, digits and '-' between dots, such as qr.example.com")]
    Form,
    /// Longer than names can be.
    #[error("is too long: names have at most {LONGEST} characters, {LABEL} between dots")]
    Length,
    /// An IP address.
    #[error("is an IP address, for which nobody gives certificates away; use a name such as qr.example.com")]
    Address,
    /// A name without a dot.
    #[error("has one part alone; a domain of your own has two or more, such as qr.example.com")]
    Single,
    /// A name that never leads to another machine.
    #[error("ends in .{0}, and such names lead to no public server")]
    Special(&'static str),
    /// A suffix under which everybody registers names.
    #[error("is a public suffix, under which everybody registers names; use a name below it")]
    Suffix,
}

impl HostName {
    /// As text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that was registered, and below which its owner makes names: `example.co.uk` of `qr.example.co.uk`.
    #[must_use]
    pub(crate) fn zone(&self) -> &str {
        psl::domain_str(&self.0).unwrap_or(&self.0)
    }

    /// What stands before the zone; empty when the name is the zone itself.
    #[must_use]
    pub(crate) fn below_zone(&self) -> &str {
        self.0.strip_suffix(self.zone()).unwrap_or_default().trim_end_matches('.')
    }
}

impl FromStr for HostName {
    type Err = BadHostName;
    fn from_str(text: &str) -> Result<Self, BadHostName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadHostName::Empty);
        }
        let bare = text.strip_suffix('.').unwrap_or(text);
        let host = match Host::parse(bare) {
            Ok(Host::Domain(name)) => name,
            Ok(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(BadHostName::Address),
            Err(_) => return Err(without_the_rest(text).map_or(BadHostName::Form, BadHostName::NotAlone)),
        };
        if bare.parse::<std::net::IpAddr>().is_ok() {
            return Err(BadHostName::Address);
        }
        if host.len() > LONGEST || host.split('.').any(|label| label.len() > LABEL) {
            return Err(BadHostName::Length);
        }
        let is_label = |label: &str| {
            let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
        };
        if !host.split('.').all(is_label) {
            return Err(BadHostName::Form);
        }
        let last = host.rsplit('.').next().unwrap_or_default();
        if let Some(special) = SPECIAL.iter().find(|special| **special == last) {
            return Err(BadHostName::Special(special));
        }
        if !host.contains('.') {
            return Err(BadHostName::Single);
        }
        if psl::domain_str(&host).is_none() {
            return Err(BadHostName::Suffix);
        }
        Ok(Self(host))
    }
}

/// The host of a whole address, for telling its owner what to write.
fn without_the_rest(text: &str) -> Option<String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = url::Url::parse(&whole).ok()?;
    let has_rest = text.contains("://") || text.contains(['/', ':', '?', '#', '@']);
    url.host_str().filter(|_| has_rest).map(str::to_owned)
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<HostName> for String {
    fn from(name: HostName) -> Self {
        name.0
    }
}

impl TryFrom<String> for HostName {
    type Error = BadHostName;
    fn try_from(text: String) -> Result<Self, BadHostName> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, BadHostName> {
        text.parse::<HostName>().map(String::from)
    }

    #[test]
    fn names_come_out_in_the_form_that_browsers_send() {
        for (text, expected) in [
            ("qr.example.com", "qr.example.com"),
            (" QR.Example.COM. ", "qr.example.com"),
            ("example.com", "example.com"),
            ("qr.bücher.de", "qr.xn--bcher-kva.de"),
            ("ｑｒ.example.com", "qr.example.com"),
            ("qr.example.co.uk", "qr.example.co.uk"),
            ("xn--bcher-kva.de", "xn--bcher-kva.de"),
            ("go.corp.internal", "go.corp.internal"),
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_no_customer_can_own_is_refused_with_its_reason() {
        let alone = |host: &str| BadHostName::NotAlone(host.to_owned());
        for (text, expected) in [
            ("", BadHostName::Empty),
            ("   ", BadHostName::Empty),
            ("https://qr.example.com", alone("qr.example.com")),
            ("qr.example.com/menu", alone("qr.example.com")),
            ("qr.example.com:8443", alone("qr.example.com")),
            ("127.0.0.1", BadHostName::Address),
            ("127.1", BadHostName::Address),
            ("0x7f000001", BadHostName::Address),
            ("[::1]", BadHostName::Address),
            ("localhost", BadHostName::Special("localhost")),
            ("qr.localhost", BadHostName::Special("localhost")),
            ("1.0.0.127.in-addr.arpa", BadHostName::Special("arpa")),
            ("qr", BadHostName::Single),
            ("com", BadHostName::Single),
            ("co.uk", BadHostName::Suffix),
            ("github.io", BadHostName::Suffix),
            ("qr..example.com", BadHostName::Form),
            ("-qr.example.com", BadHostName::Form),
            ("qr_codes.example.com", BadHostName::Form),
            ("*.example.com", BadHostName::Form),
            ("qr example.com", BadHostName::Form),
        ] {
            assert_eq!(parsed(text), Err(expected), "{text}");
        }
        assert_eq!(parsed(&format!("{}.example.com", "a".repeat(64))), Err(BadHostName::Length));
        assert_eq!(parsed(&format!("{}example.com", "abcdefg.".repeat(31))), Err(BadHostName::Length));
    }

    #[test]
    fn zones_are_what_was_registered() {
        let split = |text: &str| {
            let name: HostName = text.parse().unwrap();
            (name.zone().to_owned(), name.below_zone().to_owned())
        };
        assert_eq!(split("qr.example.co.uk"), ("example.co.uk".to_owned(), "qr".to_owned()));
        assert_eq!(split("a.b.example.com"), ("example.com".to_owned(), "a.b".to_owned()));
        assert_eq!(split("example.com"), ("example.com".to_owned(), String::new()));
        assert_eq!(split("qr.shop.github.io"), ("shop.github.io".to_owned(), "qr".to_owned()));
    }
}
