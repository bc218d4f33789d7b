//! Reading a visitor, and which attributes there are.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{VisitorView, views};
use super::{id_of, missing};
use crate::domain::id::LinkId;
use crate::domain::visitor::{Kind, RESERVED};
use crate::http::auth::Caller;
use crate::http::dialect::to_camel;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A key that attributes have.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitorAttributeKey {
    #[schema(example = "plan")]
    key: String,
    /// What its newest value is.
    #[schema(example = "VISITOR_ATTRIBUTE_TYPE_STRING")]
    r#type: String,
}

/// The keys that attributes have.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListVisitorAttributeKeysResponse {
    /// Those of every profile (`$email` …) among them.
    attribute_keys: Vec<String>,
    attributes: Vec<VisitorAttributeKey>,
}

/// Get a visitor
#[utoipa::path(get, path = "/visitors/{id}", tag = "Visitors",
    params(("id" = String, Path, description = "The visitor's id"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside it: devices, events, links")),
    responses((status = 200, body = VisitorView)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Reply<VisitorView>, ApiError> {
    let id = id_of(&id)?;
    let profile = state.store.profile(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let included: BTreeSet<String> = query.list("include").into_iter().map(to_camel).collect();
    let view = views(&state, &caller, vec![profile], &included).await?.pop();
    Ok(Reply(caller.dialect, view.ok_or_else(|| missing(id))?))
}

/// List the keys of visitors' attributes
#[utoipa::path(get, path = "/visitors/attributes", tag = "Visitors",
    params(("linkId" = Option<String>, Query, description = "Those of one link's visitors")),
    responses((status = 200, body = ListVisitorAttributeKeysResponse)))]
pub(super) async fn attributes(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListVisitorAttributeKeysResponse>, ApiError> {
    let link = query.parsed::<LinkId>("linkId")?;
    let found = state.store.attribute_keys(caller.workspace, link).await?;
    let reserved = RESERVED.into_iter().map(|key| (key.to_owned(), Kind::Text.as_str().to_owned()));
    let custom = found.into_iter().filter(|(key, _)| !RESERVED.contains(&key.as_str()));
    let attributes: Vec<VisitorAttributeKey> =
        reserved.chain(custom).map(|(key, r#type)| VisitorAttributeKey { key, r#type }).collect();
    let attribute_keys = attributes.iter().map(|attribute| attribute.key.clone()).collect();
    Ok(Reply(caller.dialect, ListVisitorAttributeKeysResponse { attribute_keys, attributes }))
}
