//! Which name a request came to. On custom domains there are short addresses and what their pages need, and nothing of the
//! server's own: neither its pages nor its API.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, HeaderValue, LOCATION};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::visitor_page::{Page, PageKind};
use crate::app::custom_domains::Host;
use crate::app::images::{BACKGROUND_IMAGES, CENTRAL_IMAGES, CODES, CONTACTS};
use crate::app::media::address::FILES;
use crate::state::AppState;

/// What is served on every name beside short addresses.
const EVERYWHERE: [&str; 7] =
    [CODES, CENTRAL_IMAGES, BACKGROUND_IMAGES, CONTACTS, FILES, "/healthz", "/readyz"];

/// The custom domain that a request came to; `None` for the server's own name, and for names that it does not know.
pub(super) fn of(state: &AppState, parts: &Parts) -> Option<Arc<Host>> {
    find(state, &parts.uri, &parts.headers)
}

fn find(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<Arc<Host>> {
    let authority = headers.get(HOST).and_then(|value| value.to_str().ok());
    // HTTP/2 has it in the address.
    state.hosts.find(authority.or_else(|| uri.authority().map(Authority::as_str))?)
}

/// Keeps what is the server's own from custom domains, and answers for their bare names.
pub(super) async fn keep_apart(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(host) = find(&state, request.uri(), request.headers()) else { return next.run(request).await };
    let path = request.uri().path();
    if path == "/" {
        let home = format!("{}/", state.public_url);
        let to = host.root_destination.as_deref().unwrap_or(&home);
        if let Ok(location) = HeaderValue::from_str(to) {
            let own = [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];
            return (StatusCode::FOUND, own).into_response();
        }
    }
    if EVERYWHERE.iter().any(|start| path.starts_with(start)) {
        return next.run(request).await;
    }
    nothing(&state, &host).await
}

/// The page for what a custom domain does not have, in its workspace's brand.
pub(super) async fn nothing(state: &AppState, host: &Host) -> Response {
    let brand = state.brands.of(&state.store, &state.clock, host.workspace).await;
    Page::Stop(PageKind::Unknown).answer(&brand)
}
