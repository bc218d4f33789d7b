//! Events: scans and clicks, with who made them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::id::{DeviceId, EventId, LinkId, VisitorId, WorkspaceId};
use super::scan::Action;
use super::step::EventAction;
use super::time::Timestamp;
use super::trace::Shown;

/// Whether a device came to a link before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum VisitType {
    /// Its first event on this link.
    #[serde(rename = "VISIT_TYPE_FIRST")]
    First,
    /// Any later one, however long after.
    #[serde(rename = "VISIT_TYPE_RETURNING")]
    Returning,
}

impl VisitType {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::First => "VISIT_TYPE_FIRST",
            Self::Returning => "VISIT_TYPE_RETURNING",
        }
    }
}

/// A scan or click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its id.
    pub(crate) id: EventId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The link.
    pub(crate) link: LinkId,
    /// Who made it.
    pub(crate) visitor: VisitorId,
    /// With what.
    pub(crate) device: DeviceId,
    /// Scan or click.
    pub(crate) action: Action,
    /// First or returning.
    pub(crate) visit_type: VisitType,
    /// A visit, or what only looks like one: `visit`, `preview`, `prefetch`, `crawler`, `ai_agent`.
    pub(crate) traffic: String,
    /// `GET` or `HEAD`.
    pub(crate) http_method: String,
    /// The short address that was asked for.
    pub(crate) entrypoint: String,
    /// Where the visitor was sent.
    pub(crate) destination: String,
    /// What kind of step sent them there.
    pub(crate) destination_action: EventAction,
    /// The page that led there, if the browser told.
    pub(crate) referrer: Option<String>,
    /// What the exit showed.
    pub(crate) shown: Shown,
    /// When it was answered.
    pub(crate) scanned_at: Timestamp,
    /// When it was recorded here.
    pub(crate) created_at: Timestamp,
}

/// The id that travels with the visitor: base64url of the event id's 16 bytes, unpadded, 22 characters.
#[must_use]
pub(crate) fn lbid(event: EventId) -> String {
    URL_SAFE_NO_PAD.encode(event.as_bytes())
}

/// A text that is no visit's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no LBID: 22 letters of base64url, as the destination got them in its query parameter lbid")]
pub(crate) struct BadLbid;

/// The event of an LBID. Padding and the letters of plain base64 are read too; nothing else is.
pub(crate) fn event_of(lbid: &str) -> Result<EventId, BadLbid> {
    let text = lbid.trim().trim_end_matches('=').replace('+', "-").replace('/', "_");
    let padding = lbid.trim().len() - text.len();
    let bytes = URL_SAFE_NO_PAD.decode(&text).map_err(|_| BadLbid)?;
    let bytes: [u8; 16] = bytes.try_into().map_err(|_| BadLbid)?;
    if padding > 2 { Err(BadLbid) } else { Ok(EventId::with_bytes(bytes)) }
}

/// What a visitor came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    /// Its id, derived from a keyed hash of what identifies it.
    pub(crate) id: DeviceId,
    /// The workspace it belongs to: no two workspaces know a device by the same id.
    pub(crate) workspace: WorkspaceId,
    /// Whose it is.
    pub(crate) visitor: VisitorId,
    /// Header `User-Agent`.
    pub(crate) user_agent: String,
    /// Such as `Chrome`.
    pub(crate) browser_name: Option<String>,
    /// Such as `131.0.0`.
    pub(crate) browser_version: Option<String>,
    /// Header `Accept-Language`.
    pub(crate) browser_language: Option<String>,
    /// Such as `iOS`.
    pub(crate) platform_name: Option<String>,
    /// Such as `18.1`.
    pub(crate) platform_version: Option<String>,
    /// Such as `Apple`.
    pub(crate) brand: Option<String>,
    /// Such as `iPhone`.
    pub(crate) model: Option<String>,
    /// `DEVICE_TYPE_…`.
    pub(crate) device_type: String,
    /// `DEVICE_ACTOR_…`.
    pub(crate) actor: String,
    /// The program's name when no human acted.
    pub(crate) actor_name: Option<String>,
    /// Whose program it is.
    pub(crate) actor_origin: Option<String>,
    /// The network that it came from: an address cut to /24 or /48.
    pub(crate) network: Option<String>,
    /// Where that network is, as far as is known.
    pub(crate) place: Place,
    /// When it was first seen.
    pub(crate) created_at: Timestamp,
    /// When it was last seen.
    pub(crate) last_used_at: Timestamp,
}

/// Where a device is, as coarse as networks tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Two letters of ISO 3166-1.
    pub(crate) country: Option<String>,
    /// Its largest part, in English.
    pub(crate) region: Option<String>,
    /// In English.
    pub(crate) city: Option<String>,
    /// An IANA name.
    pub(crate) timezone: Option<String>,
}

/// Somebody who scans: anonymous until identified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visitor {
    /// Their id.
    pub(crate) id: VisitorId,
    /// The workspace that knows them.
    pub(crate) workspace_id: WorkspaceId,
    /// Email, once known.
    pub(crate) email: Option<String>,
    /// Phone number, once known.
    pub(crate) phone: Option<String>,
    /// First name, once known.
    pub(crate) first_name: Option<String>,
    /// Last name, once known.
    pub(crate) last_name: Option<String>,
    /// When they were first seen.
    pub(crate) created_at: Timestamp,
    /// When they were last changed.
    pub(crate) updated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lbids_are_read_back_in_every_form_and_nothing_else_is() {
        let event = EventId::with_bytes([0xfb, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
        let text = lbid(event);
        assert_eq!(text.len(), 22);
        let plain = text.replace('-', "+").replace('_', "/");
        for form in [text.clone(), format!("{text}=="), plain.clone(), format!(" {plain}== ")] {
            assert_eq!(event_of(&form), Ok(event), "{form}");
        }
        for bad in
            ["", "=", "x", &text[1..], &format!("{text}A"), &format!("{text}===="), "4BnH-R19p4BnH-R1", "ä"]
        {
            assert_eq!(event_of(bad), Err(BadLbid), "{bad}");
        }
    }
}
