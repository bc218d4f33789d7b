//! Changing, checking and deleting custom domains.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::CustomDomainResponse;
use super::{find, id_of, missing};
use crate::app::announce;
use crate::domain::link::destination;
use crate::domain::webhook::event_type::EventType;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::Done;
use crate::state::AppState;

/// Changes to a custom domain: fields that are left out stay as they are, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateCustomDomainRequest {
    /// Where visitors of the bare name go, such as `https://example.com`; empty sends them to the server's own address.
    /// Nothing is recorded of these visits.
    #[schema(value_type = Option<String>, example = "https://example.com", max_length = 8192)]
    root_destination: Patch<String>,
}

/// Change a custom domain
#[utoipa::path(patch, path = "/custom-domains/{id}", tag = "Custom domains", request_body = UpdateCustomDomainRequest,
    params(("id" = String, Path, description = "The custom domain's id")),
    responses((status = 200, body = CustomDomainResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateCustomDomainRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let root = wanted.root_destination.or_clear_unless(|text| !text.is_empty());
    let root = root.and_then(|text| check.parse("rootDestination", destination(&text)));
    check.finish()?;
    let mut tx = effect.begin().await?;
    let mut domain = tx.lock_custom_domain(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    root.apply(&mut domain.root_destination);
    domain.updated_at = state.clock.now();
    tx.set_root_destination(&domain).await?;
    let response = effect.reply(tx, id, &CustomDomainResponse::from(domain)).await?;
    state.hosts.follow(&state.store).await?;
    Ok(response)
}

/// Check a custom domain
///
/// Asks DNS and looks at the certificate, and answers with what came of it. This also happens by itself: soon after a domain
/// was made, then ever later, and once a day when it is active.
#[utoipa::path(post, path = "/custom-domains/{id}/check", tag = "Custom domains", request_body = Nothing,
    params(("id" = String, Path, description = "The custom domain's id")),
    responses((status = 200, body = CustomDomainResponse)))]
pub(super) async fn check(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { .. }: Body<Nothing>,
) -> Result<Response, ApiError> {
    let domain = find(&state, &caller, &id).await?;
    let facts = state.domains.find(&domain).await;
    let mut tx = effect.begin().await?;
    let domain =
        tx.lock_custom_domain(caller.workspace, domain.id).await?.ok_or_else(|| missing(domain.id))?;
    let domain = state.domains.note(&mut tx, domain, &facts, state.clock.now()).await?;
    let response = effect.reply(tx, domain.id, &CustomDomainResponse::from(domain)).await?;
    state.hosts.follow(&state.store).await?;
    Ok(response)
}

/// Delete a custom domain
///
/// Its links go on at the server's own address, with the same last part; codes that are printed with the name stop. When one
/// of these last parts was given out there before, nothing is deleted and the answer is 409: give those links another
/// one, or delete them, first.
#[utoipa::path(delete, path = "/custom-domains/{id}", tag = "Custom domains",
    params(("id" = String, Path, description = "The custom domain's id")),
    responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    let domain = tx.lock_custom_domain(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let now = state.clock.now();
    let moved = tx.delete_custom_domain(&domain, now).await?.map_err(|taken| {
        let names: Vec<String> = taken.iter().map(ToString::to_string).collect();
        let message = format!(
            "links of {} cannot move to the server's own address, where these short addresses were given out before: {}; \
             change or delete these links first",
            domain.name,
            names.join(", ")
        );
        ApiError::precondition(message).because("SHORTLINKS_TAKEN")
    })?;
    announce::links(&mut tx, caller.workspace, EventType::LinkUpdated, &moved, now).await?;
    let response = effect.reply(tx, id, &Done {}).await?;
    state.hosts.follow(&state.store).await?;
    Ok(response)
}
