//! `/v1/qrcode-templates`: contract group "QR code templates", looks that are made once and worn by many codes.

mod change;
mod create;
mod input;
mod public;
mod read;
mod view;
mod wear;

use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::error::ApiError;
use crate::domain::design::Design;
use crate::domain::id::{BadId, TemplateId};
use crate::domain::template::Template;
use crate::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create, read::list))
        .routes(routes!(create::import))
        .routes(routes!(read::resolve_images))
        .routes(routes!(read::get, change::update, change::delete))
        .routes(routes!(change::publish))
        .routes(routes!(change::unpublish))
        .routes(routes!(wear::refresh))
        .routes(routes!(wear::apply))
}

/// What needs no token.
pub(super) fn public_router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(public::list)).routes(routes!(public::get))
}

/// The template id of a path; what is no id names no template, so that a UUID is asked for.
fn id_of(path: &str) -> Result<TemplateId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: TemplateId) -> ApiError {
    ApiError::missing("template", id)
}

/// A template that the caller may change.
async fn owned(state: &AppState, caller: &Caller, id: TemplateId) -> Result<Template, ApiError> {
    let found = state.store.template(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    if found.workspace == Some(caller.workspace) {
        return Ok(found);
    }
    let owner = if found.is_built_in() { "comes with the server" } else { "belongs to another workspace" };
    let message = format!("the template {id} {owner}; import it by its slug and change the copy");
    Err(ApiError::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message))
}

/// The design of a template that the caller may see.
async fn design_of(state: &AppState, template: &Template) -> Result<Design, ApiError> {
    let found = state.store.designs_of_templates(&[template.design]).await?.pop();
    found.ok_or_else(|| ApiError::missing("design", template.design))
}
