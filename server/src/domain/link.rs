//! Links: what they hold, and what may go into them.

use std::collections::BTreeMap;

use url::Url;

use super::id::{DesignId, LinkId, WorkspaceId};
use super::slug::Slug;
use super::time::Timestamp;

/// Most metadata keys of a link (the guide's limit).
pub(crate) const METADATA_KEYS: usize = 50;
/// Longest metadata key, in characters.
pub(crate) const METADATA_KEY: usize = 100;
/// Longest metadata value, in characters.
pub(crate) const METADATA_VALUE: usize = 1_000;
/// Longest name, in characters.
pub(crate) const NAME: usize = 200;
/// Longest purpose and lead definitions, in characters.
pub(crate) const TEXT: usize = 2_000;
/// Most tags of a link.
pub(crate) const TAGS: usize = 50;
/// Longest tag, in characters.
pub(crate) const TAG: usize = 100;
/// Longest destination, in bytes: what browsers and proxies are sure to carry.
pub(crate) const DESTINATION: usize = 8_192;

/// A link, without its steps, tags and design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Its id.
    pub(crate) id: LinkId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The last part of its short address.
    pub(crate) shortlink: Slug,
    /// What people call it; may be empty.
    pub(crate) name: String,
    /// What it is for, in a sentence or two.
    pub(crate) purpose: Option<String>,
    /// Where its redirect leads.
    pub(crate) destination: String,
    /// Whether the destination is told which visit it was.
    pub(crate) conversion_tracking: bool,
    /// Where visitors go when the workflow is broken.
    pub(crate) fallback_destination: Option<String>,
    /// Where visitors go once it has expired; a page of ours when there is none.
    pub(crate) expired_destination: Option<String>,
    /// When it expires.
    pub(crate) expires_at: Option<Timestamp>,
    /// The design of its code; the plain default when there is none.
    pub(crate) design: Option<DesignId>,
    /// The user's own notes, never interpreted.
    pub(crate) metadata: BTreeMap<String, String>,
    /// What the link wants from its visitors (for lead scores).
    pub(crate) lead_goal_definition: Option<String>,
    /// Who the ideal visitor is (for lead scores).
    pub(crate) lead_target_definition: Option<String>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}

impl Link {
    /// Whether it has expired by `now`.
    #[must_use]
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// The short address of a link on the server at `public_url` (no slash at its end).
#[must_use]
pub(crate) fn entrypoint(public_url: &str, slug: &Slug) -> String {
    format!("{public_url}/{slug}")
}

/// Why a text is no destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadDestination {
    /// It cannot be parsed as an absolute address.
    #[error("is no absolute URL ({0}); write it in full, such as https://example.com/page")]
    Form(url::ParseError),
    /// Its scheme is not one that visitors may be sent to.
    #[error("has the scheme {0}:, but visitors are sent to http: and https: only")]
    Scheme(String),
    /// It is longer than what browsers and proxies are sure to carry.
    #[error("is longer than {DESTINATION} bytes")]
    Length,
}

/// Checks a destination: an absolute http or https address, at most [`DESTINATION`] bytes. Gives it as it will be sent
/// in `Location`, which is as the caller wrote it when it needs no escaping.
pub(crate) fn destination(text: &str) -> Result<String, BadDestination> {
    let text = text.trim();
    if text.len() > DESTINATION {
        return Err(BadDestination::Length);
    }
    let url = Url::parse(text).map_err(BadDestination::Form)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(BadDestination::Scheme(url.scheme().to_owned()));
    }
    // Parsing normalises (`https://example.com` gains a slash). A text that is plain ASCII without blanks or control
    // characters is safe in a header as it stands, and callers read back what they wrote.
    let as_written = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.contains("://");
    Ok(if as_written { text.to_owned() } else { url.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_web_addresses() {
        assert_eq!(destination("https://example.com"), Ok("https://example.com".to_owned()));
        assert_eq!(
            destination(" https://example.com/a?b=c#d "),
            Ok("https://example.com/a?b=c#d".to_owned())
        );
        assert_eq!(destination("https://exämple.com/ü"), Ok("https://xn--exmple-cua.com/%C3%BC".to_owned()));
        assert_eq!(destination("javascript:alert(1)"), Err(BadDestination::Scheme("javascript".to_owned())));
        assert_eq!(destination("data:text/html,<script>"), Err(BadDestination::Scheme("data".to_owned())));
        assert!(matches!(destination("invalid-url"), Err(BadDestination::Form(_))));
        assert!(matches!(destination(""), Err(BadDestination::Form(_))));
        let long = format!("https://example.com/{}", "a".repeat(DESTINATION));
        assert_eq!(destination(&long), Err(BadDestination::Length));
    }
}
