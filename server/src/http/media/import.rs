//! Files that lie elsewhere.

use axum::extract::{Path, State};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use url::Url;

use super::create::keep;
use super::input::{ImportMediaRequest, Said, label};
use super::problem::refusal;
use super::replace::{ReplaceResponse, same, swap};
use super::view::MediaResponse;
use super::{id_of, missing};
use crate::domain::media::{Label, file_name};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// Import a file
///
/// It is fetched now, within a minute; its kind is told by its bytes.
#[utoipa::path(post, path = "/media:import", tag = "Media", request_body = ImportMediaRequest,
    responses((status = 200, body = MediaResponse)))]
pub(super) async fn import(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<ImportMediaRequest>,
) -> Result<Response, ApiError> {
    let (label, url) = source(&state, &mut check, &wanted)?;
    let field = check.spell("url");
    let fetched = state.media.fetch(&url).await;
    let (arrived, at) = fetched.map_err(|problem| refusal(problem, &field))?;
    keep(&state, &caller, effect, named_by(label, &at), &arrived, &field).await
}

/// Replace a file by one from elsewhere
///
/// As a replacement that is uploaded, in one request.
#[utoipa::path(post, path = "/media/{id}/replace:import", tag = "Media", request_body = ImportMediaRequest,
    params(("id" = String, Path, description = "The item's id")),
    responses((status = 200, body = ReplaceResponse)))]
pub(super) async fn replace(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<ImportMediaRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let (label, url) = source(&state, &mut check, &wanted)?;
    let media = state.store.media(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let field = check.spell("url");
    let fetched = state.media.fetch(&url).await;
    let (arrived, at) = fetched.map_err(|problem| refusal(problem, &field))?;
    if arrived.sha256 == media.file.sha256 {
        state.media.discard(&arrived.key).await;
        return same(&state, &caller, effect, media).await;
    }
    let file = match state.media.settle(caller.workspace, &arrived, Some(&media)).await {
        Ok(file) => file,
        Err(problem) => {
            state.media.discard(&arrived.key).await;
            return Err(refusal(problem, &field));
        }
    };
    let name = named_by(label, &at).file_name;
    let name = if name.is_empty() { media.label.file_name.clone() } else { name };
    swap(&state, &caller, effect, media, name, file, None).await
}

/// Where the file lies, and what is said of it.
fn source(
    state: &AppState,
    check: &mut Check,
    wanted: &ImportMediaRequest,
) -> Result<(Label, Url), ApiError> {
    if wanted.assistant_attachment_id.as_deref().is_some_and(|id| !id.is_empty()) {
        check.refuse("assistantAttachmentId", "names nothing: there is no assistant here; give a url");
    }
    let said = Said {
        file_name: wanted.file_name.as_deref(),
        uploaded_from: wanted.uploaded_from.as_deref(),
        ..Said::default()
    };
    let label = label(check, &said, "");
    let url = if let Some(url) = wanted.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
        check.parse("url", state.media.check(url))
    } else {
        check.refuse("url", "is required: the https address that the file lies at");
        None
    };
    check.finish()?;
    // What was refused ended the request above.
    url.map(|url| (label, url)).ok_or_else(ApiError::raced)
}

/// A file without a name is called as the last part of its address.
fn named_by(mut label: Label, at: &Url) -> Label {
    if label.file_name.is_empty() {
        let last = at.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
        label.file_name = file_name(&percent_decode_str(last).decode_utf8_lossy(), "");
    }
    label
}
