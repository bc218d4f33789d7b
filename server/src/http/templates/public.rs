//! What everybody sees of templates.

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{PublicView, public_views};
use crate::domain::id::WorkspaceId;
use crate::domain::slug::Slug;
use crate::http::dialect::Dialect;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::templates::Shelf;

/// Some templates of the gallery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicListTemplatesResponse {
    qrcode_templates: Vec<PublicView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    has_more: bool,
}

/// List the templates of the gallery
///
/// Those that come with the server, and those that workspaces published; the most used first.
#[utoipa::path(get, path = "/public/qrcode-templates", tag = "QR code templates", security(()),
    params(("search" = Option<String>, Query, description = "Templates whose name, description or tags contain this"),
        ("workspaceId" = Option<String>, Query, description = "Those that this workspace published"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: workspace"),
        ("pageSize" = Option<u16>, Query, description = "1 to 100, 20 when left out", minimum = 1, maximum = 100),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = PublicListTemplatesResponse)))]
pub(super) async fn list(
    dialect: Dialect,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<PublicListTemplatesResponse>, ApiError> {
    let shelf = Shelf::Public(query.parsed::<WorkspaceId>("workspaceId")?);
    let search = query.text("search");
    let list = format!("templates {shelf:?} {search:?}");
    let page = query.page(&list, 20, 100)?;
    let slice = state.store.list_templates(shelf, search, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let answer = PublicListTemplatesResponse {
        has_more: next_page_token.is_some(),
        next_page_token,
        qrcode_templates: public_views(&state, slice.rows, &query).await?,
    };
    Ok(Reply(dialect, answer))
}

/// Get a template of the gallery
#[utoipa::path(get, path = "/public/qrcode-templates/{slug}", tag = "QR code templates", security(()),
    params(("slug" = String, Path, description = "The template's slug"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside it: workspace")),
    responses((status = 200, body = PublicView), (status = 404, body = crate::http::openapi::ErrorResponse)))]
pub(super) async fn get(
    dialect: Dialect,
    State(state): State<AppState>,
    Path(slug): Path<String>,
    query: Query,
) -> Result<Reply<PublicView>, ApiError> {
    let unknown = || {
        let message = format!("the gallery has no template {slug}");
        ApiError::new(axum::http::StatusCode::NOT_FOUND, "NOT_FOUND", message)
    };
    let parsed: Slug = slug.parse().map_err(|_| unknown())?;
    let found = state.store.public_template(&parsed).await?.ok_or_else(unknown)?;
    Ok(Reply(dialect, public_views(&state, vec![found], &query).await?.pop().ok_or_else(unknown)?))
}
