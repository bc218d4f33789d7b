//! Custom domains: names of customers that their links live on.
//!
//! ```text
//! host_name ─▶ CustomDomain ─ records ─▶ what its owner adds to DNS
//!                  │  ▲
//!       net finds Facts └─ check::assess ─▶ State, and when to look again
//! ```

pub(crate) mod check;
pub(crate) mod host_name;
pub(crate) mod provider;
pub(crate) mod records;
pub(crate) mod status;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{CustomDomainId, WorkspaceId};
use super::time::Timestamp;
use host_name::HostName;
pub(crate) use status::Status;

/// Most custom domains of a workspace.
pub(crate) const MOST: i64 = 100;
/// How long a name is kept for a workspace that never proves that it owns it.
pub(crate) const UNPROVED: Duration = Duration::from_hours(30 * 24);

/// A name that links live on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CustomDomain {
    /// Its id.
    pub(crate) id: CustomDomainId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The name, of which there is one among all workspaces.
    pub(crate) name: HostName,
    /// Where visitors of the bare name go; the server's own address when there is none.
    pub(crate) root_destination: Option<String>,
    /// What its TXT record proves ownership by.
    pub(crate) token: String,
    /// How far it is.
    pub(crate) state: State,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When its owner last changed it.
    pub(crate) updated_at: Timestamp,
}

/// How far a custom domain is, as the last check found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// In a word.
    pub(crate) status: Status,
    /// Since when that is its status.
    pub(crate) status_since: Timestamp,
    /// When its ownership was proved. From then on its links are served, wherever its other records are.
    pub(crate) verified_at: Option<Timestamp>,
    /// When everything was well for the first time.
    pub(crate) activated_at: Option<Timestamp>,
    /// When the certificate ends that was last seen.
    pub(crate) certificate_expires_at: Option<Timestamp>,
    /// What DNS held.
    pub(crate) seen: Seen,
    /// When it was last checked.
    pub(crate) last_checked_at: Option<Timestamp>,
    /// What stands in the way.
    pub(crate) last_error: Option<String>,
}

/// What a check saw in DNS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    /// The name leads here.
    pub(crate) routing: bool,
    /// The TXT record is there.
    pub(crate) ownership: bool,
    /// Name servers of the zone.
    pub(crate) nameservers: Vec<String>,
}

impl CustomDomain {
    /// A domain that was not checked yet. `proved` spares it the proof of ownership.
    #[must_use]
    pub(crate) fn new(workspace: WorkspaceId, name: HostName, proved: bool, now: Timestamp) -> Self {
        Self {
            id: CustomDomainId::new(now),
            workspace,
            name,
            root_destination: None,
            token: format!("{:032x}", rand::random::<u128>()),
            state: State {
                status: Status::Inactive,
                status_since: now,
                verified_at: proved.then_some(now),
                activated_at: None,
                certificate_expires_at: None,
                seen: Seen::default(),
                last_checked_at: None,
                last_error: None,
            },
            created_at: now,
            updated_at: now,
        }
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::records::Target;
    use super::*;

    /// A domain that was made just now.
    pub(crate) fn domain(name: &str, now: Timestamp) -> CustomDomain {
        CustomDomain::new(WorkspaceId::new(now), name.parse().unwrap(), false, now)
    }

    /// A server at `go.example.org`.
    pub(crate) fn target() -> Target {
        Target::new("go.example.org")
    }
}
