//! `/v1/media`: contract group "Media". Files themselves come and go by `http/files.rs`.

mod create;
mod import;
mod input;
mod problem;
mod read;
mod replace;
mod upload;
mod view;

use axum::Extension;
use axum::routing::post;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{BodyLimit, LARGE};
use super::error::ApiError;
use crate::domain::id::{BadId, MediaId};
use crate::state::AppState;

/// What follows an id in its part of the path.
const COMPLETE: &str = ":complete";

/// Operations whose paths end in [`COMPLETE`]: the router sees an id with it.
#[derive(OpenApi)]
#[openapi(paths(upload::complete, replace::complete))]
struct Completing;

/// Files inside of a request have 3 MB, which are 4 MB as base64.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Completing::openapi())
        .routes(routes!(create::create, read::list))
        .layer(Extension(BodyLimit(LARGE)))
        .routes(routes!(upload::announce))
        .routes(routes!(import::import))
        .routes(routes!(read::get, read::delete))
        .routes(routes!(import::replace))
        .routes(routes!(replace::announce))
        .route("/media/{id}", post(upload::complete))
        .route("/media/{id}/replace-uploads/{replacement_id}", post(replace::complete))
}

/// The id of a path.
fn id_of(path: &str) -> Result<MediaId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: MediaId) -> ApiError {
    ApiError::missing("media item", id)
}
