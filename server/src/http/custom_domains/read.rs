//! Reading custom domains.

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::find;
use super::view::{CustomDomainResponse, CustomDomainView};
use crate::domain::custom_domain::Status;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Some custom domains.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListCustomDomainsResponse {
    custom_domains: Vec<CustomDomainView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    /// How many custom domains match on all pages.
    total_count: i64,
}

/// Get a custom domain
#[utoipa::path(get, path = "/custom-domains/{id}", tag = "Custom domains",
    params(("id" = String, Path, description = "The custom domain's id")),
    responses((status = 200, body = CustomDomainResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<CustomDomainResponse>, ApiError> {
    Ok(Reply(caller.dialect, find(&state, &caller, &id).await?.into()))
}

/// List custom domains
///
/// The oldest come first.
#[utoipa::path(get, path = "/custom-domains", tag = "Custom domains",
    params(("status" = Option<String>, Query, description = "Those of one status, such as STATUS_ACTIVE"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListCustomDomainsResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListCustomDomainsResponse>, ApiError> {
    let status = match query.text("status") {
        None | Some("STATUS_UNSPECIFIED") => None,
        Some(_) => query.parsed::<Status>("status")?,
    };
    let list = format!("custom domains {status:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_custom_domains(caller.workspace, status, &page).await?;
    let total_count = state.store.count_custom_domains(caller.workspace, status).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let custom_domains = slice.rows.into_iter().map(CustomDomainView::from).collect();
    Ok(Reply(caller.dialect, ListCustomDomainsResponse { custom_domains, next_page_token, total_count }))
}
