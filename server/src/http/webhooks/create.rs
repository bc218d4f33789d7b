//! Registering webhooks.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::input::{self, CreateWebhookRequest};
use super::view::{View, WebhookView};
use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::webhook::endpoint::{MOST, NAME, Source, Status, Webhook};
use crate::domain::webhook::secret::Secret;
use crate::domain::webhook::subscription::Subscription;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::dialect::Dialect;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// A webhook that was registered, with the secret that signs its messages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateWebhookResponse {
    #[schema(value_type = WebhookView)]
    webhook: View,
}

/// Register a webhook
///
/// An address that is told of events as they happen, signed.
#[utoipa::path(post, path = "/webhooks", tag = "Webhooks", request_body = CreateWebhookRequest,
    responses((status = 200, body = CreateWebhookResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateWebhookRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    if wanted.endpoint_url.is_none() && wanted.url.is_none() {
        check.refuse(
            input::address_name(caller.dialect),
            "is required: the https address that messages are sent to",
        );
    }
    let address = input::address(&mut check, &state.endpoints, (wanted.endpoint_url, wanted.url));
    let name = input::name(&mut check, wanted.name);
    let description = input::description(&mut check, wanted.description);
    let headers = input::headers(&mut check, wanted.headers.as_ref());
    let rate_limit = input::rate(&mut check, wanted.rate_limit);
    let link = input::link(&mut check, wanted.link_id.as_deref());
    let source = input::source(&mut check, wanted.source.as_deref());
    let status = input::status(&mut check, wanted.status.as_deref(), wanted.active);
    let events = input::names(&mut check, "events", wanted.events.as_deref());
    let triggers = input::names(&mut check, "triggers", wanted.triggers.as_deref());
    check.finish()?;

    known_link(&state, caller.workspace, link, &check).await?;
    let (endpoint_url, host) = address.map(|(text, url)| (text, host(&url))).unwrap_or_default();
    let secret = Secret::from_random(rand::random());
    let webhook = Webhook {
        name: name.unwrap_or(host),
        description: description.unwrap_or_default(),
        headers: headers.unwrap_or_default(),
        link,
        source: source.unwrap_or(Source::Linkbreakers),
        status: status.unwrap_or(Status::Active),
        subscription: Subscription {
            events: events.unwrap_or_default(),
            triggers: triggers.unwrap_or_default(),
        },
        include_bots: wanted.include_bots.unwrap_or_default(),
        rate_limit,
        created_by: Some(caller.token),
        ..Webhook::new(caller.workspace, endpoint_url, secret, now)
    };
    let mut tx = effect.begin().await?;
    if !tx.insert_webhook(&webhook).await? {
        let message = format!(
            "this workspace has {MOST} webhooks, the most there may be; delete one that is not needed"
        );
        return Err(ApiError::precondition(message));
    }
    let id = webhook.id;
    let write = |dialect: Dialect| {
        let answer = CreateWebhookResponse { webhook: View::with_secret(webhook.clone(), dialect) };
        dialect.write(&answer).map_err(|error| ApiError::internal(&error))
    };
    effect.commit(tx, id, StatusCode::OK, &[], write).await
}

/// The name of a webhook that was given none: its address's host. Names of hosts may be longer than names.
fn host(url: &url::Url) -> String {
    url.host_str().unwrap_or_default().chars().take(NAME).collect()
}

/// Refuses links that the workspace does not have.
pub(super) async fn known_link(
    state: &AppState,
    workspace: WorkspaceId,
    link: Option<LinkId>,
    check: &Check,
) -> Result<(), ApiError> {
    let Some(link) = link else { return Ok(()) };
    if state.store.link(workspace, link, state.clock.now()).await?.is_none() {
        return Err(ApiError::missing_field(check.spell("linkId"), "link", link));
    }
    Ok(())
}
