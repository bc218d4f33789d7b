//! The body of every answer that is an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::dialect::{Dialect, Refused};
use crate::store::StoreError;

/// An error as clients see it: `{code, code_type, message, details}`, the same as `application/problem+json` on request.
#[derive(Debug, Clone)]
pub(super) struct ApiError(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    status: StatusCode,
    /// A name for programs to branch on.
    code_type: &'static str,
    /// One sentence for people.
    message: String,
    /// The fields that are wrong, or other facts for programs.
    details: Vec<Detail>,
    /// Seconds after which asking again makes sense.
    retry_after: Option<u64>,
}

/// One fact about an error.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Detail {
    /// A field that was refused.
    Field {
        /// Its path in the request, in the caller's spelling; query parameters by their name.
        field: String,
        /// What is wrong with it, and what would be right.
        description: String,
    },
    /// A code with facts that clients act on; the SDKs' names of them.
    Facts {
        /// The code.
        reason: &'static str,
        /// The facts.
        metadata: BTreeMap<&'static str, String>,
    },
    /// A finer code than `code_type`.
    Reason {
        /// The code.
        reason: &'static str,
    },
}

impl ApiError {
    pub(super) fn new(status: StatusCode, code_type: &'static str, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            status,
            code_type,
            message: message.into(),
            details: Vec::new(),
            retry_after: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same with a finer code.
    pub(super) fn because(self, reason: &'static str) -> Self {
        self.with(|inner| inner.details.push(Detail::Reason { reason }))
    }

    /// The same with facts that clients act on.
    pub(super) fn with_facts<const N: usize>(
        self,
        reason: &'static str,
        facts: [(&'static str, String); N],
    ) -> Self {
        let metadata = BTreeMap::from(facts);
        self.with(|inner| inner.details.push(Detail::Facts { reason, metadata }))
    }

    /// The same with `Retry-After`.
    pub(super) fn retry_after(self, seconds: u64) -> Self {
        self.with(|inner| inner.retry_after = Some(seconds))
    }

    /// Fields that were refused; there is at least one.
    pub(super) fn fields(violations: Vec<Refused>) -> Self {
        let first = violations.first().map_or_else(String::new, |first| {
            if first.field.is_empty() {
                format!("the body {}", first.reason)
            } else {
                format!("{}: {}", first.field, first.reason)
            }
        });
        let message = match violations.len() {
            0 | 1 => first,
            count => format!("{first} (and {} more, see details)", count - 1),
        };
        let details = violations
            .into_iter()
            .map(|refused| Detail::Field { field: refused.field, description: refused.reason })
            .collect();
        Self::new(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message).with(|inner| inner.details = details)
    }

    /// One field that was refused.
    pub(super) fn field(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::fields(vec![Refused { field: field.into(), reason: reason.into() }])
    }

    /// Something that the request asks for exists already.
    pub(super) fn taken(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::field(field, reason).with(|inner| {
            inner.status = StatusCode::CONFLICT;
            inner.code_type = "ALREADY_EXISTS";
        })
    }

    /// The request does not fit the state that things are in.
    pub(super) fn precondition(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "FAILED_PRECONDITION", message)
    }

    /// Somebody else was faster; asking again makes sense.
    pub(super) fn raced() -> Self {
        let message = "this was changed at the same time by another request; try again";
        Self::new(StatusCode::CONFLICT, "ABORTED", message).retry_after(1)
    }

    /// What the path or a field names does not exist, or belongs to another workspace.
    pub(super) fn missing(kind: &str, id: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("this workspace has no {kind} {id}"))
    }

    /// What a field of the body names does not exist, or belongs to another workspace.
    pub(super) fn missing_field(field: impl Into<String>, kind: &str, id: impl std::fmt::Display) -> Self {
        Self::field(field, format!("names {id}, but this workspace has no such {kind}")).with(|inner| {
            inner.status = StatusCode::NOT_FOUND;
            inner.code_type = "NOT_FOUND";
        })
    }

    /// Nothing lives at this path.
    pub(super) fn not_found(uri: &Uri) -> Self {
        let message = format!(
            "nothing is served at {}; the designer is at /, the API's documents are at /-/docs",
            uri.path()
        );
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    }

    /// No token, or one that does not count.
    pub(super) fn unauthenticated(reason: &'static str, message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message).because(reason)
    }

    /// What went wrong is ours; the log has it under the request's id.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        let mut causes = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            causes = format!("{causes}: {cause}");
            source = cause.source();
        }
        tracing::error!(error = causes, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL",
            "something went wrong on the server; the request's id (header x-request-id) finds it in the log",
        )
    }

    /// Whether it is about this field.
    pub(super) fn violations_of(&self, name: &str) -> bool {
        self.0.details.iter().any(|detail| matches!(detail, Detail::Field { field, .. } if field == name))
    }

    /// The facts about it, as clients see them.
    #[cfg(test)]
    pub(super) fn violations(&self) -> Vec<Value> {
        self.0.details.iter().map(|detail| json!(detail)).collect()
    }

    /// The same with another status and code.
    pub(super) fn with_status(self, status: StatusCode, code_type: &'static str) -> Self {
        self.with(|inner| {
            inner.status = status;
            inner.code_type = code_type;
        })
    }

    /// Whether the same request may succeed when it is made again.
    pub(super) fn is_aborted(&self) -> bool {
        self.0.code_type == "ABORTED"
    }

    /// The status that it is answered with.
    pub(super) fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The body in a dialect.
    pub(super) fn body(&self, dialect: Dialect) -> Value {
        let mut body =
            json!({ "code": self.0.status.as_u16(), "message": self.0.message, "details": self.0.details });
        body[dialect.field("codeType")] = Value::from(self.0.code_type);
        body
    }

    fn answer(&self, dialect: Dialect, as_problem: bool) -> Response {
        let mut body = self.body(dialect);
        let mut headers = HeaderMap::new();
        if as_problem {
            // RFC 9457; the members of our own are kept as extensions.
            body["type"] = Value::from("about:blank");
            body["title"] = Value::from(self.0.status.canonical_reason().unwrap_or("Error"));
            body["status"] = Value::from(self.0.status.as_u16());
            body["detail"] = Value::from(self.0.message.as_str());
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        }
        if let Some(seconds) = self.0.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let mut response = (self.0.status, Json(body)).into_response();
        response.headers_mut().extend(headers);
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.answer(Dialect::Guide, false)
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        Self::fields(vec![refused])
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => {
                tracing::warn!(error = %error, "the database does not answer");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "UNAVAILABLE",
                    "the database does not answer; try again shortly",
                )
                .retry_after(2)
            }
            StoreError::Conflict(_) => Self::raced(),
            _ => Self::internal(&error),
        }
    }
}

/// Writes errors in the dialect of the request, as `application/problem+json` where `Accept` asks for that.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let dialect = Dialect::of(&parts);
    let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let as_problem = accept.contains("application/problem+json");
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<ApiError>() {
        Some(error) if as_problem || dialect == Dialect::Sdk => {
            let mut spoken = error.answer(dialect, as_problem);
            for (name, value) in response.headers() {
                spoken.headers_mut().entry(name).or_insert_with(|| value.clone());
            }
            spoken
        }
        _ => response,
    }
}

/// Answers a known path that was asked with the wrong method; axum adds `Allow`.
pub(super) async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let message =
        format!("{} does not answer {method}; the Allow header lists the methods it does", uri.path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
}
