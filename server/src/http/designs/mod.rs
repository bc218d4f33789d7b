//! `/v1/qrcode-designs`: how codes look. One design may serve many links, which all show its changes at once.

mod engine_options;
mod handlers;
mod input;
mod merge;
mod names;
mod paint;
mod path;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;

use axum::Extension;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::body::{BodyLimit, PICTURES};
use super::dialect::Dialect;
use super::error::ApiError;
use crate::app::images::{self, BACKGROUND_IMAGES, CENTRAL_IMAGES};
use crate::domain::design::Design;
use crate::domain::id::{BadId, DesignId};
use crate::state::AppState;

pub(super) use handlers::QrcodeDesignResponse;
use view::Addresses;
pub(super) use view::QrcodeDesign;

/// What no route names: the guide's shape of a design.
#[derive(OpenApi)]
#[openapi(components(schemas(view::GuideQrcodeDesign)))]
struct Described;

/// Designs take two pictures of 3 MB, which are 4 MB each as base64.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(handlers::create))
        .routes(routes!(handlers::get, handlers::update, handlers::delete))
        .layer(Extension(BodyLimit(PICTURES)))
}

/// What needs no token.
pub(super) fn public_router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(handlers::public_create)).layer(Extension(BodyLimit(PICTURES)))
}

/// Designs by id as the caller is shown them, for beside their links.
pub(super) async fn views(
    state: &AppState,
    caller: &Caller,
    ids: &[DesignId],
) -> Result<BTreeMap<DesignId, Value>, ApiError> {
    shown(state, caller.dialect, &state.store.designs_by_id(caller.workspace, ids).await?)
}

/// Designs by id as a dialect shows them.
pub(super) fn shown(
    state: &AppState,
    dialect: Dialect,
    designs: &[Design],
) -> Result<BTreeMap<DesignId, Value>, ApiError> {
    designs.iter().map(|design| Ok((design.id, view(state, dialect, design)?))).collect()
}

/// A design as a caller is shown it.
pub(super) fn view(state: &AppState, dialect: Dialect, design: &Design) -> Result<Value, ApiError> {
    let now = state.clock.now();
    let address = |place| {
        let shown = (design.id, design.version);
        images::design_picture_url(&state.public_url, &state.keys.image, place, shown, now)
    };
    let addresses = Addresses {
        central_image: design.has_image.then(|| address(CENTRAL_IMAGES)),
        background_image: design.has_background.then(|| address(BACKGROUND_IMAGES)),
    };
    view::write(dialect, design, addresses).map_err(|error| ApiError::internal(&error))
}

/// The design id of a path; what is no id names no design, so that a UUID is asked for.
fn id_of(path: &str) -> Result<DesignId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: DesignId) -> ApiError {
    ApiError::missing("design", id)
}
