//! Changing and deleting webhooks.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::create::known_link;
use super::input::{self, UpdateWebhookRequest};
use super::view::{View, WebhookView};
use super::{id_of, missing};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::dialect::Dialect;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::Done;
use crate::state::AppState;

/// A webhook as it became.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateWebhookResponse {
    #[schema(value_type = WebhookView)]
    webhook: View,
}

/// Change a webhook
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "Webhooks", request_body = UpdateWebhookRequest,
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, body = UpdateWebhookResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateWebhookRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut webhook = state.store.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let address = input::address(&mut check, &state.endpoints, (wanted.endpoint_url, wanted.url));
    let name = input::name(&mut check, wanted.name);
    let description = input::description(&mut check, wanted.description);
    let headers = input::headers(&mut check, wanted.headers.as_ref());
    let rate_limit = wanted.rate_limit.and_then(|limit| input::rate(&mut check, Some(limit)));
    let link = match &wanted.link_id {
        Patch::Set(id) if id.is_empty() => Patch::Clear,
        other => other.clone().and_then(|id| input::link(&mut check, Some(&id))),
    };
    let source = input::source(&mut check, wanted.source.as_deref());
    let status = input::status(&mut check, wanted.status.as_deref(), wanted.active);
    let events = input::names(&mut check, "events", wanted.events.as_deref());
    let triggers = input::names(&mut check, "triggers", wanted.triggers.as_deref());
    check.finish()?;

    // The link that it has stays, whatever became of it: only another one must exist.
    let other = link.value().copied().filter(|link| webhook.link != Some(*link));
    known_link(&state, caller.workspace, other, &check).await?;
    webhook.endpoint_url = address.map_or(webhook.endpoint_url, |(text, _)| text);
    webhook.name = name.unwrap_or(webhook.name);
    webhook.description = description.unwrap_or(webhook.description);
    webhook.headers = headers.unwrap_or(webhook.headers);
    webhook.include_bots = wanted.include_bots.unwrap_or(webhook.include_bots);
    rate_limit.apply(&mut webhook.rate_limit);
    link.apply(&mut webhook.link);
    webhook.source = source.unwrap_or(webhook.source);
    webhook.subscription.events = events.unwrap_or(webhook.subscription.events);
    webhook.subscription.triggers = triggers.unwrap_or(webhook.subscription.triggers);
    webhook.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    if !tx.update_webhook(&webhook, status).await? {
        return Err(missing(id));
    }
    // Read once more: messages may have been sent meanwhile, or the status have changed.
    let webhook = tx.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let write = |dialect: Dialect| {
        let answer = UpdateWebhookResponse { webhook: View::changed(webhook.clone(), dialect) };
        dialect.write(&answer).map_err(|error| ApiError::internal(&error))
    };
    effect.commit(tx, id, StatusCode::OK, &[], write).await
}

/// Delete a webhook
///
/// What waits for it is given up.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "Webhooks",
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    if !tx.delete_webhook(caller.workspace, id, state.clock.now()).await? {
        return Err(missing(id));
    }
    effect.reply(tx, id, &Done {}).await
}
