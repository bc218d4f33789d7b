//! Reading templates.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{TemplateView, thumbnail, views};
use super::{id_of, missing};
use crate::domain::id::TemplateId;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::templates::Shelf;

/// Most templates of one request for images.
const IMAGES: usize = 1000;

/// Some templates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListTemplatesResponse {
    qrcode_templates: Vec<TemplateView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    has_more: bool,
    total_count: i64,
}

/// Templates whose images are asked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ResolveTemplateImagesRequest {
    /// At most 1000 ids of templates.
    #[schema(required = true, max_items = 1000)]
    template_ids: Vec<String>,
}

/// Addresses of images by the ids of their templates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResolveTemplateImagesResponse {
    /// Templates that the caller does not see are missing.
    #[schema(value_type = BTreeMap<String, String>)]
    thumbnail_signed_urls: BTreeMap<TemplateId, String>,
}

/// Get a template
#[utoipa::path(get, path = "/qrcode-templates/{id}", tag = "QR code templates",
    params(("id" = String, Path, description = "The template's id"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside it: qrcodeDesign")),
    responses((status = 200, body = TemplateView)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Reply<TemplateView>, ApiError> {
    let id = id_of(&id)?;
    let found = state.store.template(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let mut views = views(&state, caller.dialect, caller.workspace, vec![found], &query).await?;
    Ok(Reply(caller.dialect, views.pop().ok_or_else(|| missing(id))?))
}

/// List templates
///
/// The workspace's own, the newest first; or all that it may use, the most used first.
#[utoipa::path(get, path = "/qrcode-templates", tag = "QR code templates",
    params(("scope" = Option<String>, Query, description = "QRCODE_TEMPLATE_SCOPE_WORKSPACE (usual), or _AVAILABLE: with those of the server and published ones"),
        ("search" = Option<String>, Query, description = "Templates whose name, description or tags contain this"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: qrcodeDesign"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListTemplatesResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListTemplatesResponse>, ApiError> {
    let scopes = [("UNSPECIFIED", false), ("WORKSPACE", false), ("AVAILABLE", true)];
    let available = query.name_of("scope", "QRCODE_TEMPLATE_SCOPE_", &scopes)?.unwrap_or(false);
    let workspace = caller.workspace;
    let shelf = if available { Shelf::Available(workspace) } else { Shelf::Own(workspace) };
    let search = query.text("search");
    let list = format!("templates {shelf:?} {search:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_templates(shelf, search, &page).await?;
    let total_count = state.store.count_templates(shelf, search).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let answer = ListTemplatesResponse {
        has_more: next_page_token.is_some(),
        next_page_token,
        total_count,
        qrcode_templates: views(&state, caller.dialect, workspace, slice.rows, &query).await?,
    };
    Ok(Reply(caller.dialect, answer))
}

/// Get addresses of templates' images
///
/// Fresh ones for many templates at once.
#[utoipa::path(post, path = "/qrcode-templates/images:resolve", tag = "QR code templates",
    request_body = ResolveTemplateImagesRequest, responses((status = 200, body = ResolveTemplateImagesResponse)))]
pub(super) async fn resolve_images(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<ResolveTemplateImagesRequest>,
) -> Result<Reply<ResolveTemplateImagesResponse>, ApiError> {
    let count = wanted.template_ids.len();
    if count > IMAGES {
        check.refuse("templateIds", format_args!("has {count} entries, the most are {IMAGES}"));
    }
    check.finish()?;
    let ids: Vec<TemplateId> = wanted.template_ids.iter().filter_map(|id| id.parse().ok()).collect();
    let found = state.store.templates_by_id(caller.workspace, &ids).await?;
    let thumbnail_signed_urls = found.iter().map(|one| (one.id, thumbnail(&state, one.id))).collect();
    Ok(Reply(caller.dialect, ResolveTemplateImagesResponse { thumbnail_signed_urls }))
}
