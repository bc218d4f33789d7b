//! Making, reading, changing and deleting designs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::input::DesignRequest;
use super::path::refused;
use super::{QrcodeDesign, id_of, merge, missing, view};
use crate::app::design::{self, Refusal, background_image, central_image, draw, picture};
use crate::app::images::DrawError;
use crate::domain::design::{Design, Format, Options};
use crate::domain::id::{DesignId, MediaId, WorkspaceId};
use crate::domain::media::{INLINE, Kind, Media};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::dialect::Dialect;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::reply::{Done, Reply};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::designs::{Picture, Pictures};

/// A design.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct QrcodeDesignResponse {
    #[schema(value_type = QrcodeDesign)]
    pub(in crate::http) qrcode_design: Value,
}

/// Create a design
///
/// It is drawn once before it is kept, so that every kept design can be drawn.
#[utoipa::path(post, path = "/qrcode-designs", tag = "QR code designs", request_body = DesignRequest,
    responses((status = 200, body = QrcodeDesignResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    body: Body<DesignRequest>,
) -> Result<Response, ApiError> {
    make(&state, Some(caller.workspace), effect, body).await
}

/// Create a design without a token
///
/// It cannot be read or changed until a link names it: the first to do so brings it
/// into its workspace. One that no link names within a day is deleted.
#[utoipa::path(post, path = "/public/qrcode-designs", tag = "QR code designs", security(()),
    request_body = DesignRequest,
    responses((status = 200, body = QrcodeDesignResponse)))]
pub(super) async fn public_create(
    State(state): State<AppState>,
    effect: Effect,
    body: Body<DesignRequest>,
) -> Result<Response, ApiError> {
    make(&state, None, effect, body).await
}

/// Keeps a new design, of this workspace or of nobody yet.
async fn make(
    state: &AppState,
    workspace: Option<WorkspaceId>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<DesignRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let (mut options, mut format) = (Options::default(), Format::default());
    merge::apply(&wanted, &mut options, &mut format, &mut check);
    check.finish()?;
    let chosen = chosen(state, workspace, &wanted, &check).await?;
    let judged = judged(state, (&options, format), &wanted, &check, chosen.as_ref(), None).await?;
    let pictures = Pictures { central: judged.image.set(), background: judged.background.set() };
    let design = Design {
        id: DesignId::new(now),
        workspace,
        options,
        format,
        has_image: pictures.central.is_some(),
        has_background: pictures.background.is_some(),
        image_media: chosen.as_ref().map(|media| media.id),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let mut tx = effect.begin().await?;
    keep_media(&mut tx, &design, &check).await?;
    tx.insert_design(&design, pictures).await?;
    commit(state, effect, tx, &design).await
}

/// Get a design
#[utoipa::path(get, path = "/qrcode-designs/{id}", tag = "QR code designs",
    params(("id" = String, Path, description = "The design's id")),
    responses((status = 200, body = QrcodeDesignResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<QrcodeDesignResponse>, ApiError> {
    let id = id_of(&id)?;
    let design = state.store.design(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    reply(&state, caller.dialect, &design)
}

/// Change a design
///
/// Images of all its links follow at once, and those of links that wear its template; what their codes hold stays. A
/// design that followed a template follows it no more.
#[utoipa::path(patch, path = "/qrcode-designs/{id}", tag = "QR code designs", request_body = DesignRequest,
    params(("id" = String, Path, description = "The design's id")),
    responses((status = 200, body = QrcodeDesignResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<DesignRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut design = state.store.design(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    merge::apply(&wanted, &mut design.options, &mut design.format, &mut check);
    check.finish()?;
    let chosen = chosen(&state, Some(caller.workspace), &wanted, &check).await?;
    let behind = match background(&wanted) {
        Patch::Keep if design.has_background => state.store.background_image(id).await?,
        _ => None,
    };
    let drawn = (&design.options, design.format);
    let Judged { image, background } =
        judged(&state, drawn, &wanted, &check, chosen.as_ref(), behind).await?;
    if image != Picture::Keep {
        design.image_media = chosen.map(|media| media.id);
    }
    design.has_image = image.is_there(design.has_image);
    design.has_background = background.is_there(design.has_background);
    design.version += 1;
    design.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    if image != Picture::Keep {
        keep_media(&mut tx, &design, &check).await?;
    }
    if !tx.update_design(&design, (&image, &background)).await? {
        return Err(ApiError::raced());
    }
    commit(&state, effect, tx, &design).await
}

/// Delete a design
///
/// Only one that no link and no template uses.
#[utoipa::path(delete, path = "/qrcode-designs/{id}", tag = "QR code designs",
    params(("id" = String, Path, description = "The design's id")),
    responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    if state.store.design_is_used(caller.workspace, id).await? {
        let message =
            format!("links or a template use the design {id}; give them another one first, or delete them");
        return Err(ApiError::precondition(message).because("DESIGN_IN_USE"));
    }
    let mut tx = effect.begin().await?;
    if !tx.delete_design(caller.workspace, id, state.clock.now()).await? {
        return Err(missing(id));
    }
    effect.reply(tx, id, &Done {}).await
}

/// Commits a design that was made or changed and answers with it.
async fn commit(state: &AppState, effect: Effect, tx: Tx, design: &Design) -> Result<Response, ApiError> {
    let write = |dialect: Dialect| {
        let qrcode_design = view(state, dialect, design)?;
        dialect.write(&QrcodeDesignResponse { qrcode_design }).map_err(|error| ApiError::internal(&error))
    };
    effect.commit(tx, design.id, StatusCode::OK, &[], write).await
}

fn reply(
    state: &AppState,
    dialect: Dialect,
    design: &Design,
) -> Result<Reply<QrcodeDesignResponse>, ApiError> {
    let qrcode_design = view(state, dialect, design)?;
    Ok(Reply(dialect, QrcodeDesignResponse { qrcode_design }))
}

/// What becomes of the pictures of a design.
struct Judged {
    image: Picture,
    background: Picture,
}

/// What a request says of the picture behind the code; empty texts say nothing.
fn background(wanted: &DesignRequest) -> Patch<String> {
    match &wanted.background_image_data {
        Patch::Set(text) if text.trim().is_empty() => Patch::Keep,
        said => said.clone(),
    }
}

/// Lets the engine draw the design with its new pictures, where there are some, and over the one that stays behind it; tells
/// what becomes of them.
async fn judged(
    state: &AppState,
    (options, format): (&Options, Format),
    wanted: &DesignRequest,
    check: &Check,
    chosen: Option<&Media>,
    behind: Option<Vec<u8>>,
) -> Result<Judged, ApiError> {
    let (options, sample) = (options.clone(), state.public_url.clone());
    let data = wanted.central_image_data.clone().filter(|data| !data.trim().is_empty());
    let deletes = wanted.central_image_delete == Some(true);
    let background = background(wanted);
    let kept = match chosen {
        Some(media) if data.is_none() => {
            let kept = state.media.picture(media).await.map_err(|error| ApiError::internal(&error))?;
            Some(kept.ok_or_else(|| not_allowed_here(media, check))?)
        }
        _ => None,
    };
    let judge = move || -> Result<Judged, Refusal> {
        let central = match kept {
            Some(bytes) => Some(picture(bytes)?),
            None => data.as_deref().map(central_image).transpose()?,
        };
        let background = match background {
            Patch::Keep => Picture::Keep,
            Patch::Clear => Picture::Clear,
            Patch::Set(text) => Picture::Set(background_image(&text)?),
        };
        let pictures = design::Pictures {
            central: central.clone(),
            background: background.set().map(<[u8]>::to_vec).or(behind),
        };
        draw(&options, format, pictures, &sample)?;
        let image = match central {
            Some(image) => Picture::Set(image),
            None if deletes => Picture::Clear,
            None => Picture::Keep,
        };
        Ok(Judged { image, background })
    };
    let judged = state.images.work(judge).await.map_err(|error: DrawError| ApiError::internal(&error))?;
    judged.map_err(|refusal| refused(refusal, wanted, check))
}

/// The media item that a picture is taken from.
async fn chosen(
    state: &AppState,
    workspace: Option<WorkspaceId>,
    wanted: &DesignRequest,
    check: &Check,
) -> Result<Option<Media>, ApiError> {
    let Some(id) = wanted.central_image_media_id.as_deref().filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let Some(workspace) = workspace else {
        let reason = "cannot be named here: designs that are made without a token have no media library; send centralImageData";
        return Err(ApiError::field(check.spell("centralImageMediaId"), reason));
    };
    let missing = || ApiError::missing_field(check.spell("centralImageMediaId"), "media item", id);
    let id = id.parse::<MediaId>().map_err(|_| missing())?;
    let media = state.store.media(workspace, id).await?.ok_or_else(missing)?;
    if media.file.format.kind() != Kind::Image || media.file.size > INLINE {
        return Err(not_allowed_here(&media, check));
    }
    Ok(Some(media))
}

/// Sees to it that a picture's media item is still there when the design that names it is kept.
async fn keep_media(tx: &mut Tx, design: &Design, check: &Check) -> Result<(), ApiError> {
    let (Some(workspace), Some(media)) = (design.workspace, design.image_media) else { return Ok(()) };
    let found = tx.lock_media(workspace, media).await?;
    let missing = || ApiError::missing_field(check.spell("centralImageMediaId"), "media item", media);
    found.map(drop).ok_or_else(missing)
}

fn not_allowed_here(media: &Media, check: &Check) -> ApiError {
    let reason = format!(
        "names {}, which is {} of {} bytes; the middle of a code takes images of at most 3 MB",
        media.label.file_name,
        media.file.format.as_str(),
        media.file.size
    );
    ApiError::field(check.spell("centralImageMediaId"), reason)
        .with_status(StatusCode::BAD_REQUEST, "MEDIA_NOT_ALLOWED_HERE")
        .because("MEDIA_NOT_ALLOWED_HERE")
}
