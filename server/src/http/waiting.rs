//! What is answered while the server waits for its database to come up: that it lives, and that it cannot serve yet.

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::error::ApiError;
use super::visitor_page::{Page, PageKind};
use crate::domain::brand::Brand;

/// `/healthz` is fine, `/readyz` and the API say why not, visitors see a page that asks them to come back.
pub(crate) fn router() -> Router {
    Router::new().route("/healthz", get(|| async { r#"{"status":"ok"}"# })).fallback(wait)
}

async fn wait(uri: Uri) -> Response {
    let path = uri.path();
    if path == "/readyz" || path.starts_with("/v1") || path.starts_with("/sdk") {
        let message = "the server waits for its database";
        return ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message)
            .retry_after(2)
            .into_response();
    }
    Page::Stop(PageKind::Unavailable).answer(&Brand::default())
}
