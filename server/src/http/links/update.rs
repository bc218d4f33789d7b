//! Changing and deleting links.

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::create::{design_of, refusal};
use super::input::{self, UpdateLinkRequest};
use super::view::{Include, LinkView, view};
use super::{id_of, missing};
use crate::app::links;
use crate::domain::link::Link;
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::{Done, Reply};
use crate::state::AppState;
use crate::store::links::Found;

/// A link as it became.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateLinkResponse {
    link: LinkView,
}

/// Change a link
///
/// Codes that are printed follow at once.
#[utoipa::path(patch, path = "/links/{id}", tag = "Links", request_body = UpdateLinkRequest,
    params(("id" = String, Path, description = "The link's id")),
    responses((status = 200, body = UpdateLinkResponse), (status = 400, body = crate::http::openapi::ErrorResponse),
        (status = 404, body = crate::http::openapi::ErrorResponse), (status = 409, body = crate::http::openapi::ErrorResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    Body { value: wanted, mut check }: Body<UpdateLinkRequest>,
) -> Result<Reply<UpdateLinkResponse>, ApiError> {
    let id = id_of(&id)?;
    let now = state.clock.now();
    let tags = wanted.tags.clone().or_clear(wanted.tags_delete);
    let tags = match &tags {
        Patch::Keep => None,
        Patch::Clear => Some(Vec::new()),
        Patch::Set(tags) => Some(input::tags(&mut check, tags)),
    };
    let found = state.store.link(caller.workspace, id, now).await?.ok_or_else(|| missing(id))?;
    let after = changed(found.link.clone(), wanted, &mut check, now);
    check.finish()?;
    links::update(&state.store, &found.link, &after, tags.as_deref())
        .await
        .map_err(|problem| refusal(problem, &check))?;
    for slug in state.store.slugs_of(after.id).await? {
        state.links.forget(&slug);
    }
    let found = Found { link: after, ..found };
    let link = view(&state, &caller, found, Include::ALL).await?;
    Ok(Reply(caller.dialect, UpdateLinkResponse { link }))
}

/// The link with its changes; what is refused stays as it was.
fn changed(mut link: Link, wanted: UpdateLinkRequest, check: &mut Check, now: Timestamp) -> Link {
    if let Some(name) = wanted.name {
        link.name = name;
    }
    if let Some(destination) = &wanted.destination {
        if destination.is_empty() {
            check.refuse("destination", "cannot be empty: the address that visitors are sent to");
        }
        link.destination =
            input::address(check, "destination", Some(destination)).unwrap_or(link.destination);
    }
    link.shortlink = input::slug(check, wanted.shortlink.as_deref()).unwrap_or(link.shortlink);
    link.conversion_tracking = wanted.conversion_tracking.unwrap_or(link.conversion_tracking);
    let fallback = wanted.fallback_destination;
    fallback
        .and_then(|text| input::address(check, "fallbackDestination", Some(&text)))
        .apply(&mut link.fallback_destination);
    let expired = wanted.expired_destination.or_clear(wanted.expired_destination_delete);
    expired
        .and_then(|text| input::address(check, "expiredDestination", Some(&text)))
        .apply(&mut link.expired_destination);
    let expires_at = wanted.expires_at.or_clear(wanted.expires_at_delete);
    input::expiry(check, expires_at.value(), now);
    expires_at.apply(&mut link.expires_at);
    wanted.purpose.apply(&mut link.purpose);
    wanted.lead_goal_definition.apply(&mut link.lead_goal_definition);
    wanted.lead_target_definition.apply(&mut link.lead_target_definition);
    input::texts(
        check,
        Some(&link.name),
        [
            ("purpose", link.purpose.as_deref()),
            ("leadGoalDefinition", link.lead_goal_definition.as_deref()),
            ("leadTargetDefinition", link.lead_target_definition.as_deref()),
        ],
    );
    let mut metadata = Some(link.metadata);
    wanted.metadata.apply(&mut metadata);
    link.metadata = metadata.unwrap_or_default();
    input::metadata(check, &link.metadata);
    wanted.qrcode_design_id.and_then(|id| design_of(check, Some(&id))).apply(&mut link.design);
    link.updated_at = now;
    link
}

/// Delete a link
///
/// Its code stops at once, its short address is never given out again, and images of the code stay
/// until their addresses expire.
#[utoipa::path(delete, path = "/links/{id}", tag = "Links", params(("id" = String, Path, description = "The link's id")),
    responses((status = 200, body = Done), (status = 404, body = crate::http::openapi::ErrorResponse)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<Done>, ApiError> {
    let id = id_of(&id)?;
    let now = state.clock.now();
    if !links::delete(&state.store, caller.workspace, id, now).await? {
        return Err(missing(id));
    }
    for slug in state.store.slugs_of(id).await? {
        state.links.forget(&slug);
    }
    Ok(Reply(caller.dialect, Done {}))
}
