//! The HTTP side: routes, and the layers that answers pass.
//!
//! ```text
//! /v1, /sdk/v1        cors ─▶ speak (errors in the dialect) ─▶ admit (token, rate limit, scope) ─▶ effect (once per key)
//!                                                           └▶ admit_anyone (rate limit) ─▶ effect ─▶ public operations
//! /{shortlink}        redirect
//! on custom domains   host: short addresses and their pages alone
//! /-/m, /-/u          files of the media library: out, and in by signed PUT
//! /-/q/{link}         images, by signed address        /-/docs, /openapi.json   the API described
//! /-/templates        the gallery of templates
//! /healthz, /readyz   health                           /, files                 the designer page
//! ```

mod access;
mod analytics;
mod auth;
mod body;
mod conversions;
mod cors;
mod custom_domains;
mod designs;
mod dialect;
mod directories;
mod docs;
mod effect;
mod error;
mod events;
mod files;
mod gallery;
mod headers;
mod health;
mod host;
mod images;
mod lead_scorer;
mod leads;
mod links;
mod media;
pub(crate) mod metrics;
mod openapi;
mod orphans;
mod page;
mod patch;
mod query;
mod redirect;
mod reply;
mod tags;
mod templates;
mod tokens;
mod visitor_page;
mod visitors;
pub(crate) mod waiting;
mod webhooks;
mod workspace;

use axum::Router;
use axum::http::{HeaderName, Request};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;
pub use page::Page;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// All routes.
pub(crate) fn router(state: AppState) -> Router {
    let Operations { public, authenticated, .. } = operations();
    let public = public
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(state.clone(), auth::admit_anyone));
    let api = authenticated
        .fallback(page::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(state.clone(), auth::admit))
        .merge(public)
        .layer(from_fn(error::speak))
        .layer(cors::layer());
    let designed = Router::new()
        .merge(page::router())
        .merge(docs::router())
        .merge(openapi::router())
        .merge(health::router())
        .merge(images::router())
        .merge(custom_domains::ask::router())
        .merge(gallery::router())
        .merge(files::router())
        .nest("/v1", api.clone())
        .nest("/sdk/v1", api)
        .fallback(page::file)
        .layer(from_fn_with_state(state.clone(), host::keep_apart))
        .layer(map_response(headers::secured))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, FreshId));
    // Redirects carry none of these layers: they answer in microseconds, and their metrics tell what a trace would.
    designed
        .merge(redirect::router())
        .method_not_allowed_fallback(error::method_not_allowed)
        .with_state(state)
}

/// The operations below `/v1`.
struct Operations {
    /// Those that need no token.
    public: Router<AppState>,
    /// Those that need one.
    authenticated: Router<AppState>,
    /// What describes both.
    described: utoipa::openapi::OpenApi,
}

fn operations() -> Operations {
    let (public, public_paths) = OpenApiRouter::new()
        .merge(designs::public_router())
        .merge(templates::public_router())
        .merge(tokens::public_router())
        .merge(webhooks::public_router())
        .split_for_parts();
    let (authenticated, paths) = OpenApiRouter::new()
        .merge(workspace::router())
        .merge(tokens::router())
        .merge(tags::router())
        .merge(directories::router())
        .merge(links::router())
        .merge(custom_domains::router())
        .merge(designs::router())
        .merge(templates::router())
        .merge(media::router())
        .merge(events::router())
        .merge(visitors::router())
        .merge(leads::router())
        .merge(lead_scorer::router())
        .merge(conversions::router())
        .merge(analytics::router())
        .merge(orphans::router())
        .merge(webhooks::router())
        .split_for_parts();
    let mut described = openapi::base();
    for paths in [paths, public_paths] {
        described.merge(utoipa::openapi::OpenApiBuilder::new().build().nest("/v1", paths));
    }
    Operations { public, authenticated, described }
}

/// The description of the API, for whoever wants it without a server.
pub(crate) fn documents() -> Result<openapi::Documents, serde_json::Error> {
    openapi::Documents::new(&operations().described)
}

/// Ids of requests that bring none: time-ordered, so that a log sorts by them.
#[derive(Debug, Clone, Copy)]
struct FreshId;

impl MakeRequestId for FreshId {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        uuid::Uuid::now_v7().to_string().parse().ok().map(RequestId::new)
    }
}

fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    // The query stays out: image addresses carry their signature there.
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}
