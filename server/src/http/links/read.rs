//! Reading links.

use axum::extract::{OriginalUri, Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{Include, LinkView, view, views};
use super::{id_of, list_name, missing};
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetLinkResponse {
    link: LinkView,
}

/// Some links.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListLinksResponse {
    /// The last changed first.
    links: Vec<LinkView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    /// How many links there are on all pages.
    total_count: i64,
}

/// Get a link
#[utoipa::path(get, path = "/links/{id}", tag = "Links",
    params(("id" = String, Path, description = "The link's id"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside it: qrcodeDesign, qrcodeSignedUrl, tags")),
    responses((status = 200, body = GetLinkResponse), (status = 404, body = crate::http::openapi::ErrorResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Reply<GetLinkResponse>, ApiError> {
    let id = id_of(&id)?;
    let found =
        state.store.link(caller.workspace, id, state.clock.now()).await?.ok_or_else(|| missing(id))?;
    let link = view(&state, &caller, found, Include::from(&query)).await?;
    Ok(Reply(caller.dialect, GetLinkResponse { link }))
}

/// List links
///
/// The last changed come first.
#[utoipa::path(get, path = "/links", tag = "Links",
    params(("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: qrcodeDesign, qrcodeSignedUrl, tags")),
    responses((status = 200, body = ListLinksResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    query: Query,
) -> Result<Reply<ListLinksResponse>, ApiError> {
    let now = state.clock.now();
    let list = format!("links {}", list_name(&uri).trim_start_matches("/sdk"));
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_links(caller.workspace, &page, now).await?;
    let total_count = state.store.count_links(caller.workspace, now).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let links = views(&state, &caller, slice.rows, Include::from(&query)).await?;
    Ok(Reply(caller.dialect, ListLinksResponse { links, next_page_token, total_count }))
}
