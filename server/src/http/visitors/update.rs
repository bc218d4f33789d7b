//! Changing visitors, and erasing them.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::identify::{VisitorInput, changes, refused};
use super::view::VisitorView;
use super::{id_of, missing};
use crate::app::erasure;
use crate::app::visitors;
use crate::domain::visitor::{Changes, check_key};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// Changes to a visitor.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct UpdateVisitorRequest {
    /// What is known of them. Required.
    #[schema(required = true)]
    visitor: VisitorInput,
}

/// It was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Success {
    success: bool,
}

/// Update a visitor
///
/// Keys that are not named stay as they are. Publishable keys may write and see of the answer only its ids.
#[utoipa::path(patch, path = "/visitors/{id}", tag = "Visitors", request_body = UpdateVisitorRequest,
    params(("id" = String, Path, description = "The visitor's id")), responses((status = 200, body = VisitorView)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateVisitorRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let changes = changes(&mut check, &wanted.visitor).unwrap_or_default();
    check.finish()?;
    let mut tx = effect.begin().await?;
    let updated = visitors::update(&mut tx, (caller.workspace, id), &changes, state.clock.now()).await;
    let profile = updated.map_err(|refusal| refused(&check, refusal))?.ok_or_else(|| missing(id))?;
    let view = if caller.is_page() { VisitorView::for_page(profile) } else { VisitorView::from(profile) };
    effect.reply(tx, id, &view).await
}

/// Erase a visitor
///
/// Their profile, devices, events, conversions and scores go, and what webhooks' logs, kept answers and the audit log have of
/// them. Counts stay: they tell how many came, not who; visits that are not listed yet are recorded as nobody's.
#[utoipa::path(delete, path = "/visitors/{id}", tag = "Visitors",
    params(("id" = String, Path, description = "The visitor's id")), responses((status = 200, body = Success)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    let key = state.keys.device.newest();
    if !erasure::erase(&mut tx, (caller.workspace, id), key, state.clock.now()).await? {
        return Err(missing(id));
    }
    // The audit log tells that somebody was erased, not who.
    effect.reply(tx, "", &Success { success: true }).await
}

/// Delete an attribute of a visitor
#[utoipa::path(delete, path = "/visitors/{id}/attributes/{attribute_key}", tag = "Visitors",
    params(("id" = String, Path, description = "The visitor's id"),
        ("attribute_key" = String, Path, description = "The attribute's key, without $", example = "plan")),
    responses((status = 200, body = Success)))]
pub(super) async fn delete_attribute(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, key)): Path<(String, String)>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    check_key(&key).map_err(|reason| ApiError::field("attributeKey", reason))?;
    let mut tx = effect.begin().await?;
    tx.hold_projection().await?;
    let before = tx.profile(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    if !before.attributes.contains_key(&key) {
        return Err(ApiError::missing("attribute", format_args!("{key} of this visitor")));
    }
    let mut after = before.clone();
    let gone = Changes { fields: BTreeMap::new(), attributes: BTreeMap::from([(key, None)]) };
    after.apply(&gone, false, state.clock.now());
    tx.write_profile(&before, &after).await?;
    effect.reply(tx, id, &Success { success: true }).await
}
