//! `/v1/custom-domains`: contract group "Custom domains"; and `/-/domains/ask`, which tells a proxy whose certificates it may
//! get.

pub(in crate::http) mod ask;
mod change;
mod create;
mod guide;
mod read;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::domain::custom_domain::CustomDomain;
use crate::domain::id::{BadId, CustomDomainId};
use crate::http::auth::Caller;
use crate::state::AppState;
pub(super) use view::CustomDomainView;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create, read::list))
        .routes(routes!(read::get, change::update, change::delete))
        .routes(routes!(change::check))
        .routes(routes!(guide::setup_guide))
        .routes(routes!(guide::validation_instructions))
}

/// The custom domain that a path names.
async fn find(state: &AppState, caller: &Caller, path: &str) -> Result<CustomDomain, ApiError> {
    let id = id_of(path)?;
    state.store.custom_domain(caller.workspace, id).await?.ok_or_else(|| missing(id))
}

fn id_of(path: &str) -> Result<CustomDomainId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: CustomDomainId) -> ApiError {
    ApiError::missing("custom domain", id)
}
