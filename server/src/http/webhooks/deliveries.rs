//! What was sent to a webhook, what came of it, and sending it once more.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{id_of, missing, must_be_on};
use crate::domain::id::{AttemptId, BadId, DeliveryId, EventId, WebhookId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::delivery::{Attempt, Delivery, Status};
use crate::domain::webhook::event_type::EventType;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::deliveries::Filter;

/// A message to a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub(super) struct DeliveryView {
    /// The `webhook-id` of all its attempts.
    #[schema(value_type = String, format = Uuid)]
    id: DeliveryId,
    #[schema(value_type = String, format = Uuid)]
    webhook_id: WebhookId,
    /// The scan or click that it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    event_id: Option<EventId>,
    #[schema(value_type = String, example = "link.scanned")]
    event_type: EventType,
    /// `DELIVERY_STATUS_PENDING`, `DELIVERY_STATUS_DELIVERED` or `DELIVERY_STATUS_FAILED`.
    #[schema(example = "DELIVERY_STATUS_DELIVERED")]
    status: &'static str,
    /// When it is tried next, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// The oldest first.
    attempts: Vec<AttemptView>,
    /// What is sent; not shown in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    payload: Option<Value>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was delivered or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
}

/// One attempt to deliver a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDeliveryAttempt)]
pub(super) struct AttemptView {
    #[schema(value_type = String, format = Uuid)]
    id: AttemptId,
    #[schema(value_type = String, format = DateTime)]
    attempted_at: Timestamp,
    /// The HTTP status of the answer, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 200)]
    status_code: Option<i64>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "no whole answer came within 15000 ms")]
    error: Option<String>,
    /// How long it took.
    #[schema(example = 42)]
    latency_ms: i64,
    /// The first 16 kB of the answer's body; not shown in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "OK")]
    response: Option<String>,
    /// Whether the body was longer.
    response_truncated: bool,
}

impl DeliveryView {
    /// With what is sent.
    pub(super) fn whole(delivery: Delivery) -> Self {
        let payload = serde_json::from_str(&delivery.body).ok();
        Self { payload, ..Self::listed(delivery) }
    }

    fn listed(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook_id: delivery.webhook,
            event_id: delivery.event,
            event_type: delivery.event_type,
            status: delivery.status.as_str(),
            next_attempt_at: delivery.next_attempt_at,
            attempts: delivery.attempts.into_iter().map(AttemptView::from).collect(),
            payload: None,
            created_at: delivery.created_at,
            finished_at: delivery.finished_at,
        }
    }
}

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> Self {
        Self {
            id: attempt.id,
            attempted_at: attempt.at,
            status_code: attempt.status_code,
            error: attempt.error,
            latency_ms: attempt.latency_ms,
            response: attempt.response,
            response_truncated: attempt.truncated,
        }
    }
}

/// Some messages to a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListWebhookDeliveriesResponse {
    /// The newest first.
    deliveries: Vec<DeliveryView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// A message to a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookDeliveryResponse {
    delivery: DeliveryView,
}

/// List deliveries
///
/// What was sent to a webhook or waits to be, the newest first, with every attempt. Kept for 30 days, or as long as the
/// server is set to.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "Webhooks",
    params(("id" = String, Path, description = "The webhook's id"),
        ("status" = Option<String>, Query, description = "DELIVERY_STATUS_PENDING, DELIVERY_STATUS_DELIVERED or DELIVERY_STATUS_FAILED"),
        ("eventType" = Option<String>, Query, description = "Messages of this type of event"),
        ("pageSize" = Option<u16>, Query, description = "1 to 200, 50 when left out", minimum = 1, maximum = 200),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListWebhookDeliveriesResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Reply<ListWebhookDeliveriesResponse>, ApiError> {
    let id = id_of(&id)?;
    let filter = Filter {
        status: query.parsed::<Status>("status")?,
        event_type: query.parsed::<EventType>("eventType")?,
    };
    let list = format!("deliveries {id} {filter:?}");
    let page = query.page(&list, 50, 200)?;
    state.store.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let slice = state.store.list_deliveries(caller.workspace, id, filter, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let deliveries = slice.rows.into_iter().map(DeliveryView::listed).collect();
    Ok(Reply(caller.dialect, ListWebhookDeliveriesResponse { deliveries, next_page_token }))
}

/// Get a delivery
///
/// A message with its body, and every attempt with what was answered.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries/{delivery_id}", tag = "Webhooks",
    params(("id" = String, Path, description = "The webhook's id"),
        ("delivery_id" = String, Path, description = "The message's id")),
    responses((status = 200, body = WebhookDeliveryResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, message)): Path<(String, String)>,
) -> Result<Reply<WebhookDeliveryResponse>, ApiError> {
    let (id, message) = ids_of(&id, &message)?;
    let delivery = state.store.delivery(caller.workspace, id, message).await?;
    let delivery = delivery.ok_or_else(|| ApiError::missing("delivery", message))?;
    Ok(Reply(caller.dialect, WebhookDeliveryResponse { delivery: DeliveryView::whole(delivery) }))
}

/// Send a delivery again
///
/// Whatever became of it: its schedule begins anew, with a try at once. Its id stays, so that receivers that keep them can
/// tell that they know it.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery_id}/resend", tag = "Webhooks", request_body = Nothing,
    params(("id" = String, Path, description = "The webhook's id"),
        ("delivery_id" = String, Path, description = "The message's id")),
    responses((status = 200, body = WebhookDeliveryResponse)))]
pub(super) async fn resend(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, message)): Path<(String, String)>,
    effect: Effect,
    Body { .. }: Body<Nothing>,
) -> Result<Response, ApiError> {
    let (id, message) = ids_of(&id, &message)?;
    let now = state.clock.now();
    let found = state.store.delivery(caller.workspace, id, message).await?;
    let found = found.ok_or_else(|| ApiError::missing("delivery", message))?;
    let mut tx = effect.begin().await?;
    let webhook = tx.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    must_be_on(&webhook)?;
    if !tx.resend_delivery(caller.workspace, id, message, now).await? {
        return Err(ApiError::missing("delivery", message));
    }
    let delivery =
        Delivery { status: Status::Pending, next_attempt_at: Some(now), finished_at: None, ..found };
    let answer = WebhookDeliveryResponse { delivery: DeliveryView::whole(delivery) };
    effect.reply(tx, message, &answer).await
}

fn ids_of(webhook: &str, message: &str) -> Result<(WebhookId, DeliveryId), ApiError> {
    let message =
        message.parse().map_err(|reason: BadId| ApiError::field("delivery_id", reason.to_string()))?;
    Ok((id_of(webhook)?, message))
}
