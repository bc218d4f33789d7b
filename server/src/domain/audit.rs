//! The audit log: what tokens changed, and where they were used from.

use sha2::{Digest, Sha256};

use super::id::{AuditId, TokenId};
use super::time::Timestamp;

/// What stands in place of an operation in the entry of a use.
pub(crate) const USE: &str = "USE";

/// One change by a token, or its first use of a day from a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its id.
    pub(crate) id: AuditId,
    /// Whose change or use it was.
    pub(crate) token: TokenId,
    /// The operation: method and path, such as `PATCH /v1/links/{id}`, or [`USE`].
    pub(crate) operation: String,
    /// What was changed or made.
    pub(crate) object: Option<String>,
    /// The request's id, which finds it in the log.
    pub(crate) request: Option<String>,
    /// Of uses: the network that it came from, an address cut to /24 (IPv4) or /48 (IPv6).
    pub(crate) network: Option<String>,
    /// When.
    pub(crate) at: Timestamp,
}

impl Entry {
    /// The entry of a use. Its id follows from token, day and network, so that servers that note the same use write one
    /// entry.
    pub(crate) fn of_use(
        token: TokenId,
        network: Option<String>,
        request: Option<String>,
        at: Timestamp,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(token.as_bytes());
        hash.update(at.day().to_be_bytes());
        hash.update(network.as_deref().unwrap_or_default());
        let mut id = [0; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        Self {
            id: AuditId::from_bytes(id),
            token,
            operation: USE.to_owned(),
            object: None,
            request,
            network,
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    #[test]
    fn a_use_is_one_entry_a_day_and_network() {
        let id = |hour: i64, network: &str| {
            let at = Timestamp::from_millis(1_800_000_000_000 / DAY * DAY + hour * 3_600_000);
            Entry::of_use(TokenId::from_bytes([1; 16]), Some(network.to_owned()), None, at).id
        };
        assert_eq!(id(0, "203.0.113.0/24"), id(23, "203.0.113.0/24"));
        assert_ne!(id(0, "203.0.113.0/24"), id(24, "203.0.113.0/24"));
        assert_ne!(id(0, "203.0.113.0/24"), id(0, "198.51.100.0/24"));
    }
}
