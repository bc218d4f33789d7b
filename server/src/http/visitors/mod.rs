//! `/v1/visitors` and `/v1/visitor/identify`: contract group "Visitors".

mod csv;
mod identify;
mod read;
mod search;
mod update;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::domain::id::{BadId, VisitorId};
use crate::state::AppState;
pub(super) use identify::{projected, visit_of};
pub(super) use view::VisitorView;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(search::list))
        .routes(routes!(search::search))
        .routes(routes!(read::attributes))
        .routes(routes!(read::get, update::update, update::delete))
        .routes(routes!(update::delete_attribute))
        .routes(routes!(identify::identify))
}

fn id_of(path: &str) -> Result<VisitorId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: VisitorId) -> ApiError {
    ApiError::missing("visitor", id)
}
