//! Reading and deleting media items.

use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{MediaResponse, MediaView, views};
use super::{id_of, missing};
use crate::domain::id::UploadId;
use crate::domain::media::{Kind, Origin, Usage};
use crate::http::auth::Caller;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::{Done, Reply};
use crate::state::AppState;
use crate::store::media::Filter;

/// Some media items.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListMediaResponse {
    /// The newest first.
    media: Vec<MediaView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    /// How many items match on all pages.
    total_count: i64,
}

/// Get a media item
///
/// With who uses it.
#[utoipa::path(get, path = "/media/{id}", tag = "Media", params(("id" = String, Path, description = "The item's id")),
    responses((status = 200, body = MediaResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<MediaResponse>, ApiError> {
    let id = id_of(&id)?;
    let media = if let Some(media) = state.store.media(caller.workspace, id).await? {
        views(&state, caller.workspace, vec![media]).await?.pop()
    } else {
        let upload = UploadId::with_bytes(*id.as_bytes());
        let found = state.store.upload(caller.workspace, upload, state.clock.now()).await?;
        found.filter(|upload| upload.replaces.is_none()).as_ref().map(MediaView::pending)
    };
    Ok(Reply(caller.dialect, MediaResponse { media: media.ok_or_else(|| missing(id))? }))
}

/// List media items
///
/// Those that are ready, the newest first, with who uses them.
#[utoipa::path(get, path = "/media", tag = "Media",
    params(("kind" = Option<String>, Query, description = "KIND_IMAGE, KIND_DOCUMENT or KIND_VIDEO"),
        ("uploadedFrom" = Option<String>, Query, description = "Where they were uploaded from, such as UPLOAD_ORIGIN_OPEN_MEDIA"),
        ("usage" = Option<String>, Query, description = "Deprecated: what they were said to be for, such as USAGE_OPEN_MEDIA"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListMediaResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    query: Query,
) -> Result<Reply<ListMediaResponse>, ApiError> {
    let filter = Filter {
        kind: one_of(&query, "kind", "KIND_", Kind::NAMES)?,
        origin: one_of(&query, "uploadedFrom", "UPLOAD_ORIGIN_", Origin::NAMES)?,
        usage: one_of(&query, "usage", "USAGE_", Usage::NAMES)?,
    };
    let list = format!("{} {filter:?}", uri.path());
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_media(caller.workspace, &filter, &page).await?;
    let total_count = state.store.count_media(caller.workspace, &filter).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let media = views(&state, caller.workspace, slice.rows).await?;
    Ok(Reply(caller.dialect, ListMediaResponse { media, next_page_token, total_count }))
}

/// A filter by name; `…_UNSPECIFIED` asks for nothing.
fn one_of<T: Copy>(
    query: &Query,
    name: &str,
    prefix: &str,
    names: &[(&str, T)],
) -> Result<Option<T>, ApiError> {
    let bare = names.iter().map(|(name, value)| (name.strip_prefix(prefix).unwrap_or(name), Some(*value)));
    let all: Vec<(&str, Option<T>)> = bare.chain([("UNSPECIFIED", None)]).collect();
    Ok(query.name_of(name, prefix, &all)?.flatten())
}

/// Delete a media item
///
/// Not one that a link opens. Codes keep their copy of a picture, and forget where it came from.
#[utoipa::path(delete, path = "/media/{id}", tag = "Media",
    params(("id" = String, Path, description = "The item's id")), responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let (id, now) = (id_of(&id)?, state.clock.now());
    let mut tx = effect.begin().await?;
    let upload = UploadId::with_bytes(*id.as_bytes());
    match tx.lock_media(caller.workspace, id).await? {
        Some(media) => {
            let links = tx.links_that_open(caller.workspace, id, now).await?;
            if !links.is_empty() {
                let ids: Vec<String> = links.iter().map(ToString::to_string).collect();
                let message = format!(
                    "links open {} ({id}); let them open another item, or delete them, first: {}",
                    media.label.file_name,
                    ids.join(", ")
                );
                return Err(ApiError::new(StatusCode::CONFLICT, "MEDIA_IN_USE", message).with_facts(
                    "MEDIA_IN_USE",
                    [("linkIds", ids.join(",")), ("pageThemeTemplateIds", String::new())],
                ));
            }
            tx.detach_logos(caller.workspace, id).await?;
            tx.delete_media(caller.workspace, id).await?;
            tx.leave_file(&media.file.key, now).await?;
        }
        // One that is pending is given up.
        None => match tx.lock_upload(caller.workspace, upload, now).await? {
            Some(upload) if upload.replaces.is_none() => tx.delete_upload(&upload, now).await?,
            Some(_) | None => return Err(missing(id)),
        },
    }
    let response = effect.reply(tx, id, &Done {}).await?;
    state.media.sweep_soon();
    Ok(response)
}
