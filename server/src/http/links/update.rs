//! Changing and deleting links.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::check::{changed, password_hash, tags};
use super::create::refusal;
use super::input::UpdateLinkRequest;
use super::view::LinkView;
use super::{id_of, missing};
use crate::app::{announce, links};
use crate::domain::id::LinkId;
use crate::domain::webhook::event_type::EventType;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::Done;
use crate::state::AppState;

/// A link as it became.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateLinkResponse {
    pub(super) link: LinkView,
}

/// Change a link
///
/// Codes that are printed follow at once. Fields that are left out stay as they are, `null` clears.
#[utoipa::path(patch, path = "/links/{id}", tag = "Links", request_body = UpdateLinkRequest,
    params(("id" = String, Path, description = "The link's id")), responses((status = 200, body = UpdateLinkResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, check }: Body<UpdateLinkRequest>,
) -> Result<Response, ApiError> {
    change(&state, &caller, effect, id_of(&id)?, wanted, check).await
}

/// Changes a link and answers with it.
pub(super) async fn change(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    id: LinkId,
    mut wanted: UpdateLinkRequest,
    mut check: Check,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let tags = match std::mem::take(&mut wanted.tags).or_clear(wanted.tags_delete) {
        Patch::Keep => None,
        Patch::Clear => Some(Vec::new()),
        Patch::Set(names) => Some(tags(&mut check, &names)),
    };
    let password = password_hash(state, &mut check, &wanted.password).await?;
    let mut tx = effect.begin().await?;
    let found = tx.lock_link(caller.workspace, id, now).await?.ok_or_else(|| missing(id))?;
    let mut after = changed(state, found.link.clone(), wanted, password, &mut check, now);
    check.finish()?;
    let tags = links::update(&mut tx, &found.link, &mut after, tags.as_deref(), caller.token).await;
    let tags = match tags.map_err(|problem| refusal(problem, &check))? {
        Some(tags) => tags,
        None => tx.tags_of_link(caller.workspace, id).await?,
    };
    let answer = UpdateLinkResponse { link: LinkView::changed(state, after, found.event_count, tags) };
    let response = effect.reply(tx, id, &answer).await?;
    for address in state.store.addresses_of(id).await? {
        state.links.forget(&address);
    }
    Ok(response)
}

/// Delete a link
///
/// Its code stops at once, its short address is never given out again, and images of the code stay
/// until their addresses expire.
#[utoipa::path(delete, path = "/links/{id}", tag = "Links", params(("id" = String, Path, description = "The link's id")),
    responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let now = state.clock.now();
    let mut tx = effect.begin().await?;
    if !tx.delete_link(caller.workspace, id, now).await? {
        return Err(missing(id));
    }
    announce::links(&mut tx, caller.workspace, EventType::LinkDeleted, &BTreeSet::from([id]), now).await?;
    tx.count_new_links(caller.workspace, -1).await?;
    let response = effect.reply(tx, id, &Done {}).await?;
    for address in state.store.addresses_of(id).await? {
        state.links.forget(&address);
    }
    Ok(response)
}
