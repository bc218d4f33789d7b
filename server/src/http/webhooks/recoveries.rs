//! Sending the failed messages of a time again, in the background.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{id_of, missing, must_be_on};
use crate::domain::id::{BadId, RecoveryId, WebhookId};
use crate::domain::time::Timestamp;
use crate::domain::webhook::delivery::Recovery;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::dialect::{Dialect, SDK_PREFIX};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Which messages are sent again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RecoverWebhookRequest {
    /// Messages that were made from then on: RFC 3339. Required.
    #[schema(example = "2026-01-15T08:00:00Z")]
    since: Option<String>,
    /// And before then; now when left out.
    until: Option<String>,
}

/// Failed messages that are sent again in the background.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookRecovery)]
pub(super) struct RecoveryView {
    #[schema(value_type = String, format = Uuid)]
    id: RecoveryId,
    #[schema(value_type = String, format = Uuid)]
    webhook_id: WebhookId,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// `RECOVERY_STATUS_RUNNING` or `RECOVERY_STATUS_COMPLETED`.
    #[schema(example = "RECOVERY_STATUS_COMPLETED")]
    status: &'static str,
    /// How many messages wait again because of it.
    recovered_count: i64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the last of them was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
}

impl From<Recovery> for RecoveryView {
    fn from(recovery: Recovery) -> Self {
        let done = recovery.completed_at.is_some();
        Self {
            id: recovery.id,
            webhook_id: recovery.webhook,
            since: recovery.since,
            until: recovery.until,
            status: if done { "RECOVERY_STATUS_COMPLETED" } else { "RECOVERY_STATUS_RUNNING" },
            recovered_count: recovery.recovered,
            created_at: recovery.created_at,
            completed_at: recovery.completed_at,
        }
    }
}

/// How far sending again is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookRecoveryResponse {
    recovery: RecoveryView,
}

/// Send failed deliveries again
///
/// All that were given up and were made in this time, in the background: it goes on after a restart. They leave room for
/// what happens meanwhile. Where to ask how far it is stands in the header `Location`.
#[utoipa::path(post, path = "/webhooks/{id}/recoveries", tag = "Webhooks", request_body = RecoverWebhookRequest,
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 202, body = WebhookRecoveryResponse,
        headers(("Location" = String, description = "Where the recovery is read")))))]
pub(super) async fn start(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<RecoverWebhookRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let now = state.clock.now();
    let webhook = state.store.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    if wanted.since.is_none() {
        check.refuse("since", "is required: messages that were made from then on are sent again");
    }
    let since = wanted.since.and_then(|text| check.parse("since", Timestamp::parse(&text)));
    let until = wanted.until.and_then(|text| check.parse("until", Timestamp::parse(&text))).unwrap_or(now);
    if since.is_some_and(|since| since >= until) {
        check.refuse("since", "must be before until, and before now");
    }
    check.finish()?;
    must_be_on(&webhook)?;
    let mut tx = effect.begin().await?;
    let recovery = Recovery {
        id: RecoveryId::new(now),
        webhook: id,
        since: since.unwrap_or(now),
        until,
        recovered: 0,
        created_at: now,
        completed_at: None,
    };
    tx.insert_recovery(caller.workspace, &recovery).await?;
    let prefix = if caller.dialect == Dialect::Sdk { SDK_PREFIX } else { "" };
    let headers = [("location", format!("{prefix}/v1/webhooks/{id}/recoveries/{}", recovery.id))];
    let answer = WebhookRecoveryResponse { recovery: recovery.into() };
    let write = |dialect: Dialect| dialect.write(&answer).map_err(|error| ApiError::internal(&error));
    effect.commit(tx, id, StatusCode::ACCEPTED, &headers, write).await
}

/// Get how far sending again is
#[utoipa::path(get, path = "/webhooks/{id}/recoveries/{recovery_id}", tag = "Webhooks",
    params(("id" = String, Path, description = "The webhook's id"),
        ("recovery_id" = String, Path, description = "The recovery's id")),
    responses((status = 200, body = WebhookRecoveryResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, recovery)): Path<(String, String)>,
) -> Result<Reply<WebhookRecoveryResponse>, ApiError> {
    let id = id_of(&id)?;
    let recovery: RecoveryId =
        recovery.parse().map_err(|reason: BadId| ApiError::field("recovery_id", reason.to_string()))?;
    let found = state.store.recovery(caller.workspace, id, recovery).await?;
    let found = found.ok_or_else(|| ApiError::missing("recovery", recovery))?;
    Ok(Reply(caller.dialect, WebhookRecoveryResponse { recovery: found.into() }))
}
