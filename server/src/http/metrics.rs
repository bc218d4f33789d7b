//! Prometheus metrics, on a listener of their own: what they tell is not for everybody.

use axum::Router;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

/// `/metrics`, in Prometheus's text format 0.0.4.
pub(crate) fn router(handle: PrometheusHandle) -> Router {
    const FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Router::new().route("/metrics", get(|| async move { ([(CONTENT_TYPE, FORMAT)], handle.render()) }))
}
