//! `/v1/tags`: contract group "Tags". Tags are made by naming them on a link.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::effect::Effect;
use super::error::ApiError;
use super::links::TagView;
use super::query::Query;
use super::reply::{Done, Reply};
use crate::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, delete))
}

/// Some tags.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListTagsResponse {
    /// The oldest first.
    tags: Vec<TagView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// List tags
#[utoipa::path(get, path = "/tags", tag = "Tags",
    params(("search" = Option<String>, Query, description = "Tags whose name contains this"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListTagsResponse)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListTagsResponse>, ApiError> {
    let search = query.text("search");
    let list = format!("tags {search:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_tags(caller.workspace, search, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let tags = slice.rows.into_iter().map(TagView::from).collect();
    Ok(Reply(caller.dialect, ListTagsResponse { tags, next_page_token }))
}

/// Delete a tag
///
/// It is taken off all links; links themselves stay.
#[utoipa::path(delete, path = "/tags", tag = "Tags",
    params(("name" = String, Query, description = "The tag's whole name")), responses((status = 200, body = Done)))]
async fn delete(caller: Caller, effect: Effect, query: Query) -> Result<Response, ApiError> {
    let name = query.text("name").ok_or_else(|| ApiError::field("name", "is required: the tag's name"))?;
    let mut tx = effect.begin().await?;
    if !tx.delete_tag(caller.workspace, name).await? {
        return Err(ApiError::missing("tag", name));
    }
    effect.reply(tx, name, &Done {}).await
}
