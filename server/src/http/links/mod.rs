//! `/v1/links`: contract groups "Links" and "Jobs"; a link is its entry step and its exit step.

mod bulk;
mod check;
mod create;
mod external;
mod find;
mod history;
mod input;
mod pages;
mod read;
mod update;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::domain::id::LinkId;
use crate::state::AppState;

pub(super) use view::{LinkView, TagView, links_beside};

/// One request may make 250 links.
pub(super) fn router() -> OpenApiRouter<AppState> {
    let many = OpenApiRouter::new()
        .routes(routes!(bulk::batch))
        .routes(routes!(bulk::bulk))
        .routes(routes!(bulk::start_job))
        .layer(axum::Extension(super::body::BodyLimit(super::body::LARGE)));
    OpenApiRouter::new()
        .merge(many)
        .routes(routes!(create::create, read::list))
        .routes(routes!(pages::contact))
        .routes(routes!(pages::thank_you))
        .routes(routes!(pages::open_media))
        .routes(routes!(bulk::job))
        .routes(routes!(find::availability))
        .routes(routes!(find::random))
        .routes(routes!(find::resolve_images))
        .routes(routes!(external::get, external::put))
        .routes(routes!(read::get, update::update, update::delete))
        .routes(routes!(history::list))
        .routes(routes!(history::undo))
}

/// The link id of a path; what is no id names no link, so that a UUID is asked for.
fn id_of(path: &str) -> Result<LinkId, ApiError> {
    path.parse().map_err(|reason: crate::domain::id::BadId| ApiError::field("id", reason.to_string()))
}

/// Kept so that every module of this folder words a missing link alike.
fn missing(id: LinkId) -> ApiError {
    ApiError::missing("link", id)
}
