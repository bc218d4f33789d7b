//! Changing, publishing and deleting templates.

use axum::extract::{Path, State};
use axum::response::Response;

use super::create::{TemplateResponse, commit, free_slug, no_design};
use super::input::{TemplateRequest, complete};
use super::{design_of, id_of, missing, owned};
use crate::domain::design::Design;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::reply::Done;
use crate::state::AppState;

/// Change a template
///
/// How its codes look is changed by `PATCH /v1/qrcode-designs/{id}` on its design, or by naming a design here whose looks it
/// takes. All codes that follow it show the change at once.
#[utoipa::path(patch, path = "/qrcode-templates/{id}", tag = "QR code templates", request_body = TemplateRequest,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, body = TemplateResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<TemplateRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut template = owned(&state, &caller, id).await?;
    let taken = wanted.apply(&mut template.words, &mut template.slug, &mut check);
    if template.published_at.is_some() {
        complete(&template, &mut check);
    }
    check.finish()?;
    let mut design = design_of(&state, &template).await?;
    template.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    free_slug(&mut tx, &template, &check).await?;
    if let Some(taken) = taken {
        let shown = state.store.designs_of_templates(&[taken]).await?.pop();
        let adopted = tx.adopt_design(caller.workspace, taken).await?;
        let looks = tx.looks_of(caller.workspace, taken).await?.filter(|_| adopted);
        let (Some(shown), Some(looks)) = (shown, looks) else { return Err(no_design(&check, taken)) };
        tx.make_design_like(caller.workspace, design.id, looks, false, template.updated_at).await?;
        let version = design.version + 1;
        design = Design {
            id: design.id,
            version,
            created_at: design.created_at,
            updated_at: template.updated_at,
            ..shown
        };
    }
    if !tx.update_template(caller.workspace, &template).await? {
        return Err(missing(id));
    }
    commit(&state, &caller, effect, tx, &template, &design).await
}

/// Publish a template
///
/// Everybody sees it in the gallery and may use and import it. It needs a name, a description and a slug, and its workspace a
/// slug of its own (`PUT /v1/workspace`), by which it is public.
#[utoipa::path(post, path = "/qrcode-templates/{id}/publish", tag = "QR code templates", request_body = Nothing,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, body = TemplateResponse)))]
pub(super) async fn publish(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { mut check, .. }: Body<Nothing>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut template = owned(&state, &caller, id).await?;
    complete(&template, &mut check);
    let workspace = state.store.workspace(caller.workspace).await?;
    if workspace.is_none_or(|workspace| workspace.profile.slug.is_none()) {
        check.refuse("workspace.slug", "is empty, and makes a workspace public; PUT /v1/workspace sets it");
    }
    check.finish()?;
    let now = state.clock.now();
    template.published_at = template.published_at.or(Some(now));
    template.updated_at = now;
    let design = design_of(&state, &template).await?;
    let mut tx = effect.begin().await?;
    if !tx.update_template(caller.workspace, &template).await? {
        return Err(missing(id));
    }
    commit(&state, &caller, effect, tx, &template, &design).await
}

/// Take a template out of the gallery
///
/// Codes of other workspaces that wear it keep their looks: these are copies.
#[utoipa::path(post, path = "/qrcode-templates/{id}/unpublish", tag = "QR code templates", request_body = Nothing,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, body = TemplateResponse)))]
pub(super) async fn unpublish(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { .. }: Body<Nothing>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut template = owned(&state, &caller, id).await?;
    template.published_at = None;
    template.updated_at = state.clock.now();
    let design = design_of(&state, &template).await?;
    let mut tx = effect.begin().await?;
    if !tx.update_template(caller.workspace, &template).await? {
        return Err(missing(id));
    }
    commit(&state, &caller, effect, tx, &template, &design).await
}

/// Delete a template
///
/// Codes that wear it keep the looks that they have.
#[utoipa::path(delete, path = "/qrcode-templates/{id}", tag = "QR code templates",
    params(("id" = String, Path, description = "The template's id")), responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    owned(&state, &caller, id).await?;
    let mut tx = effect.begin().await?;
    if !tx.delete_template(caller.workspace, id, state.clock.now()).await? {
        return Err(missing(id));
    }
    effect.reply(tx, id, &Done {}).await
}
