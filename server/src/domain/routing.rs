//! Where a link leads besides its destination, and what it carries along.

use serde::{Deserialize, Serialize};
use url::Url;

use super::scan::MARKER;

/// Longest campaign parameter, in characters.
pub(crate) const UTM: usize = 200;

/// What a link does beyond leading to one address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Routing {
    /// Where visitors go once `max_scans` is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exhausted_destination: Option<String>,
    /// Where iPhones and iPads go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ios_destination: Option<String>,
    /// Where Android devices go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) android_destination: Option<String>,
    /// Campaign parameters that the destination is told unless it has them.
    #[serde(skip_serializing_if = "Utm::is_empty")]
    pub(crate) utm: Utm,
    /// What becomes of the query that a visitor came with.
    #[serde(skip_serializing_if = "QueryForwarding::is_none")]
    pub(crate) query_forwarding: QueryForwarding,
}

/// Campaign parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Utm {
    /// `utm_source`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// `utm_medium`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) medium: Option<String>,
    /// `utm_campaign`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign: Option<String>,
    /// `utm_term`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) term: Option<String>,
    /// `utm_content`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
}

impl Utm {
    /// Each parameter's name and value, if it has one.
    #[must_use]
    pub(crate) fn pairs(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("utm_source", self.source.as_deref()),
            ("utm_medium", self.medium.as_deref()),
            ("utm_campaign", self.campaign.as_deref()),
            ("utm_term", self.term.as_deref()),
            ("utm_content", self.content.as_deref()),
        ]
    }

    /// Whether there is none.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What becomes of the query that a visitor came with. The marker of codes is never passed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum QueryForwarding {
    /// It stays here.
    #[default]
    #[serde(rename = "QUERY_FORWARDING_NONE")]
    None,
    /// Parameters that the destination lacks are passed on.
    #[serde(rename = "QUERY_FORWARDING_MISSING")]
    Missing,
    /// All are passed on, in place of the destination's own.
    #[serde(rename = "QUERY_FORWARDING_OVERRIDE")]
    Override,
}

impl QueryForwarding {
    /// The names, in the order of the type.
    pub(crate) const NAMES: [&str; 3] =
        ["QUERY_FORWARDING_NONE", "QUERY_FORWARDING_MISSING", "QUERY_FORWARDING_OVERRIDE"];

    /// Whether nothing is passed on.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it asks about by reference")]
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl std::str::FromStr for QueryForwarding {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let [_, missing, replace] = Self::NAMES;
        match name {
            "" | "QUERY_FORWARDING_UNSPECIFIED" | "QUERY_FORWARDING_NONE" => Ok(Self::None),
            name if name == missing => Ok(Self::Missing),
            name if name == replace => Ok(Self::Override),
            _ => Err(format!("is unknown; use {}", Self::NAMES.join(", "))),
        }
    }
}

/// The platforms that can have a destination of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Platform {
    /// iPhone, iPad, iPod.
    Ios,
    /// Android.
    Android,
    /// All others.
    Other,
}

impl Platform {
    /// The platform that a `User-Agent` tells.
    #[must_use]
    pub(crate) fn of(user_agent: &str) -> Self {
        if ["iPhone", "iPad", "iPod"].iter().any(|name| user_agent.contains(name)) {
            Self::Ios
        } else if user_agent.contains("Android") {
            Self::Android
        } else {
            Self::Other
        }
    }
}

impl Routing {
    /// The address for a platform, where it differs.
    #[must_use]
    pub(crate) fn destination_for(&self, platform: Platform) -> Option<&str> {
        match platform {
            Platform::Ios => self.ios_destination.as_deref(),
            Platform::Android => self.android_destination.as_deref(),
            Platform::Other => None,
        }
    }

    /// `destination` with what it is told: the visitor's query as far as it is passed on, then campaign parameters.
    #[must_use]
    pub(crate) fn carry(&self, destination: &str, query: &str) -> String {
        let forwarded = self.query_forwarding != QueryForwarding::None && !query.is_empty();
        if !forwarded && self.utm.is_empty() {
            return destination.to_owned();
        }
        // Destinations are checked when they are set: one that does not parse is passed on as it is.
        let Ok(mut url) = Url::parse(destination) else { return destination.to_owned() };
        let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let mut changed = false;
        if forwarded {
            let given: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .filter(|(name, _)| name != MARKER)
                .collect();
            let has = |list: &[(String, String)], name: &str| list.iter().any(|(other, _)| other == name);
            if self.query_forwarding == QueryForwarding::Override {
                pairs.retain(|(name, _)| !has(&given, name));
            }
            let own: Vec<(String, String)> = pairs.clone();
            let added = given.into_iter().filter(|(name, _)| !has(&own, name));
            let before = pairs.len();
            pairs.extend(added);
            changed = pairs.len() != before || self.query_forwarding == QueryForwarding::Override;
        }
        for (name, value) in self.utm.pairs() {
            let Some(value) = value else { continue };
            if !pairs.iter().any(|(other, _)| other == name) {
                pairs.push((name.to_owned(), value.to_owned()));
                changed = true;
            }
        }
        if changed {
            url.query_pairs_mut().clear().extend_pairs(pairs);
            if url.query() == Some("") {
                url.set_query(None);
            }
        }
        url.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routing(query_forwarding: QueryForwarding) -> Routing {
        let utm = Utm { source: Some("poster".to_owned()), ..Utm::default() };
        Routing { utm, query_forwarding, ..Routing::default() }
    }

    #[test]
    fn what_is_carried_along_follows_the_mode() {
        let destination = "https://example.com/a?x=1#part";
        let carried = |mode| routing(mode).carry(destination, "q&x=2&y=3&utm_source=mail");
        assert_eq!(carried(QueryForwarding::None), "https://example.com/a?x=1&utm_source=poster#part");
        assert_eq!(carried(QueryForwarding::Missing), "https://example.com/a?x=1&y=3&utm_source=mail#part");
        assert_eq!(carried(QueryForwarding::Override), "https://example.com/a?x=2&y=3&utm_source=mail#part");
        assert_eq!(Routing::default().carry(destination, "q&x=2"), destination, "nothing by default");
    }

    #[test]
    fn repeated_parameters_stay_repeated_and_the_marker_stays_here() {
        let routing = Routing { query_forwarding: QueryForwarding::Missing, ..Routing::default() };
        assert_eq!(routing.carry("https://example.com", "q=&a=1&a=2"), "https://example.com/?a=1&a=2");
        assert_eq!(routing.carry("https://example.com/b?q=own", "q"), "https://example.com/b?q=own");
    }

    #[test]
    fn platforms_are_told_by_their_names() {
        assert_eq!(Platform::of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5)"), Platform::Ios);
        assert_eq!(Platform::of("Mozilla/5.0 (Linux; Android 14; Pixel 8)"), Platform::Android);
        assert_eq!(Platform::of("Mozilla/5.0 (X11; Linux x86_64)"), Platform::Other);
    }
}
