//! Workspaces: whose links they are, and what is recorded of visitors.

use serde::{Deserialize, Serialize};

use super::id::{LinkSettingId, WorkspaceId};
use super::time::Timestamp;

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Workspace {
    /// Its id.
    pub(crate) id: WorkspaceId,
    /// What people call it.
    pub(crate) name: String,
    /// What it says of itself.
    pub(crate) profile: Profile,
    /// Its time zone, an IANA name.
    pub(crate) timezone: String,
    /// Its setting of what is recorded.
    pub(crate) link_setting: LinkSettingId,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}

/// What a workspace says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) short_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) faq: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest_frequency: Option<String>,
}

/// How much is recorded of visitors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DataCollection {
    /// That somebody came, and when; nothing of who or with what.
    #[serde(rename = "DATA_COLLECTION_NONE")]
    None,
    /// What requests tell: device, language, network. Devices are recognised within a day (UTC).
    #[default]
    #[serde(rename = "DATA_COLLECTION_BASIC")]
    Basic,
    /// The same, devices recognised for ever, and what pages of a workflow ask for.
    #[serde(rename = "DATA_COLLECTION_ADVANCED")]
    Advanced,
}

impl DataCollection {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "DATA_COLLECTION_NONE",
            Self::Basic => "DATA_COLLECTION_BASIC",
            Self::Advanced => "DATA_COLLECTION_ADVANCED",
        }
    }
}

impl std::str::FromStr for DataCollection {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let all = [Self::None, Self::Basic, Self::Advanced];
        let names = all.map(Self::as_str).join(", ");
        all.into_iter().find(|one| one.as_str() == name).ok_or(format!("is unknown; use one of {names}"))
    }
}

/// A workspace's setting of what is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkSetting {
    /// Its id.
    pub(crate) id: LinkSettingId,
    /// How much is recorded.
    pub(crate) data_collection: DataCollection,
    /// For how many days events are kept; `None` for ever.
    pub(crate) retention_days: Option<i64>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}
