//! Pages of other origins may ask the API: nothing here acts on cookies, so that a page can do no more than the token it
//! holds. Publishable keys are made for that; secret ones belong on servers.

use std::time::Duration;

use axum::http::Method;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use tower_http::cors::{Any, CorsLayer};

/// How long browsers may remember that they may ask.
const REMEMBERED: Duration = Duration::from_hours(2);

/// What a page may send and read.
pub(super) fn layer() -> CorsLayer {
    let named = HeaderName::from_static;
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, named("idempotency-key"), named("x-request-id")])
        .expose_headers([
            LOCATION,
            RETRY_AFTER,
            named("idempotent-replayed"),
            named("ratelimit"),
            named("ratelimit-limit"),
            named("ratelimit-policy"),
            named("ratelimit-remaining"),
            named("ratelimit-reset"),
            named("x-next-page-token"),
            named("x-request-id"),
        ])
        .max_age(REMEMBERED)
}
