//! `/v1/analytics`, `/v1/timeseries` and `/v1/metrics`: figures from rollups. Percentages are 0 to 100.

mod attributes;
mod breakdown;
mod dashboards;
mod funnel;
mod input;
mod metrics;
mod series;
mod summaries;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(breakdown::breakdown))
        .routes(routes!(breakdown::devices))
        .routes(routes!(breakdown::geo))
        .routes(routes!(breakdown::top_links))
        .routes(routes!(series::grouped))
        .routes(routes!(series::events))
        .routes(routes!(series::visitors))
        .routes(routes!(series::hours))
        .routes(routes!(funnel::funnel))
        .routes(routes!(attributes::distribution))
        .routes(routes!(attributes::metric))
        .routes(routes!(attributes::values))
        .routes(routes!(metrics::events))
        .routes(routes!(metrics::workspace))
        .routes(routes!(metrics::insight))
        .routes(routes!(dashboards::create, dashboards::list))
        .routes(routes!(dashboards::get, dashboards::update, dashboards::delete))
        .routes(routes!(summaries::generate, summaries::get))
}

/// A part of a whole in percent, 0 of nothing.
fn percent(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}
