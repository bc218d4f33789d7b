//! Liveness and readiness, for load balancers and process supervisors.

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::json;
use tokio_util::sync::CancellationToken;

pub(super) fn router(shutdown: CancellationToken) -> Router {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).with_state(shutdown)
}

/// The process runs and answers.
async fn alive() -> impl IntoResponse {
    answer(StatusCode::OK, "ok")
}

/// The server wants traffic: true until it was asked to stop.
async fn ready(State(shutdown): State<CancellationToken>) -> impl IntoResponse {
    if shutdown.is_cancelled() {
        answer(StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else {
        answer(StatusCode::OK, "ok")
    }
}

fn answer(status: StatusCode, text: &'static str) -> impl IntoResponse {
    (status, [(CACHE_CONTROL, "no-store")], Json(json!({ "status": text })))
}
