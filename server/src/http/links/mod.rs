//! `/v1/links`: contract group "Links"; a link is its entry step and its exit step.

mod create;
mod input;
mod read;
mod update;
mod view;

use axum::http::Uri;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::domain::id::LinkId;
use crate::state::AppState;

pub(super) use view::{LinkView, links_beside};

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create, read::list)).routes(routes!(
        read::get,
        update::update,
        update::delete
    ))
}

/// The link id of a path; what is no id names no link, so that a UUID is asked for.
fn id_of(path: &str) -> Result<LinkId, ApiError> {
    path.parse().map_err(|reason: crate::domain::id::BadId| ApiError::field("id", reason.to_string()))
}

/// Kept so that every module of this folder words a missing link alike.
fn missing(id: LinkId) -> ApiError {
    ApiError::missing("link", id)
}

/// The path of a list, which its page tokens are bound to.
fn list_name(uri: &Uri) -> &str {
    uri.path()
}
