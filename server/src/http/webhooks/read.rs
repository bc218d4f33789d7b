//! Reading webhooks.

use axum::extract::{OriginalUri, Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{View, WebhookView};
use super::{id_of, missing};
use crate::domain::webhook::endpoint::Status;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A webhook, with the secret that signs its messages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetWebhookResponse {
    #[schema(value_type = WebhookView)]
    webhook: View,
}

/// Some webhooks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListWebhooksResponse {
    /// The oldest first, without their secrets.
    #[schema(value_type = Vec<WebhookView>)]
    webhooks: Vec<View>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    /// How many webhooks match on all pages.
    total_count: i64,
}

/// Get a webhook
#[utoipa::path(get, path = "/webhooks/{id}", tag = "Webhooks",
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, body = GetWebhookResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<GetWebhookResponse>, ApiError> {
    let id = id_of(&id)?;
    let webhook = state.store.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    Ok(Reply(caller.dialect, GetWebhookResponse { webhook: View::with_secret(webhook, caller.dialect) }))
}

/// List webhooks
///
/// The oldest come first.
#[utoipa::path(get, path = "/webhooks", tag = "Webhooks",
    params(("status" = Option<String>, Query, description = "WEBHOOK_STATUS_ACTIVE, WEBHOOK_STATUS_PAUSED or WEBHOOK_STATUS_DISABLED"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListWebhooksResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    query: Query,
) -> Result<Reply<ListWebhooksResponse>, ApiError> {
    let status = match query.text("status") {
        None | Some("WEBHOOK_STATUS_UNSPECIFIED") => None,
        Some(_) => query.parsed::<Status>("status")?,
    };
    let list = format!("{} {status:?}", uri.path());
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_webhooks(caller.workspace, status, &page).await?;
    let total_count = state.store.count_webhooks(caller.workspace, status).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let webhooks = slice.rows.into_iter().map(|webhook| View::plain(webhook, caller.dialect)).collect();
    Ok(Reply(caller.dialect, ListWebhooksResponse { webhooks, next_page_token, total_count }))
}
