//! Liveness and readiness, for load balancers and process supervisors.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// The process runs and answers.
async fn alive() -> impl IntoResponse {
    answer(StatusCode::OK, "ok")
}

/// The server wants traffic: it was not asked to stop, scans are recorded, and the database has the schema as far as it
/// answers. While it does not, links lead on from memory and scans wait in the spool file.
async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    let not = |text| answer(StatusCode::SERVICE_UNAVAILABLE, text);
    if state.shutdown.is_cancelled() {
        return not("stopping");
    }
    if state.recorder.health().is_losing() {
        return not(
            "scans are answered that cannot be recorded: neither the database nor the spool file takes them",
        );
    }
    match state.store.migrations().await {
        Ok((brought, applied)) if applied >= brought => answer(StatusCode::OK, "ok"),
        Ok(_) => not("the database's schema is older than this server; run qr-server migrate"),
        // Visitors are sent on and their scans are kept: taking this server out of service would end that.
        Err(_) => answer(StatusCode::OK, "ok, but the database does not answer: scans go to the spool file"),
    }
}

fn answer(status: StatusCode, text: &'static str) -> impl IntoResponse {
    (status, [(CACHE_CONTROL, "no-store")], Json(json!({ "status": text })))
}
