//! Links by the id that their owner knows them by.

use axum::extract::{Path, State};
use axum::response::Response;

use super::check;
use super::create::keep;
use super::input::UpdateLinkRequest;
use super::read::GetLinkResponse;
use super::update::{UpdateLinkResponse, change};
use super::view::{Include, view};
use crate::domain::id::LinkId;
use crate::domain::link::{EXTERNAL_ID, NewLink};
use crate::domain::step::{ClientRedirect, Exit};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;

/// Get a link by its external id
#[utoipa::path(get, path = "/links/by-external-id/{external_id}", tag = "Links",
    params(("external_id" = String, Path, description = "The id that its owner knows the link by"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside it: customDomain, qrcodeDesign, qrcodeSignedUrl, tags")),
    responses((status = 200, body = GetLinkResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(external_id): Path<String>,
    query: Query,
) -> Result<Reply<GetLinkResponse>, ApiError> {
    let external_id = id_of(external_id)?;
    let found = state.store.link_by_external_id(caller.workspace, &external_id, state.clock.now()).await?;
    let found = found.ok_or_else(|| ApiError::missing("link with the external id", &external_id))?;
    let link = view(&state, &caller, found, Include::from(&query)).await?;
    Ok(Reply(caller.dialect, GetLinkResponse { link }))
}

/// Create or change a link by its external id
///
/// A link that has this external id is changed as by PATCH; otherwise one is made, for which `destination` is required.
/// Doing it twice does it once.
#[utoipa::path(put, path = "/links/by-external-id/{external_id}", tag = "Links", request_body = UpdateLinkRequest,
    params(("external_id" = String, Path, description = "The id that its owner knows the link by")),
    responses((status = 200, body = UpdateLinkResponse)))]
pub(super) async fn put(
    caller: Caller,
    State(state): State<AppState>,
    Path(external_id): Path<String>,
    effect: Effect,
    Body { value: mut wanted, mut check }: Body<UpdateLinkRequest>,
) -> Result<Response, ApiError> {
    let external_id = id_of(external_id)?;
    let mut tx = effect.begin().await?;
    let owner = tx.owner_of_external_id(caller.workspace, &external_id).await?;
    drop(tx);
    if let Some(id) = owner {
        return change(&state, &caller, effect, id, wanted, check).await;
    }
    if wanted.destination.as_deref().is_none_or(str::is_empty) {
        check.refuse("destination", "is required: no link has this external id, so that one is made");
    }
    wanted.external_id = Patch::Set(external_id);
    let new = new(&state, &caller, &mut check, wanted).await?;
    check.finish()?;
    keep(&state, &caller, effect, new, &check).await.map_err(|error| {
        // Whoever was faster made the link: asking again changes it.
        let is_raced = error.violations_of(&check.spell("externalId"));
        if is_raced { ApiError::raced() } else { error }
    })
}

async fn new(
    state: &AppState,
    caller: &Caller,
    check: &mut Check,
    mut wanted: UpdateLinkRequest,
) -> Result<NewLink, ApiError> {
    let now = state.clock.now();
    let tags = match std::mem::take(&mut wanted.tags).or_clear(wanted.tags_delete) {
        Patch::Set(tags) => check::tags(check, &tags),
        Patch::Keep | Patch::Clear => Vec::new(),
    };
    let wished = check::slug(check, wanted.shortlink.as_deref());
    let password = check::password_hash(state, check, &wanted.password).await?;
    let nowhere = ClientRedirect { destination: String::new(), conversion_tracking: false };
    let blank = check::blank(LinkId::new(now), caller.workspace, Exit::Redirect(nowhere), now);
    let link = check::changed(state, blank, wanted, password, check, now);
    Ok(NewLink { link, wished, tags })
}

fn id_of(path: String) -> Result<String, ApiError> {
    if path.chars().count() > EXTERNAL_ID || path.contains('\0') {
        let reason = format!("must have 1 to {EXTERNAL_ID} characters, none of them NUL");
        return Err(ApiError::field("external_id", reason));
    }
    Ok(path)
}
