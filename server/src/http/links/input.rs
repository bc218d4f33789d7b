//! What links are made from and changed with, and the checks of both.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::link::{self, METADATA_KEY, METADATA_KEYS, METADATA_VALUE, NAME, TAG, TAGS, TEXT};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;
use crate::http::body::Check;
use crate::http::patch::Patch;

/// A new link.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateLinkRequest {
    /// Where visitors are sent: an absolute http or https address, at most 8192 bytes. Required.
    #[schema(required = true, example = "https://example.com/landing-page")]
    pub(super) destination: Option<String>,
    /// The link's id, a UUID, when the caller chooses it.
    pub(super) id: Option<String>,
    /// What people call the link, at most 200 characters.
    #[schema(example = "Product Launch Campaign")]
    pub(super) name: Option<String>,
    /// What the link is for, in a sentence or two, at most 2000 characters.
    pub(super) purpose: Option<String>,
    /// The last part of the short address: 1 to 64 letters, digits, `-` and `_`; random when left out. Addresses of
    /// deleted links are never given out again.
    #[schema(example = "holiday-2024")]
    pub(super) shortlink: Option<String>,
    /// Where visitors go when the link's workflow is broken.
    pub(super) fallback_destination: Option<String>,
    /// When the link expires: a moment in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) expires_at: Option<Timestamp>,
    /// Where visitors go once the link has expired; a plain page when left out.
    pub(super) expired_destination: Option<String>,
    /// Notes of the caller's own: at most 50 keys of 100 characters, values of 1000.
    pub(super) metadata: BTreeMap<String, String>,
    /// Names of tags, at most 50 of 100 characters; tags that do not exist are made.
    pub(super) tags: Vec<String>,
    /// The design of the link's code. One design may serve many links.
    pub(super) qrcode_design_id: Option<String>,
    /// Whether the destination is told which visit it was, by the query parameter `lbid`.
    pub(super) conversion_tracking: bool,
    /// Waits until the code's image exists. It is drawn when it is asked for, so that it always exists.
    pub(super) wait_for_qrcode: bool,
    /// What the link wants from its visitors, for lead scores; at most 2000 characters.
    pub(super) lead_goal_definition: Option<String>,
    /// Who the ideal visitor is, for lead scores; at most 2000 characters.
    pub(super) lead_target_definition: Option<String>,
    /// A custom domain; there are none yet.
    pub(super) custom_domain_id: Option<String>,
}

/// Changes to a link: fields that are left out stay as they are, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateLinkRequest {
    /// Where visitors are sent; codes that are printed lead there at once.
    pub(super) destination: Option<String>,
    /// What people call the link.
    pub(super) name: Option<String>,
    /// What the link is for.
    #[schema(value_type = Option<String>)]
    pub(super) purpose: Patch<String>,
    /// Another short address. The old one leads here too: it may be printed.
    pub(super) shortlink: Option<String>,
    /// Where visitors go when the link's workflow is broken.
    #[schema(value_type = Option<String>)]
    pub(super) fallback_destination: Patch<String>,
    /// When the link expires.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) expires_at: Patch<Timestamp>,
    /// True clears `expiresAt`, for clients that cannot send `null`.
    pub(super) expires_at_delete: Option<bool>,
    /// Where visitors go once the link has expired.
    #[schema(value_type = Option<String>)]
    pub(super) expired_destination: Patch<String>,
    /// True clears `expiredDestination`.
    pub(super) expired_destination_delete: Option<bool>,
    /// Replaces all notes.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub(super) metadata: Patch<BTreeMap<String, String>>,
    /// Replaces all tags.
    #[schema(value_type = Option<Vec<String>>)]
    pub(super) tags: Patch<Vec<String>>,
    /// True removes all tags.
    pub(super) tags_delete: Option<bool>,
    /// The design of the link's code; `null` for the plain default.
    #[schema(value_type = Option<String>)]
    pub(super) qrcode_design_id: Patch<String>,
    /// Whether the destination is told which visit it was.
    pub(super) conversion_tracking: Option<bool>,
    /// What the link wants from its visitors.
    #[schema(value_type = Option<String>)]
    pub(super) lead_goal_definition: Patch<String>,
    /// Who the ideal visitor is.
    #[schema(value_type = Option<String>)]
    pub(super) lead_target_definition: Patch<String>,
}

/// Checks an address that visitors may be sent to; empty ones count as left out.
pub(super) fn address(check: &mut Check, path: &str, text: Option<&str>) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    check.parse(path, link::destination(text))
}

/// Checks a short address that the caller chose.
pub(super) fn slug(check: &mut Check, text: Option<&str>) -> Option<Slug> {
    let text = text.filter(|text| !text.is_empty())?;
    check.parse("shortlink", text.parse())
}

/// Checks a moment at which a link expires.
pub(super) fn expiry(check: &mut Check, at: Option<&Timestamp>, now: Timestamp) {
    if at.is_some_and(|at| *at <= now) {
        check.refuse("expiresAt", "must lie in the future");
    }
}

/// Checks the texts of a link, each with its path.
pub(super) fn texts(check: &mut Check, name: Option<&str>, others: [(&str, Option<&str>); 3]) {
    check.length("name", name, NAME);
    for (path, text) in others {
        check.length(path, text, TEXT);
    }
}

/// Checks the notes of a link.
pub(super) fn metadata(check: &mut Check, metadata: &BTreeMap<String, String>) {
    if metadata.len() > METADATA_KEYS {
        check.refuse("metadata", format_args!("has {} keys, the most are {METADATA_KEYS}", metadata.len()));
    }
    for (key, value) in metadata {
        // The key is the caller's own and stays as it is spelled.
        let field = format!("{}.{key}", check.spell("metadata"));
        if key.is_empty() || key.chars().count() > METADATA_KEY {
            check.refuse_spelled(field, format!("is no key: keys have 1 to {METADATA_KEY} characters"));
        } else if value.chars().count() > METADATA_VALUE {
            check.refuse_spelled(field, format!("has more than {METADATA_VALUE} characters"));
        }
    }
}

/// Checks the tags of a link and gives them trimmed, each once.
pub(super) fn tags(check: &mut Check, tags: &[String]) -> Vec<String> {
    if tags.len() > TAGS {
        check.refuse("tags", format_args!("has {} entries, the most are {TAGS}", tags.len()));
    }
    let mut names: Vec<String> = Vec::with_capacity(tags.len());
    for (index, tag) in tags.iter().enumerate() {
        let name = tag.trim();
        if name.is_empty() || name.chars().count() > TAG {
            check.refuse(&format!("tags[{index}]"), format_args!("must have 1 to {TAG} characters"));
        } else if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}
