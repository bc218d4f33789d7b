//! What webhooks are made from and changed with, and the checks of both.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;

use crate::app::webhook::Endpoints;
use crate::domain::id::LinkId;
use crate::domain::webhook::endpoint::{DESCRIPTION, FASTEST, NAME, Source, Status};
use crate::domain::webhook::headers;
use crate::http::body::Check;
use crate::http::dialect::Dialect;
use crate::http::patch::Patch;

/// What SDKs send for "not said".
const UNSPECIFIED: [&str; 2] = ["WEBHOOK_STATUS_UNSPECIFIED", "WEBHOOK_SOURCE_UNSPECIFIED"];

/// A new webhook. `url`, `events` and `active` are the guide's words; `endpointUrl`, `triggers` and `status` the SDKs'.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateWebhookRequest {
    /// Where messages are sent: an absolute https address, at most 2048 bytes, that leads to a public host. This or `url`
    /// is required.
    #[schema(example = "https://example.com/hooks/qr")]
    pub(super) endpoint_url: Option<String>,
    /// The same as `endpointUrl`, which wins where both are given.
    pub(super) url: Option<String>,
    /// What people call it, at most 200 characters; the address's host when left out.
    pub(super) name: Option<String>,
    /// What it is for, at most 1000 characters.
    pub(super) description: Option<String>,
    /// Headers that its messages carry, at most 20, such as the key of a gateway.
    #[schema(example = json!({ "x-api-key": "…" }))]
    pub(super) headers: Option<BTreeMap<String, String>>,
    /// Whether it is told of previews, prefetches, crawlers and assistants too; false when left out.
    pub(super) include_bots: Option<bool>,
    /// Most messages in a second, 1 to 1000; as many as it answers when left out.
    #[schema(minimum = 1, maximum = 1000)]
    pub(super) rate_limit: Option<u32>,
    /// Tells of the events of this link alone.
    pub(super) link_id: Option<String>,
    /// Who registers it: `WEBHOOK_SOURCE_LINKBREAKERS` when left out, `WEBHOOK_SOURCE_MAKE` or `WEBHOOK_SOURCE_ZAPIER`.
    pub(super) source: Option<String>,
    /// Kinds of workflow steps to tell of: `KIND_ENTRY`, `KIND_EXIT`, `KIND_INTERACTION`, `KIND_CONDITION`. What this or
    /// `events` matches is told of; both empty: every step.
    pub(super) triggers: Option<Vec<String>>,
    /// Types of events to tell of, such as `link.scanned`.
    pub(super) events: Option<Vec<String>>,
    /// `WEBHOOK_STATUS_ACTIVE` when left out, or `WEBHOOK_STATUS_PAUSED`.
    pub(super) status: Option<String>,
    /// False is the same as the status `WEBHOOK_STATUS_PAUSED`; `status` wins where both are given.
    pub(super) active: Option<bool>,
}

/// Changes to a webhook: fields that are left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateWebhookRequest {
    /// Where messages are sent, those that wait included.
    pub(super) endpoint_url: Option<String>,
    /// The same as `endpointUrl`, which wins where both are given.
    pub(super) url: Option<String>,
    /// What people call it.
    pub(super) name: Option<String>,
    /// What it is for.
    pub(super) description: Option<String>,
    /// Replaces the headers that its messages carry.
    pub(super) headers: Option<BTreeMap<String, String>>,
    /// Whether it is told of previews, prefetches, crawlers and assistants too.
    pub(super) include_bots: Option<bool>,
    /// Most messages in a second, 1 to 1000; `null`: as many as it answers.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    pub(super) rate_limit: Patch<u32>,
    /// Tells of the events of this link alone; `null` or empty: of all links.
    #[schema(value_type = Option<String>)]
    pub(super) link_id: Patch<String>,
    /// Who registered it.
    pub(super) source: Option<String>,
    /// Replaces the kinds of workflow steps to tell of.
    pub(super) triggers: Option<Vec<String>>,
    /// Replaces the types of events to tell of.
    pub(super) events: Option<Vec<String>>,
    /// `WEBHOOK_STATUS_ACTIVE` begins anew: what waits is tried at once. `WEBHOOK_STATUS_PAUSED` lets it wait,
    /// `WEBHOOK_STATUS_DISABLED` gives it up.
    pub(super) status: Option<String>,
    /// True and false are the same as the statuses `WEBHOOK_STATUS_ACTIVE` and `WEBHOOK_STATUS_PAUSED`.
    pub(super) active: Option<bool>,
}

/// Checks an address; gives it as it was written, and as it was read. The field is named as the caller gave it.
pub(super) fn address(
    check: &mut Check,
    endpoints: &Endpoints,
    (endpoint_url, url): (Option<String>, Option<String>),
) -> Option<(String, Url)> {
    let (path, text) = endpoint_url.map(|text| ("endpointUrl", text)).or(url.map(|text| ("url", text)))?;
    let text = text.trim().to_owned();
    let url = check.parse(path, endpoints.check(&text))?;
    Some((text, url))
}

/// What the address is called by callers of this dialect.
pub(super) const fn address_name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Guide => "url",
        Dialect::Sdk => "endpointUrl",
    }
}

/// Checks a name; blank ones count as left out.
pub(super) fn name(check: &mut Check, name: Option<String>) -> Option<String> {
    let name = name.filter(|name| !name.trim().is_empty());
    check.length("name", name.as_deref(), NAME);
    name
}

/// Checks a description.
pub(super) fn description(check: &mut Check, text: Option<String>) -> Option<String> {
    check.length("description", text.as_deref(), DESCRIPTION);
    text
}

/// Checks headers; gives their names in small letters.
pub(super) fn headers(
    check: &mut Check,
    wanted: Option<&BTreeMap<String, String>>,
) -> Option<BTreeMap<String, String>> {
    headers::check(wanted?)
        .map_err(|(name, problem)| {
            // Names are the caller's own: they are never spelled in another way.
            let field = check.spell("headers");
            let field = name.map_or(field.clone(), |name| format!("{field}.{name}"));
            check.refuse_spelled(field, problem.to_string());
        })
        .ok()
}

/// Checks how many messages there may be in a second.
pub(super) fn rate(check: &mut Check, limit: Option<u32>) -> Option<u32> {
    let limit = limit?;
    if !(1..=FASTEST).contains(&limit) {
        check.refuse("rateLimit", format_args!("must be a whole number from 1 to {FASTEST}"));
    }
    Some(limit)
}

/// Checks the id of a link; empty ones count as left out.
pub(super) fn link(check: &mut Check, id: Option<&str>) -> Option<LinkId> {
    let id = id.filter(|id| !id.is_empty())?;
    check.parse("linkId", id.parse())
}

/// Checks who registers it; what the SDKs send for "not said" counts as left out.
pub(super) fn source(check: &mut Check, text: Option<&str>) -> Option<Source> {
    let text = text.filter(|text| !UNSPECIFIED.contains(text))?;
    check.parse("source", text.parse())
}

/// Checks the status, said in either way.
pub(super) fn status(check: &mut Check, text: Option<&str>, active: Option<bool>) -> Option<Status> {
    match text.filter(|text| !UNSPECIFIED.contains(text)) {
        Some(text) => check.parse("status", text.parse()),
        None => active.map(|active| if active { Status::Active } else { Status::Paused }),
    }
}

/// Checks a list of names; gives each once, in the order given.
pub(super) fn names<T: FromStr<Err: std::fmt::Display> + PartialEq>(
    check: &mut Check,
    path: &str,
    texts: Option<&[String]>,
) -> Option<Vec<T>> {
    let mut names = Vec::new();
    for (index, text) in texts?.iter().enumerate() {
        let name = check.parse(&format!("{path}[{index}]"), text.parse::<T>());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    Some(names)
}
