//! `GET /{shortlink}`: what strangers touch. One look-up in memory, one durable record, one 302.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, REFERER, USER_AGENT,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{counter, histogram};

use super::auth::client_address;
use super::headers;
use super::page;
use super::visitor_page::{self, Brand, PageKind};
use crate::app::scan::{self, Sender};
use crate::domain::link::entrypoint;
use crate::domain::rules::{Decision, decide};
use crate::domain::scan::{Action, MARKER};
use crate::domain::slug::Slug;
use crate::state::AppState;

/// A redirect is the visitor's own: nobody else may keep it, since the link can lead elsewhere the next moment.
const NO_STORE: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
/// Headers by which browsers and proxies tell that they only fetch ahead.
const PURPOSES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/{shortlink}", get(follow)).route("/{shortlink}/", get(follow))
}

/// Sends a visitor on, or tells what became of the link.
async fn follow(State(state): State<AppState>, Path(path): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let Ok(slug) = path.parse::<Slug>() else {
        // Names with a dot are files of the designer page.
        let file = page::file(State(state), parts.method, parts.uri, parts.headers).await;
        return headers::secured(file).await;
    };
    let started = tokio::time::Instant::now();
    let (outcome, response) = answer(&state, &slug, &parts).await;
    counter!("qr_redirects_total", "outcome" => outcome).increment(1);
    histogram!("qr_redirect_seconds").record(started.elapsed().as_secs_f64());
    response
}

async fn answer(state: &AppState, slug: &Slug, parts: &Parts) -> (&'static str, Response) {
    let found = match state
        .links
        .find(&state.store, &state.clock, slug, state.recorder.health().is_failing())
        .await
    {
        Ok(Some(found)) => found,
        Ok(None) => return ("unknown", page_of(PageKind::Unknown)),
        Err(_) => return ("unavailable", page_of(PageKind::Unavailable)),
    };
    if found.deleted_at.is_some() {
        return ("deleted", page_of(PageKind::Deleted));
    }
    let now = state.clock.now();
    match decide(&found.link, now) {
        Decision::Expired(Some(destination)) => ("expired", redirect(destination)),
        Decision::Expired(None) => ("expired", page_of(PageKind::Expired)),
        Decision::Redirect(destination) => {
            let entrypoint = entrypoint(&state.public_url, slug);
            let key = state.keys.device.newest();
            let sender = sender(state, parts);
            let scan = scan::record(&found.link, action(parts), entrypoint, destination, sender, key, now);
            let destination = if found.link.conversion_tracking {
                scan::with_lbid(destination, scan.id)
            } else {
                destination.to_owned()
            };
            state.recorder.record(scan).await;
            ("redirected", redirect(&destination))
        }
    }
}

fn page_of(kind: PageKind) -> Response {
    visitor_page::page(kind, &Brand::default())
}

/// A code's address carries the marker, alone or among what others added.
fn action(parts: &Parts) -> Action {
    let is_marker =
        |pair: &str| pair == MARKER || pair.strip_prefix(MARKER).is_some_and(|rest| rest.starts_with('='));
    let query = parts.uri.query().unwrap_or_default();
    if query.split('&').any(is_marker) { Action::Scan } else { Action::Click }
}

fn sender<'a>(state: &AppState, parts: &'a Parts) -> Sender<'a> {
    let header = |name: &HeaderName| text(&parts.headers, name);
    Sender {
        method: parts.method.as_str(),
        user_agent: header(&USER_AGENT),
        language: header(&ACCEPT_LANGUAGE),
        referrer: header(&REFERER),
        purpose: PURPOSES
            .iter()
            .filter_map(|name| parts.headers.get(*name)?.to_str().ok())
            .find(|value| !value.is_empty())
            .unwrap_or_default(),
        address: client_address(parts, &state.config.server.trusted_proxies),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn redirect(destination: &str) -> Response {
    match HeaderValue::from_str(destination) {
        Ok(location) => (StatusCode::FOUND, [(LOCATION, location), NO_STORE]).into_response(),
        // Destinations are checked when they are set: only one that was written past the API ends here.
        Err(_) => page_of(PageKind::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_tells_a_scan_from_a_click() {
        let action = |uri: &str| action(&Request::builder().uri(uri).body(()).unwrap().into_parts().0);
        for uri in ["/a?q", "/a?q=", "/a?utm_source=x&q", "/a?q=1&b=2"] {
            assert_eq!(action(uri), Action::Scan, "{uri}");
        }
        for uri in ["/a", "/a?", "/a?quick", "/a?x=q"] {
            assert_eq!(action(uri), Action::Click, "{uri}");
        }
    }
}
