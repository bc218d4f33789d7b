//! Another file in the place of an item's own: the id stays, and so does everything that uses it.

use std::collections::BTreeMap;

use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::create::taken;
use super::input::{Announced, Said, announced, label};
use super::problem::refusal;
use super::upload::{arrived, forget, settle};
use super::view::{MediaView, ReferenceView, Sending, views};
use super::{COMPLETE, id_of, missing};
use crate::app::media::Problem;
use crate::domain::id::{BadId, UploadId};
use crate::domain::media::{Label, Media, Stored, UPLOAD, Upload};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// A file that is about to take the place of another.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ReplaceUploadRequest {
    /// Its name, at most 255 characters. Required.
    #[schema(required = true, example = "brochure-2.pdf", max_length = 255)]
    file_name: Option<String>,
    /// Its media type, which its bytes have to bear out. Required.
    #[schema(required = true, example = "application/pdf")]
    mime_type: Option<String>,
    /// Its length in bytes. Required.
    #[schema(required = true, example = 8, value_type = Option<u64>, minimum = 1, maximum = 50_000_000)]
    size: Option<f64>,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    sha256: Option<String>,
}

/// An announced replacement, and where it is sent to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReplaceUploadResponse {
    /// As it still is.
    media: MediaView,
    /// Empty when nothing changes.
    replacement_id: String,
    /// True when the item has this very file already.
    unchanged: bool,
    /// Always `PUT`; empty, as what follows, when nothing changes.
    #[schema(example = "PUT")]
    upload_method: &'static str,
    /// Without a token: the address is signed.
    upload_url: String,
    /// Headers that the request has to carry, exactly as they are.
    upload_headers: BTreeMap<String, String>,
    /// When the address counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    upload_expires_at: Option<Timestamp>,
}

/// An item with its new file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReplaceResponse {
    media: MediaView,
    /// True when it had this very file already.
    unchanged: bool,
    /// Codes that keep their copy of the old picture, and forget where it came from.
    detached_references: Vec<ReferenceView>,
}

/// Announce a replacement
///
/// Its bytes are then sent by `PUT` as those of a new file are. Until it is completed, the item stays as it is.
#[utoipa::path(post, path = "/media/{id}/replace-uploads", tag = "Media", request_body = ReplaceUploadRequest,
    params(("id" = String, Path, description = "The item's id")),
    responses((status = 200, body = ReplaceUploadResponse)))]
pub(super) async fn announce(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<ReplaceUploadRequest>,
) -> Result<Response, ApiError> {
    let (id, workspace) = (id_of(&id)?, caller.workspace);
    let name = wanted.file_name.as_deref();
    let new = label(&mut check, &Said { file_name: name, ..Said::default() }, "file");
    let announced =
        announced(&mut check, name, wanted.mime_type.as_deref(), wanted.size, wanted.sha256.as_deref());
    check.finish()?;
    // What was refused ended the request above.
    let Some(Announced { format, size, sha256 }) = announced else { return Err(ApiError::raced()) };
    let media = state.store.media(workspace, id).await?.ok_or_else(|| missing(id))?;
    let unchanged = sha256.as_deref() == Some(media.file.sha256.as_str());
    if let Some(sha256) = sha256.as_deref().filter(|_| !unchanged)
        && let Some(other) = state.store.media_by_content(workspace, sha256).await?
    {
        return Err(refusal(Problem::exists(other), &check.spell("sha256")));
    }
    let room = state.media.has_room(workspace, size, media.file.size).await;
    room.map_err(|problem| refusal(problem, &check.spell("size")))?;
    let now = state.clock.now();
    let upload = Upload {
        id: UploadId::new(now),
        workspace,
        replaces: Some(id),
        label: Label { file_name: new.file_name, ..media.label.clone() },
        format,
        size,
        sha256,
        received: None,
        created_at: now,
        expires_at: now.after(UPLOAD),
    };
    let view = views(&state, workspace, vec![media]).await?.pop().ok_or_else(|| missing(id))?;
    let mut tx = effect.begin().await?;
    let (replacement_id, sending) = if unchanged {
        (String::new(), Sending::default())
    } else {
        tx.insert_upload(&upload).await?;
        (upload.id.to_string(), Sending::of(&state, &upload))
    };
    let Sending { method, url, headers, expires_at } = sending;
    let answer = ReplaceUploadResponse {
        media: view,
        replacement_id,
        unchanged,
        upload_method: method,
        upload_url: url,
        upload_headers: headers,
        upload_expires_at: expires_at,
    };
    effect.reply(tx, id, &answer).await
}

/// Complete a replacement
///
/// From the next visit on, links that open the item open the new file. What is not as it was announced is thrown away, and the
/// item stays as it is.
#[utoipa::path(post, path = "/media/{id}/replace-uploads/{replacement_id}:complete", tag = "Media", request_body = Nothing,
    params(("id" = String, Path, description = "The item's id"),
        ("replacement_id" = String, Path, format = Uuid, description = "The replacement's id")),
    responses((status = 200, body = ReplaceResponse)))]
pub(super) async fn complete(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, replacement)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
    effect: Effect,
    _: Body<Nothing>,
) -> Result<Response, ApiError> {
    let (id, workspace) = (id_of(&id)?, caller.workspace);
    let replacement = replacement.strip_suffix(COMPLETE).ok_or_else(|| ApiError::not_found(&uri))?;
    let replacement: UploadId =
        replacement.parse().map_err(|reason: BadId| ApiError::field("replacement_id", reason.to_string()))?;
    let media = state.store.media(workspace, id).await?.ok_or_else(|| missing(id))?;
    let upload = state.store.upload(workspace, replacement, state.clock.now()).await?;
    let upload = upload
        .filter(|upload| upload.replaces == Some(id))
        .ok_or_else(|| ApiError::missing("replacement", replacement))?;
    let arrived = arrived(&upload)?;
    if arrived.sha256 == media.file.sha256 {
        forget(&state, &upload).await?;
        return same(&state, &caller, effect, media).await;
    }
    let file = settle(&state, &upload, &arrived, Some(&media)).await?;
    swap(&state, &caller, effect, media, upload.label.file_name.clone(), file, Some(&upload)).await
}

/// An item that has this very file already.
pub(super) async fn same(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    media: Media,
) -> Result<Response, ApiError> {
    let id = media.id;
    let view = views(state, caller.workspace, vec![media]).await?.pop().ok_or_else(|| missing(id))?;
    let tx = effect.begin().await?;
    effect
        .reply(tx, id, &ReplaceResponse { media: view, unchanged: true, detached_references: Vec::new() })
        .await
}

/// Gives an item its new file, and answers with it.
pub(super) async fn swap(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    media: Media,
    file_name: String,
    file: Stored,
    upload: Option<&Upload>,
) -> Result<Response, ApiError> {
    let (id, now) = (media.id, state.clock.now());
    let mut tx = effect.begin().await?;
    let Some(before) = tx.lock_media(caller.workspace, id).await? else { return Err(missing(id)) };
    let after = Media {
        label: Label { file_name, ..before.label.clone() },
        file,
        version: before.version + 1,
        updated_at: now,
        ..before.clone()
    };
    if !tx.take_file(&after.file.key).await? || !tx.replace_media(&after).await? {
        drop(tx);
        state.media.discard(&after.file.key).await;
        return Err(taken(state, &after, "file").await?);
    }
    let detached = tx.detach_logos(caller.workspace, id).await?;
    tx.leave_file(&before.file.key, now).await?;
    if let Some(upload) = upload {
        tx.delete_upload(upload, now).await?;
    }
    let answer = ReplaceResponse {
        media: MediaView::new(state, after),
        unchanged: false,
        detached_references: detached.into_iter().map(ReferenceView::from).collect(),
    };
    let response = effect.reply(tx, id, &answer).await?;
    state.media.sweep_soon();
    Ok(response)
}
