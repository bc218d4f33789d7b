//! Taking in files that come inside of a request.

use axum::extract::State;
use axum::response::Response;

use super::input::{CreateMediaRequest, Said, label};
use super::problem::refusal;
use super::view::{MediaResponse, MediaView};
use crate::app::design::file_bytes;
use crate::app::media::{Arrived, Problem};
use crate::domain::id::MediaId;
use crate::domain::media::{INLINE, Label, Media};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// Upload a file
///
/// Inside of the request, at most 3 MB; larger ones are announced first. A workspace has each file once.
#[utoipa::path(post, path = "/media", tag = "Media", request_body = CreateMediaRequest,
    responses((status = 200, body = MediaResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateMediaRequest>,
) -> Result<Response, ApiError> {
    let said = Said {
        file_name: wanted.file_name.as_deref(),
        visibility: wanted.visibility.as_deref(),
        uploaded_from: wanted.uploaded_from.as_deref(),
        usage: wanted.usage.as_deref(),
        media_type: wanted.media_type.as_deref(),
    };
    let label = label(&mut check, &said, "");
    let data = wanted.file_data.as_deref().unwrap_or_default();
    let bytes = check.parse("fileData", file_bytes(data)).unwrap_or_default();
    if data.trim().is_empty() {
        check.refuse("fileData", "is required: the file as base64");
    } else if bytes.len() as u64 > INLINE {
        check.refuse(
            "fileData",
            "is larger than 3 MB; announce larger files at /v1/media/uploads and PUT them",
        );
    }
    check.finish()?;
    let field = check.spell("fileData");
    let arrived = state.media.take_in(bytes).await.map_err(|problem| refusal(problem, &field))?;
    keep(&state, &caller, effect, label, &arrived, &field).await
}

/// Keeps a new item whose file has come, and answers with it; `field` is what it came by.
pub(super) async fn keep(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    mut label: Label,
    arrived: &Arrived,
    field: &str,
) -> Result<Response, ApiError> {
    let file = match state.media.settle(caller.workspace, arrived, None).await {
        Ok(file) => file,
        Err(problem) => {
            state.media.discard(&arrived.key).await;
            return Err(refusal(problem, field));
        }
    };
    if label.file_name.is_empty() {
        label.file_name = format!("file.{}", file.format.extension());
    }
    let now = state.clock.now();
    let media = Media {
        id: MediaId::new(now),
        workspace: caller.workspace,
        label,
        file,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let mut tx = effect.begin().await?;
    if !tx.take_file(&media.file.key).await? || !tx.insert_media(&media).await? {
        drop(tx);
        state.media.discard(&media.file.key).await;
        return Err(taken(state, &media, field).await?);
    }
    effect.reply(tx, media.id, &MediaResponse { media: MediaView::new(state, media.clone()) }).await
}

/// What is told of a file that somebody else brought at the same time.
pub(super) async fn taken(state: &AppState, media: &Media, field: &str) -> Result<ApiError, ApiError> {
    let other = state.store.media_by_content(media.workspace, &media.file.sha256).await?;
    Ok(other.map_or_else(ApiError::raced, |other| refusal(Problem::exists(other), field)))
}
