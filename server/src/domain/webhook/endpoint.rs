//! Webhooks: endpoints that somebody registered, and the state they are in.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::secret::{OldSecret, Secret};
use super::subscription::Subscription;
use crate::domain::id::{LinkId, TokenId, WebhookId, WorkspaceId};
use crate::domain::time::Timestamp;

/// Most webhooks of a workspace.
pub(crate) const MOST: i64 = 100;
/// Longest name, in characters.
pub(crate) const NAME: usize = 200;
/// Longest description, in characters.
pub(crate) const DESCRIPTION: usize = 1_000;
/// Most messages in a second that an owner may allow.
pub(crate) const FASTEST: u32 = 1_000;
/// How long an endpoint may fail without a success between before it is switched off, once a message is given up.
pub(crate) const PATIENCE: Duration = Duration::from_hours(5 * 24);

/// Declares an enum with its names in the API and in the database.
macro_rules! names {
    ($(#[$doc:meta])* $type:ident, $bad:ident = $message:literal { $($(#[$note:meta])* $name:ident = $text:literal),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) enum $type {
            $($(#[$note])* #[serde(rename = $text)] $name,)*
        }

        /// A text that is none of the names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub(crate) struct $bad;

        impl $type {
            /// Every one.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            /// The name in the API and in the database.
            #[must_use]
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }

        impl FromStr for $type {
            type Err = $bad;
            fn from_str(text: &str) -> Result<Self, $bad> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or($bad)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names! {
    /// Whether messages are sent.
    Status, UnknownStatus = "must be WEBHOOK_STATUS_ACTIVE, WEBHOOK_STATUS_PAUSED or WEBHOOK_STATUS_DISABLED" {
        /// Messages are sent.
        Active = "WEBHOOK_STATUS_ACTIVE",
        /// Its owner wants a rest: no new messages are made, those that wait go on waiting.
        Paused = "WEBHOOK_STATUS_PAUSED",
        /// It failed for days, or said that it is gone: no messages are made, those that waited are given up.
        Disabled = "WEBHOOK_STATUS_DISABLED"
    }
}
names! {
    /// Who registered it.
    Source, UnknownSource = "must be WEBHOOK_SOURCE_LINKBREAKERS, WEBHOOK_SOURCE_MAKE or WEBHOOK_SOURCE_ZAPIER" {
        /// Somebody by hand or by the API.
        Linkbreakers = "WEBHOOK_SOURCE_LINKBREAKERS",
        /// The automation platform Make.
        Make = "WEBHOOK_SOURCE_MAKE",
        /// The automation platform Zapier.
        Zapier = "WEBHOOK_SOURCE_ZAPIER"
    }
}

/// An endpoint and what it is told of.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    /// Its id.
    pub(crate) id: WebhookId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// What people call it.
    pub(crate) name: String,
    /// What it is for, in its owner's words.
    pub(crate) description: String,
    /// Where messages are sent, as its owner wrote it.
    pub(crate) endpoint_url: String,
    /// Headers that its messages carry beside those that sign them.
    pub(crate) headers: BTreeMap<String, String>,
    /// The one link whose events it is told of; all links when there is none.
    pub(crate) link: Option<LinkId>,
    /// Who registered it.
    pub(crate) source: Source,
    /// Whether messages are sent.
    pub(crate) status: Status,
    /// Which events it is told of.
    pub(crate) subscription: Subscription,
    /// Whether it is told of previews, prefetches and crawlers too.
    pub(crate) include_bots: bool,
    /// Most messages in a second, from each server; as fast as it answers when there is none.
    pub(crate) rate_limit: Option<u32>,
    /// Signs its messages.
    pub(crate) secret: Secret,
    /// Secrets before that, which sign beside it for a while, the newest first.
    pub(crate) old_secrets: Vec<OldSecret>,
    /// Why and when it was switched off, if it was.
    pub(crate) disabled: Option<(String, Timestamp)>,
    /// The token it was registered with.
    pub(crate) created_by: Option<TokenId>,
    /// Attempts that were answered with 2xx.
    pub(crate) success_count: i64,
    /// All other attempts.
    pub(crate) failure_count: i64,
    /// When the last attempt was made.
    pub(crate) last_sent_at: Option<Timestamp>,
    /// When the last attempt succeeded.
    pub(crate) last_delivered_at: Option<Timestamp>,
    /// When it was registered.
    pub(crate) created_at: Timestamp,
    /// When its owner last changed it.
    pub(crate) updated_at: Timestamp,
}

impl Webhook {
    /// A webhook that was just registered: active, told of every step of every link.
    #[must_use]
    pub(crate) fn new(
        workspace: WorkspaceId,
        endpoint_url: impl Into<String>,
        secret: Secret,
        now: Timestamp,
    ) -> Self {
        Self {
            id: WebhookId::new(now),
            workspace,
            name: String::new(),
            description: String::new(),
            endpoint_url: endpoint_url.into(),
            headers: BTreeMap::new(),
            link: None,
            source: Source::Linkbreakers,
            status: Status::Active,
            subscription: Subscription::default(),
            include_bots: false,
            rate_limit: None,
            secret,
            old_secrets: Vec::new(),
            disabled: None,
            created_by: None,
            success_count: 0,
            failure_count: 0,
            last_sent_at: None,
            last_delivered_at: None,
            created_at: now,
            updated_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_others_are_refused_with_the_list() {
        for status in Status::ALL {
            assert_eq!(status.to_string().parse(), Ok(*status));
            assert_eq!(serde_json::to_string(status).unwrap(), format!("\"{status}\""));
            assert!(UnknownStatus.to_string().contains(status.as_str()));
        }
        for source in Source::ALL {
            assert_eq!(source.to_string().parse(), Ok(*source));
            assert!(UnknownSource.to_string().contains(source.as_str()));
        }
        for text in ["", "ACTIVE", "active", "WEBHOOK_STATUS_UNSPECIFIED"] {
            assert_eq!(text.parse::<Status>(), Err(UnknownStatus), "{text}");
        }
    }
}
