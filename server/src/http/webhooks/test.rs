//! Trying a receiver.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deliveries::DeliveryView;
use super::{id_of, missing, must_be_on};
use crate::domain::id::DeliveryId;
use crate::domain::webhook::catalogue;
use crate::domain::webhook::delivery::{self, Status};
use crate::domain::webhook::event_type::EventType;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::deliveries::Delivery;

/// What is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct TestWebhookRequest {
    /// The type of event whose example is sent, whether the webhook asks for it or not; `webhook.test` when left out.
    #[schema(example = "form.submitted")]
    event_type: Option<String>,
}

/// A message that is on its way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestWebhookResponse {
    delivery: DeliveryView,
}

/// Try a webhook
///
/// Sends an example of a type of event, with facts that are made up and `test: true` in its body. It is signed, sent and
/// tried again like every message; read the delivery to see what came of it.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "Webhooks", request_body = TestWebhookRequest,
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, body = TestWebhookResponse)))]
pub(super) async fn test(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<TestWebhookRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let webhook = state.store.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let kind =
        wanted.event_type.map_or(Some(EventType::WebhookTest), |name| check.parse("eventType", name.parse()));
    check.finish()?;
    let now = state.clock.now();
    let mut tx = effect.begin().await?;
    must_be_on(&webhook)?;
    let event_type = kind.unwrap_or(EventType::WebhookTest);
    let message = DeliveryId::new(now);
    let body = catalogue::sample(message, event_type, caller.workspace, now);
    let made =
        Delivery { id: message, workspace: caller.workspace, webhook: id, event: None, event_type, body };
    tx.insert_deliveries(std::slice::from_ref(&made), now).await?;
    let delivery = delivery::Delivery {
        id: message,
        webhook: id,
        event: None,
        event_type,
        status: Status::Pending,
        next_attempt_at: Some(now),
        created_at: now,
        finished_at: None,
        body: made.body,
        attempts: Vec::new(),
    };
    let answer = TestWebhookResponse { delivery: DeliveryView::whole(delivery) };
    effect.reply(tx, id, &answer).await
}
