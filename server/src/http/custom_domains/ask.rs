//! `GET /-/domains/ask?domain=NAME`: whether a proxy may get a certificate for a name (Caddy's `on_demand_tls`). 200 for names
//! whose ownership is proved and for the server's own, 404 for all others: strangers cannot use certificates up.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::http::query::Query;
use crate::state::AppState;

pub(in crate::http) fn router() -> Router<AppState> {
    Router::new().route("/-/domains/ask", get(ask))
}

async fn ask(State(state): State<AppState>, query: Query) -> impl IntoResponse {
    let name = query.text("domain").unwrap_or_default().to_ascii_lowercase();
    let is_served =
        state.hosts.find(&name).is_some() || name.parse().is_ok_and(|name| state.is_own_name(&name));
    let status = if is_served { StatusCode::OK } else { StatusCode::NOT_FOUND };
    (status, [(CACHE_CONTROL, "no-store")])
}
