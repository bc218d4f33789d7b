//! Short addresses: a slug, on the server's own name or on a customer's.

use serde::{Deserialize, Serialize};

use super::custom_domain::host_name::HostName;
use super::id::CustomDomainId;
use super::slug::Slug;

/// What a visitor asks for: slugs are apart on every name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Address {
    /// The custom domain; the server's own name when there is none.
    pub(crate) domain: Option<CustomDomainId>,
    /// The last part.
    pub(crate) slug: Slug,
}

/// The custom domain that a link lives on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinkDomain {
    /// Its id.
    pub(crate) id: CustomDomainId,
    /// Its name; `None` until the link is kept, since a request names the id alone.
    pub(crate) name: Option<HostName>,
}

/// The base of short addresses on a custom domain, or else the server's own, without a slash at its end. Custom domains are
/// served encrypted, whatever the server itself is.
#[must_use]
pub(crate) fn base(public_url: &str, domain: Option<&HostName>) -> String {
    domain.map_or_else(|| public_url.to_owned(), |name| format!("https://{name}"))
}
