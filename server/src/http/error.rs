//! The body of every answer that is an error.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

/// An error as clients see it.
#[derive(Debug, Serialize)]
pub(super) struct ApiError {
    /// The HTTP status once more, for clients that keep only the body.
    code: u16,
    /// A name for programs to branch on.
    code_type: &'static str,
    /// One sentence for people.
    message: String,
    /// More about the error, as objects; empty when the message says it all.
    details: Vec<Value>,
}

impl ApiError {
    fn new(status: StatusCode, code_type: &'static str, message: String) -> Self {
        Self { code: status.as_u16(), code_type, message, details: Vec::new() }
    }

    /// Nothing lives at this path.
    pub(super) fn not_found(uri: &Uri) -> Self {
        let message = format!("nothing is served at {}; the designer is at /", uri.path());
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        // `code` was made from a StatusCode, so the conversion back cannot fail; 500 only satisfies the type.
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self)).into_response()
    }
}

/// Answers a known path that was asked with the wrong method; axum adds `Allow`.
pub(super) async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let message =
        format!("{} does not answer {method}; the Allow header lists the methods it does", uri.path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
}
