//! Files that are announced, sent by PUT, and completed.

use std::collections::BTreeMap;

use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::create::taken;
use super::input::{Announced, CreateMediaUploadRequest, Said, announced, label};
use super::problem::refusal;
use super::view::{self, MediaResponse, MediaView, Sending, views};
use super::{COMPLETE, id_of, missing};
use crate::app::media::{Arrived, Problem};
use crate::domain::id::{MediaId, UploadId};
use crate::domain::media::{Media, Stored, UPLOAD, Upload};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// An announced file, and where it is sent to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateMediaUploadResponse {
    media: MediaView,
    /// Always `PUT`.
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

/// Announce a file
///
/// Its bytes are then sent by `PUT` to `uploadUrl`, with `uploadHeaders`, within an hour; after that the upload is completed.
/// Until then it is pending: no list has it, and nothing can use it.
#[utoipa::path(post, path = "/media/uploads", tag = "Media", request_body = CreateMediaUploadRequest,
    responses((status = 200, body = CreateMediaUploadResponse)))]
pub(super) async fn announce(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateMediaUploadRequest>,
) -> Result<Response, ApiError> {
    let name = wanted.file_name.as_deref();
    let said = Said {
        file_name: name,
        visibility: wanted.visibility.as_deref(),
        uploaded_from: wanted.uploaded_from.as_deref(),
        usage: wanted.usage.as_deref(),
        media_type: None,
    };
    let label = label(&mut check, &said, "file");
    let announced =
        announced(&mut check, name, wanted.mime_type.as_deref(), wanted.size, wanted.sha256.as_deref());
    check.finish()?;
    // What was refused ended the request above.
    let Some(Announced { format, size, sha256 }) = announced else { return Err(ApiError::raced()) };
    let field = check.spell("sha256");
    if let Some(sha256) = &sha256
        && let Some(other) = state.store.media_by_content(caller.workspace, sha256).await?
    {
        return Err(refusal(Problem::exists(other), &field));
    }
    let room = state.media.has_room(caller.workspace, size, 0).await;
    room.map_err(|problem| refusal(problem, &check.spell("size")))?;
    let now = state.clock.now();
    let upload = Upload {
        id: UploadId::new(now),
        workspace: caller.workspace,
        replaces: None,
        label,
        format,
        size,
        sha256,
        received: None,
        created_at: now,
        expires_at: now.after(UPLOAD),
    };
    let Sending { method, url, headers, expires_at } = Sending::of(&state, &upload);
    let answer = CreateMediaUploadResponse {
        media: MediaView::pending(&upload),
        upload_method: method,
        upload_url: url,
        upload_headers: headers,
        upload_expires_at: expires_at,
    };
    let mut tx = effect.begin().await?;
    tx.insert_upload(&upload).await?;
    effect.reply(tx, upload.id, &answer).await
}

/// Complete an upload
///
/// What came is held against what was announced. If it is not the same, both are thrown away, and the error says why.
/// Completing it again answers the same.
#[utoipa::path(post, path = "/media/{id}:complete", tag = "Media", request_body = Nothing,
    params(("id" = String, Path, description = "The pending item's id")),
    responses((status = 200, body = MediaResponse)))]
pub(super) async fn complete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    OriginalUri(uri): OriginalUri,
    effect: Effect,
    _: Body<Nothing>,
) -> Result<Response, ApiError> {
    let id = id_of(id.strip_suffix(COMPLETE).ok_or_else(|| ApiError::not_found(&uri))?)?;
    let workspace = caller.workspace;
    let upload = UploadId::with_bytes(*id.as_bytes());
    let found = state.store.upload(workspace, upload, state.clock.now()).await?;
    let Some(upload) = found.filter(|upload| upload.replaces.is_none()) else {
        return ready(&state, &caller, effect, id).await;
    };
    let arrived = arrived(&upload)?;
    let media = match settle(&state, &upload, &arrived, None).await {
        Ok(file) => Media {
            id: view::id_of(&upload),
            workspace,
            label: upload.label.clone(),
            file,
            version: 1,
            created_at: upload.created_at,
            updated_at: state.clock.now(),
        },
        Err(error) => return Err(error),
    };
    let mut tx = effect.begin().await?;
    if tx.lock_upload(workspace, upload.id, state.clock.now()).await?.is_none() {
        return Err(ApiError::raced());
    }
    if !tx.take_file(&media.file.key).await? || !tx.insert_media(&media).await? {
        drop(tx);
        state.media.discard(&media.file.key).await;
        forget(&state, &upload).await?;
        return Err(taken(&state, &media, "").await?);
    }
    tx.delete_upload(&upload, state.clock.now()).await?;
    effect.reply(tx, media.id, &MediaResponse { media: MediaView::new(&state, media.clone()) }).await
}

/// An item that was completed before.
async fn ready(state: &AppState, caller: &Caller, effect: Effect, id: MediaId) -> Result<Response, ApiError> {
    let media = state.store.media(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let view = views(state, caller.workspace, vec![media]).await?.pop().ok_or_else(|| missing(id))?;
    let tx = effect.begin().await?;
    effect.reply(tx, id, &MediaResponse { media: view }).await
}

/// What came of an upload.
pub(super) fn arrived(upload: &Upload) -> Result<Arrived, ApiError> {
    let received = upload.received.clone().ok_or_else(|| {
        ApiError::precondition(
            "no file came yet: PUT it whole to the upload's address, then complete the upload",
        )
        .because("UPLOAD_INCOMPLETE")
    })?;
    Ok(Arrived {
        key: received.key,
        sha256: received.sha256,
        size: upload.size,
        format: received.format,
        announced: true,
    })
}

/// Puts what came where it stays; what is not as it was announced is thrown away.
pub(super) async fn settle(
    state: &AppState,
    upload: &Upload,
    arrived: &Arrived,
    instead: Option<&Media>,
) -> Result<Stored, ApiError> {
    let settled = if arrived.format == Some(upload.format) {
        state.media.settle(upload.workspace, arrived, instead).await
    } else {
        Err(Problem::Mislabelled { said: upload.format, is: arrived.format })
    };
    match settled {
        Ok(file) => Ok(file),
        Err(problem @ (Problem::Files(_) | Problem::Store(_))) => Err(refusal(problem, "file")),
        Err(problem) => {
            forget(state, upload).await?;
            Err(refusal(problem, "file"))
        }
    }
}

/// Throws an upload away with what came of it.
pub(super) async fn forget(state: &AppState, upload: &Upload) -> Result<(), ApiError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if let Some(upload) = tx.lock_upload(upload.workspace, upload.id, now).await? {
        tx.delete_upload(&upload, now).await?;
    }
    tx.commit().await?;
    state.media.sweep_soon();
    Ok(())
}
