//! The HTTP side: routes, and the layers that every answer passes.

mod error;
mod headers;
mod health;
mod page;

use axum::Router;
use tokio_util::sync::CancellationToken;
use tower_http::trace::TraceLayer;

pub use page::Page;

/// All routes. `shutdown` makes readiness fail as soon as the server was asked to stop.
pub(crate) fn router(page: Page, shutdown: CancellationToken) -> Router {
    let routes = Router::new()
        .merge(health::router(shutdown))
        .merge(page::router(page))
        .method_not_allowed_fallback(error::method_not_allowed);
    headers::secured(routes).layer(TraceLayer::new_for_http())
}
