//! What a token may do: scopes, of which writing includes reading, and keys that stand in web pages.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of thing that tokens open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Resource {
    Links,
    Workflows,
    Qrcodes,
    PageThemes,
    Media,
    Domains,
    Visitors,
    Analytics,
    Webhooks,
    Integrations,
    Workspace,
    Members,
    Tokens,
    Billing,
    Assistant,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Access {
    Read,
    Write,
}

/// The right to do something with a kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Scope(pub(crate) Resource, pub(crate) Access);

/// A name that is no scope's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no scope; GET /v1/api-scopes lists them, such as API_SCOPE_LINKS_READ")]
pub(crate) struct BadScope;

/// Each resource with its name and what its rights are about.
const RESOURCES: [(Resource, &str, &str); 15] = [
    (Resource::Links, "links", "links, tags, directories and link settings"),
    (Resource::Workflows, "workflows", "steps of links' workflows"),
    (Resource::Qrcodes, "qrcodes", "QR code designs and templates"),
    (Resource::PageThemes, "page_themes", "looks of visitor pages"),
    (Resource::Media, "media", "the media library"),
    (Resource::Domains, "domains", "custom domains"),
    (Resource::Visitors, "visitors", "visitors and what is known of them"),
    (Resource::Analytics, "analytics", "events, counts and dashboards"),
    (Resource::Webhooks, "webhooks", "webhooks and their secrets"),
    (Resource::Integrations, "integrations", "connections to other services"),
    (Resource::Workspace, "workspace", "the workspace's profile"),
    (Resource::Members, "members", "people of the workspace"),
    (Resource::Tokens, "tokens", "workspace tokens"),
    (Resource::Billing, "billing", "the subscription"),
    (Resource::Assistant, "assistant", "the assistant"),
];

impl Resource {
    /// Its name in scopes, such as `page_themes`.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        RESOURCES.iter().find(|(resource, ..)| *resource == self).map_or("", |(_, name, _)| name)
    }
}

impl Scope {
    /// Every scope that there is: by resource, reading before writing.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        RESOURCES
            .iter()
            .flat_map(|(resource, ..)| [Self(*resource, Access::Read), Self(*resource, Access::Write)])
            .filter(|scope| *scope != Self(Resource::Billing, Access::Read))
    }

    /// As documents name it: `links:read`.
    #[must_use]
    pub(crate) fn short(self) -> String {
        format!("{}:{}", self.0.name(), if self.1 == Access::Read { "read" } else { "write" })
    }

    /// What it allows, in a sentence.
    #[must_use]
    pub(crate) fn description(self) -> String {
        let about =
            RESOURCES.iter().find(|(resource, ..)| *resource == self.0).map_or("", |(_, _, about)| about);
        match self.1 {
            Access::Read => format!("Read {about}"),
            Access::Write => format!("Read, make, change and delete {about}"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "API_SCOPE_{}", self.short().replace(':', "_").to_ascii_uppercase())
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for Scope {
    type Error = BadScope;
    fn try_from(name: String) -> Result<Self, BadScope> {
        name.parse()
    }
}

impl std::str::FromStr for Scope {
    type Err = BadScope;
    fn from_str(name: &str) -> Result<Self, BadScope> {
        Self::all().find(|scope| scope.to_string() == name || scope.short() == name).ok_or(BadScope)
    }
}

/// Where a token may be kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeyType {
    /// On servers: it opens what its scopes say.
    #[default]
    #[serde(rename = "WORKSPACE_TOKEN_KEY_TYPE_SECRET")]
    Secret,
    /// In web pages, where everybody reads it: it opens the few things that pages do for their visitors.
    #[serde(rename = "WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE")]
    Publishable,
}

impl KeyType {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "WORKSPACE_TOKEN_KEY_TYPE_SECRET",
            Self::Publishable => "WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE",
        }
    }
}

impl std::str::FromStr for KeyType {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "" | "WORKSPACE_TOKEN_KEY_TYPE_UNSPECIFIED" | "WORKSPACE_TOKEN_KEY_TYPE_SECRET" => {
                Ok(Self::Secret)
            }
            "WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE" => Ok(Self::Publishable),
            _ => Err(format!("is unknown; use {} or {}", Self::Secret.as_str(), Self::Publishable.as_str())),
        }
    }
}

/// Everything that a token opens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    /// Where it may be kept.
    pub(crate) key_type: KeyType,
    /// Its scopes; `None` is all of them, those of later versions included.
    pub(crate) scopes: Option<BTreeSet<Scope>>,
}

impl Grant {
    /// Whether it opens what `scope` is asked for. Writing includes reading; publishable keys have no scopes at all.
    #[must_use]
    pub(crate) fn allows(&self, scope: Scope) -> bool {
        self.key_type == KeyType::Secret
            && self.scopes.as_ref().is_none_or(|scopes| {
                scopes.contains(&scope) || scopes.contains(&Scope(scope.0, Access::Write))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_those_of_the_sdks() {
        let names: Vec<String> = Scope::all().map(|scope| scope.to_string()).collect();
        assert_eq!(names.len(), 29);
        assert_eq!(names[..2], ["API_SCOPE_LINKS_READ", "API_SCOPE_LINKS_WRITE"]);
        assert!(names.contains(&"API_SCOPE_PAGE_THEMES_WRITE".to_owned()));
        assert!(!names.contains(&"API_SCOPE_BILLING_READ".to_owned()), "it does not exist");
        for scope in Scope::all() {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
    }

    #[test]
    fn writing_includes_reading_and_nothing_else() {
        let grant = |names: &[&str]| Grant {
            key_type: KeyType::Secret,
            scopes: Some(names.iter().map(|name| name.parse().unwrap()).collect()),
        };
        let (read, write) = (Scope(Resource::Links, Access::Read), Scope(Resource::Links, Access::Write));
        assert!(grant(&["links:write"]).allows(read) && !grant(&["links:read"]).allows(write));
        assert!(!grant(&["tokens:write"]).allows(read) && !grant(&[]).allows(read));
        assert!(Grant::default().allows(write), "no list is full access");
        let publishable = Grant { key_type: KeyType::Publishable, scopes: None };
        assert!(!publishable.allows(read));
    }
}
