//! `/v1/workspace/lead-scorer`: a scorer of the workspace's own, which is asked beside the rules.
//!
//! What it is told is known of visitors, so that these operations ask for the scopes of visitors: whoever may not read them
//! must not have them sent elsewhere either.

mod rotate;
mod settings;
mod test;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(settings::get, settings::put, settings::delete))
        .routes(routes!(rotate::rotate))
        .routes(routes!(test::test))
}

fn missing() -> ApiError {
    ApiError::missing("lead scorer", "of this workspace")
}

/// Refuses what would send something where the operator does not allow any scorers.
fn must_be_allowed(state: &AppState) -> Result<(), ApiError> {
    if state.scorers.are_allowed {
        return Ok(());
    }
    let message = "this server does not allow scorers of workspaces' own; its operator switches them on";
    Err(ApiError::precondition(message).because("LEAD_SCORERS_FORBIDDEN"))
}
