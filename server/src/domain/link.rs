//! Links: what they hold, and what may go into them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::address::{Address, LinkDomain, base};
use super::id::{DesignId, DirectoryId, LinkId, TemplateId, WorkspaceId};
use super::routing::Routing;
use super::slug::Slug;
use super::step::Exit;
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
/// Longest external id, in characters.
pub(crate) const EXTERNAL_ID: usize = 200;
/// Most scans that a link may be limited to.
pub(crate) const MAX_SCANS: i64 = 1_000_000_000;
/// Most links of one bulk request.
pub(crate) const BULK: usize = 250;
/// Longest destination, in bytes: what browsers and proxies are sure to carry.
pub(crate) const DESTINATION: usize = 8_192;

/// A link, without its steps, tags and design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    /// Its id.
    pub(crate) id: LinkId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The custom domain that it lives on; the server's own name when there is none.
    #[serde(default)]
    pub(crate) domain: Option<LinkDomain>,
    /// The last part of its short address.
    pub(crate) shortlink: Slug,
    /// The id that its owner knows it by; one link of a workspace at a time has it.
    pub(crate) external_id: Option<String>,
    /// The folder it lies in; the root when there is none.
    pub(crate) directory: Option<DirectoryId>,
    /// What people call it; may be empty.
    pub(crate) name: String,
    /// What it is for, in a sentence or two.
    pub(crate) purpose: Option<String>,
    /// Where it leads.
    pub(crate) exit: Exit,
    /// Where visitors go when the link does not lead on: paused, not begun, or its workflow is broken.
    pub(crate) fallback_destination: Option<String>,
    /// Where visitors go once it has expired; a page of ours when there is none.
    pub(crate) expired_destination: Option<String>,
    /// Where else it leads, and what it carries along.
    pub(crate) routing: Routing,
    /// When it begins to lead on.
    pub(crate) starts_at: Option<Timestamp>,
    /// When it expires.
    pub(crate) expires_at: Option<Timestamp>,
    /// How many visits it leads on at most.
    pub(crate) max_scans: Option<i64>,
    /// Argon2id of the password that it asks for, in the PHC form.
    pub(crate) password_hash: Option<String>,
    /// Whether its owner stopped it for a while.
    pub(crate) paused: bool,
    /// Whether it has a code.
    pub(crate) qrcode_enabled: bool,
    /// The design of its code; the plain default when there is none.
    pub(crate) design: Option<DesignId>,
    /// The template that its code was dressed in.
    #[serde(default)]
    pub(crate) template: Option<TemplateId>,
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

/// A link to be made: with its tags, and with whether its short address was chosen by its owner (else a random one that
/// is free takes its place).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewLink {
    /// The link.
    pub(crate) link: Link,
    /// The short address that its owner chose.
    pub(crate) wished: Option<Slug>,
    /// Names of its tags.
    pub(crate) tags: Vec<String>,
}

impl Link {
    /// Where it is found.
    #[must_use]
    pub(crate) fn address(&self) -> Address {
        Address { domain: self.domain.as_ref().map(|domain| domain.id), slug: self.shortlink.clone() }
    }

    /// Its short address as visitors have it, on the server at `public_url` (no slash at its end) or on its own domain.
    #[must_use]
    pub(crate) fn entrypoint(&self, public_url: &str) -> String {
        let name = self.domain.as_ref().and_then(|domain| domain.name.as_ref());
        entrypoint(&base(public_url, name), &self.shortlink)
    }

    /// Whether it has expired by `now`.
    #[must_use]
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }

    /// The address that it leads to, unless it ends at a page.
    #[must_use]
    pub(crate) fn destination(&self) -> Option<&str> {
        match &self.exit {
            Exit::Redirect(redirect) => Some(&redirect.destination),
            Exit::Contact(_) | Exit::ThankYou(_) | Exit::Media(_) => None,
        }
    }

    /// Whether its destination is told which visit it was.
    #[must_use]
    pub(crate) fn conversion_tracking(&self) -> bool {
        matches!(&self.exit, Exit::Redirect(redirect) if redirect.conversion_tracking)
    }
}

/// What a destination is looked up by: SHA-256 of its normal form, without the fragment, as hexadecimal digits.
#[must_use]
pub(crate) fn destination_hash(destination: &str) -> String {
    let normal = Url::parse(destination).map_or_else(
        |_| destination.to_owned(),
        |mut url| {
            url.set_fragment(None);
            url.into()
        },
    );
    hexadecimal(&Sha256::digest(normal))
}

/// What a text is sorted by: its beginning in lower case as hexadecimal digits, whose order is the same everywhere.
#[must_use]
pub(crate) fn sort_key(text: &str) -> String {
    let folded = text.to_lowercase();
    hexadecimal(&folded.as_bytes()[..folded.len().min(64)])
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// A short address below a base (no slash at its end).
#[must_use]
pub(crate) fn entrypoint(base: &str, slug: &Slug) -> String {
    format!("{base}/{slug}")
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
    address(text, &[])
}

/// Checks an address that may have one of these schemes of apps instead of http and https.
pub(crate) fn address(text: &str, app_schemes: &[String]) -> Result<String, BadDestination> {
    let text = text.trim();
    if text.len() > DESTINATION {
        return Err(BadDestination::Length);
    }
    let url = Url::parse(text).map_err(BadDestination::Form)?;
    let is_app = app_schemes.iter().any(|scheme| scheme == url.scheme());
    if !is_app && !matches!(url.scheme(), "http" | "https") {
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
        assert_eq!(address("myapp://a", &["myapp".to_owned()]), Ok("myapp://a".to_owned()));
        assert!(matches!(destination("invalid-url"), Err(BadDestination::Form(_))));
        assert!(matches!(destination(""), Err(BadDestination::Form(_))));
        let long = format!("https://example.com/{}", "a".repeat(DESTINATION));
        assert_eq!(destination(&long), Err(BadDestination::Length));
    }

    #[test]
    fn destinations_are_found_by_their_normal_form() {
        assert_eq!(destination_hash("https://EXAMPLE.com"), destination_hash("https://example.com/#top"));
        assert_ne!(destination_hash("https://example.com/a"), destination_hash("https://example.com/b"));
    }

    #[test]
    fn sort_keys_order_as_folded_texts_do() {
        let mut names = ["b", "A", "", "ä", "a1"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["", "A", "a1", "b", "ä"]);
    }
}
