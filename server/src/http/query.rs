//! Query parameters: either spelling, repeated keys and comma lists, refused by name.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::dialect::to_camel;
use super::error::ApiError;
use crate::domain::page::{Cursor, Page};
use crate::domain::time::Timestamp;

/// The parameters of a request's query, in the order given.
#[derive(Debug, Clone, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = Self::parse(parts.uri.query().unwrap_or_default());
        // No database keeps it in a text.
        match query.0.iter().find(|(_, value)| value.contains('\0')) {
            Some((name, _)) => Err(ApiError::field(name, "contains the character NUL")),
            None => Ok(query),
        }
    }
}

impl Query {
    fn parse(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// A parameter's name as the caller spells it, and its last value; parameters left empty count as absent.
    fn find(&self, name: &str) -> Option<(&str, &str)> {
        let found = self
            .0
            .iter()
            .rev()
            .find(|(key, value)| !value.is_empty() && (key == name || to_camel(key) == name));
        found.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.find(name).map(|(_, value)| value)
    }

    /// A parameter's name as the caller spells it, for saying what is wrong with it.
    pub(super) fn name(&self, name: &str) -> String {
        self.find(name).map_or(name, |(key, _)| key).to_owned()
    }

    /// A list: the key repeated, its values separated by commas, or both.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name || to_camel(key) == name);
        values
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Names that may have commas themselves: each value as a whole, and its parts between commas.
    pub(super) fn names(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(key, _)| key == name || to_camel(key) == name);
        let whole = values.map(|(_, value)| value.trim()).filter(|value| value.contains(','));
        let mut names: Vec<String> = whole.chain(self.list(name)).map(str::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// A value by its name: with `prefix` before it or without, in capital letters or small ones.
    pub(super) fn name_of<T: Copy>(
        &self,
        name: &str,
        prefix: &str,
        values: &[(&str, T)],
    ) -> Result<Option<T>, ApiError> {
        let Some((key, value)) = self.find(name) else { return Ok(None) };
        let upper = value.to_ascii_uppercase();
        let bare = upper.strip_prefix(prefix).unwrap_or(&upper);
        let found = values.iter().find(|(name, _)| *name == bare);
        found.map(|(_, value)| Some(*value)).ok_or_else(|| {
            let names: Vec<String> = values.iter().map(|(name, _)| format!("{prefix}{name}")).collect();
            ApiError::field(key, format!("is unknown; use {}", names.join(", ")))
        })
    }

    /// Whether a switch is on: `true` or `1`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.find(name) {
            None | Some((_, "false" | "False" | "0")) => Ok(false),
            Some((_, "true" | "True" | "1")) => Ok(true),
            Some((key, _)) => Err(ApiError::field(key, "must be true or false")),
        }
    }

    /// A value that is parsed.
    pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, ApiError> {
        let Some((key, value)) = self.find(name) else { return Ok(None) };
        value.parse().map(Some).map_err(|reason: T::Err| ApiError::field(key, reason.to_string()))
    }

    /// A moment.
    pub(super) fn time(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let Some((key, value)) = self.find(name) else { return Ok(None) };
        Timestamp::parse(value).map(Some).map_err(|reason| ApiError::field(key, reason.to_string()))
    }

    /// The page of the list that `list` names: `pageSize` (from 1 to `most`, `usual` when absent) and `pageToken`, or
    /// `cursor` in its place.
    pub(super) fn page(&self, list: &str, usual: u16, most: u16) -> Result<Page, ApiError> {
        let size = match self.find("pageSize") {
            Some((key, value)) => value
                .parse::<u16>()
                .ok()
                .filter(|size| (1..=most).contains(size))
                .ok_or_else(|| ApiError::field(key, format!("must be a whole number from 1 to {most}")))?,
            None => usual,
        };
        let token = self.find("pageToken").or_else(|| self.find("cursor"));
        let after = token
            .map(|(key, token)| {
                Cursor::from_token(token, list).ok_or_else(|| {
                    ApiError::field(
                        key,
                        "is no page token of this list with these filters; start again without one",
                    )
                })
            })
            .transpose()?;
        Ok(Page { size, after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_repeated_keys_or_commas() {
        let query = Query::parse("include=qrcodeDesign,tags&include=customDomain&page_size=50&link_id=");
        assert_eq!(query.list("include"), ["qrcodeDesign", "tags", "customDomain"]);
        assert_eq!(query.page("links", 100, 1000).unwrap().size, 50);
        assert_eq!(query.text("linkId"), None);
    }
}
