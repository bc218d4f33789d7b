//! A scan as it is answered, before anything is known about who scanned.

use serde::{Deserialize, Serialize};

use super::id::{DeviceId, EventId, LinkId, WorkspaceId};
use super::key::Key;
use super::step::EventAction;
use super::time::Timestamp;
use super::trace::Shown;

/// Query parameter that only printed codes carry: it tells a scan from a click. Frozen for ever, never passed on.
pub(crate) const MARKER: &str = "q";

/// How the short address was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Action {
    /// By the code: the address carried [`MARKER`].
    #[serde(rename = "ACTION_SCAN")]
    Scan,
    /// By the address itself.
    #[serde(rename = "ACTION_CLICK")]
    Click,
}

impl Action {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Scan => "ACTION_SCAN",
            Self::Click => "ACTION_CLICK",
        }
    }
}

/// What is recorded before a visitor is sent on: everything that only the request knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scan {
    /// The event's id, made with the answer, so that recording it twice records it once.
    pub(crate) id: EventId,
    /// The link's workspace.
    pub(crate) workspace: WorkspaceId,
    /// The link.
    pub(crate) link: LinkId,
    /// When it was answered, in milliseconds since 1970.
    pub(crate) scanned_at: i64,
    /// Scan or click.
    pub(crate) action: Action,
    /// `GET` or `HEAD`.
    pub(crate) method: String,
    /// The short address that was asked for.
    pub(crate) entrypoint: String,
    /// Where the visitor was sent.
    pub(crate) destination: String,
    /// What kind of step sent them there.
    #[serde(default)]
    pub(crate) exit: EventAction,
    /// What that step showed.
    #[serde(default, skip_serializing_if = "Shown::is_empty")]
    pub(crate) shown: Shown,
    /// Header `User-Agent`, at most 512 bytes.
    pub(crate) user_agent: String,
    /// Header `Accept-Language`, at most 128 bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) language: String,
    /// Header `Referer`, at most 512 bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) referrer: String,
    /// Headers that tell a prefetch (`Sec-Purpose`, `Purpose`, `X-Moz`), joined, at most 64 bytes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) purpose: String,
    /// The client's network: its address cut to /24 (IPv4) or /48 (IPv6). The address itself is not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) network: String,
    /// Keyed hash of the client's whole address, which tells devices of one network apart, as 16 hexadecimal digits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) address_hash: String,
}

impl Scan {
    /// The device that it was made with: what looks alike to one workspace from one address, as a keyed hash, so that the id
    /// tells nobody the address.
    #[must_use]
    pub(crate) fn device(&self, key: &Key) -> DeviceId {
        let mac = key.mac(&[
            self.workspace.as_bytes(),
            self.address_hash.as_bytes(),
            self.user_agent.as_bytes(),
            self.language.as_bytes(),
        ]);
        let mut id = [0; 16];
        id.copy_from_slice(&mac[..16]);
        DeviceId::from_bytes(id)
    }

    /// Forgets who scanned, and how they came: that somebody did is left.
    pub(crate) fn forget_sender(&mut self) {
        for text in [
            &mut self.user_agent,
            &mut self.language,
            &mut self.referrer,
            &mut self.purpose,
            &mut self.network,
            &mut self.address_hash,
        ] {
            text.clear();
        }
    }

    /// When it was answered.
    #[must_use]
    pub(crate) fn moment(&self) -> Timestamp {
        Timestamp::from_millis(self.scanned_at)
    }
}
