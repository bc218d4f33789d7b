//! What tokens changed, and where they were used from.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::audit::Entry;
use crate::domain::id::{AuditId, TokenId};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A change by a token, or its first use of a day from a network.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditEntry {
    #[schema(value_type = String, format = Uuid)]
    id: AuditId,
    /// The token that changed something or was used.
    #[schema(value_type = String, format = Uuid)]
    token_id: TokenId,
    /// Method and path of the operation; `USE` in the entry of a use.
    #[schema(example = "PATCH /v1/links/{id}")]
    operation: String,
    /// What was changed or made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")]
    object_id: Option<String>,
    /// The request's id, as in the header `x-request-id` of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Of uses with a secret key: the network that it came from, an address cut to /24 (IPv4) or /48 (IPv6).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "203.0.113.0/24")]
    network: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<Entry> for AuditEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            token_id: entry.token,
            operation: entry.operation,
            object_id: entry.object,
            request_id: entry.request,
            network: entry.network,
            at: entry.at,
        }
    }
}

/// Some changes and uses.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListAuditResponse {
    /// The newest first.
    entries: Vec<AuditEntry>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// List what tokens changed, and their uses
///
/// Every change is written down together with itself. Of uses, the first one of a day (UTC) from a network is, as operation
/// `USE`; of publishable keys, which are used from anywhere, the first one of a day. Both are kept for a year.
#[utoipa::path(get, path = "/audit-log", tag = "Tokens",
    params(("tokenId" = Option<String>, Query, description = "Entries of one token"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListAuditResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListAuditResponse>, ApiError> {
    let token = query.parsed::<TokenId>("tokenId")?;
    let list = format!("audit {token:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_audit(caller.workspace, token, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let entries = slice.rows.into_iter().map(AuditEntry::from).collect();
    Ok(Reply(caller.dialect, ListAuditResponse { entries, next_page_token }))
}
