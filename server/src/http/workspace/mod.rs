//! `/v1/workspace` and what belongs to it: contract groups "Workspaces", "Members" (the one that there is), "Link settings".

mod brand;
mod member;
mod profile;
mod settings;

pub(in crate::http) use profile::WorkspaceView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(profile::get, profile::put))
        .routes(routes!(profile::get_by_id))
        .routes(routes!(brand::get, brand::put))
        .routes(routes!(member::myself))
        .routes(routes!(member::list))
        .routes(routes!(settings::get, settings::put))
}
