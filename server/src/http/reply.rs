//! Answers in the dialect of the request.

use axum::Json;
use axum::http::header::{HeaderValue, VARY};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::dialect::Dialect;
use super::error::ApiError;

/// A value that is answered in a dialect, with status 200.
#[derive(Debug)]
pub(super) struct Reply<T>(pub(super) Dialect, pub(super) T);

/// `{}`: it was done, and there is nothing to say about it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Done {}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let Self(dialect, value) = self;
        match dialect.write(&value) {
            Ok(body) => {
                ([(VARY, HeaderValue::from_static("user-agent, accept"))], Json(body)).into_response()
            }
            Err(error) => ApiError::internal(&error).into_response(),
        }
    }
}
