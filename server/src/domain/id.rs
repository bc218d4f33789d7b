//! Ids: UUIDs of version 7 (RFC 9562), so that rows made later sort later, typed so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use super::time::Timestamp;

/// A text that is no UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no UUID, such as 0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")]
pub(crate) struct BadId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name(Uuid);

        #[allow(dead_code, reason = "every id has the same methods, used or not")]
        impl $name {
            /// A new id that sorts by `now`.
            #[must_use]
            pub(crate) fn new(now: Timestamp) -> Self {
                Self(Builder::from_unix_timestamp_millis(now.millis(), &rand::random()).into_uuid())
            }

            /// An id made of these 16 bytes, marked as one of a kind of its own (version 8).
            #[must_use]
            pub(crate) fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Builder::from_custom_bytes(bytes).into_uuid())
            }

            /// When it was made; `None` for ids that do not tell.
            #[must_use]
            pub(crate) fn made_at(&self) -> Option<Timestamp> {
                let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
                let millis = seconds.saturating_mul(1000).saturating_add(u64::from(nanos / 1_000_000));
                i64::try_from(millis).ok().map(Timestamp::from_millis)
            }

            /// The id that has exactly these 16 bytes.
            #[must_use]
            pub(crate) fn with_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// Its 16 bytes.
            #[must_use]
            pub(crate) fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::try_parse(text).map(Self).map_err(|_| BadId)
            }
        }
    )*};
}

ids! {
    /// A workspace: the tenant that owns everything else.
    WorkspaceId
    /// A workspace token; the claim `jti` of its JWT.
    TokenId
    /// A link.
    LinkId
    /// A QR code design.
    DesignId
    /// A name that links live on.
    CustomDomainId
    /// A look that is made once and worn by many codes.
    TemplateId
    /// A folder of links.
    DirectoryId
    /// Work that is done in the background.
    JobId
    /// A workspace's setting of what is recorded.
    LinkSettingId
    /// An entry of the audit log.
    AuditId
    /// A change of where a link leads.
    ChangeId
    /// A step of a link's workflow.
    StepId
    /// An exit of a step.
    BranchId
    /// A tag.
    TagId
    /// A scan or click; made when the scan is answered.
    EventId
    /// A step that a visit completed.
    TraceId
    /// A visitor.
    VisitorId
    /// A device of a visitor.
    DeviceId
    /// A webhook.
    WebhookId
    /// One message to one webhook: the `webhook-id` of all its attempts.
    DeliveryId
    /// What a visitor did at the destination.
    ConversionId
    /// How good a lead a visitor is.
    LeadScoreId
    /// A request to an external scorer: the `webhook-id` of all its tries.
    ScoringId
    /// A layout of figures.
    DashboardId
    /// One attempt of a delivery.
    AttemptId
    /// A wish to have failed messages sent again.
    RecoveryId
    /// A file of the media library.
    MediaId
    /// An announced upload of a file.
    UploadId
    /// A signing or hashing key.
    KeyId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_later() {
        let early = LinkId::new(Timestamp::from_millis(1_000));
        let late = LinkId::new(Timestamp::from_millis(1_001));
        assert!(early.to_string() < late.to_string());
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!("link-1".parse::<LinkId>(), Err(BadId));
    }
}
