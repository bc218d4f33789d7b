//! Request bodies: JSON in either spelling, checked by hand, refused with the caller's own words.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::dialect::{Dialect, Refused};
use super::error::ApiError;

/// Largest body of an operation, in bytes; layers of routes set another.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyLimit(pub(super) usize);

impl Default for BodyLimit {
    fn default() -> Self {
        Self(1_000_000)
    }
}

/// Largest body of operations that take a file or many links, in bytes.
pub(super) const LARGE: usize = 5_000_000;
/// Largest body of operations that take two pictures, in bytes.
pub(super) const PICTURES: usize = 9_000_000;
/// Largest body of any operation, in bytes.
pub(super) const LARGEST: usize = PICTURES;
/// How much of a body that is too large is read all the same, in bytes.
const DRAINED: usize = 16_000_000;

/// A request body that was read as `T`.
#[derive(Debug)]
pub(super) struct Body<T> {
    /// What was read.
    pub(super) value: T,
    /// Collects what is wrong with it.
    pub(super) check: Check,
}

/// Collects the fields of a body that are refused, so that a caller hears of all of them at once.
#[derive(Debug)]
pub(super) struct Check {
    dialect: Dialect,
    body: Value,
    /// Where in the body the fields stand that are checked now, such as `links[3].`; empty at its root.
    place: String,
    refused: Vec<Refused>,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let dialect = Dialect::of(&parts);
        let kind = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("application/json");
        if !is_json(kind) {
            let message =
                format!("the body is {kind}; send JSON with the header content-type: application/json");
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
        }
        let BodyLimit(limit) = parts.extensions.get().copied().unwrap_or_default();
        let bytes = read(body, limit).await?;
        // No body at all means an empty object, for operations that need nothing.
        let bytes = if bytes.is_empty() { Bytes::from_static(b"{}") } else { bytes };
        let body: Value = serde_json::from_slice(&bytes).map_err(|error| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "INVALID_ARGUMENT",
                format!("the body is no JSON: {error}"),
            )
        })?;
        if let Some(place) = nul(&body) {
            // No database keeps it in a text.
            return Err(ApiError::field(place, "contains the character NUL"));
        }
        let value = dialect.read(&body)?;
        Ok(Self { value, check: Check { dialect, body, place: String::new(), refused: Vec::new() } })
    }
}

/// The body, at most `limit` bytes of it. More is read to its end and thrown away, up to [`DRAINED`]: a client that is
/// still sending does not hear an answer, only a connection that breaks.
pub(super) async fn read(mut body: axum::body::Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut kept = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let broken = |_| {
            ApiError::new(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", "the body broke off before its end")
        };
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        length += data.len();
        if length <= limit {
            kept.extend_from_slice(&data);
        } else if length > DRAINED {
            break;
        }
    }
    if length > limit {
        let message = format!("the body is larger than this operation takes ({} MB)", limit / 1_000_000);
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message));
    }
    Ok(kept.freeze())
}

/// Where in a body the character NUL stands.
fn nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            let found = items.iter().enumerate().find_map(|(index, item)| Some((index, nul(item)?)));
            found.map(|(index, rest)| joined(&format!("[{index}]"), &rest))
        }
        Value::Object(entries) => entries.iter().find_map(|(key, value)| {
            let inside = if key.contains('\0') { Some(String::new()) } else { nul(value) };
            inside.map(|rest| joined(key, &rest))
        }),
        _ => None,
    }
}

fn joined(place: &str, rest: &str) -> String {
    let dot = if rest.is_empty() || rest.starts_with('[') { "" } else { "." };
    format!("{place}{dot}{rest}")
}

/// The body of an operation that needs none.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(super) struct Nothing {}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

impl Check {
    /// Checks of what was read by other means.
    pub(super) fn new(dialect: Dialect, body: Value) -> Self {
        Self { dialect, body, place: String::new(), refused: Vec::new() }
    }

    /// The path of a field as the caller spells it.
    pub(super) fn spell(&self, path: &str) -> String {
        self.dialect.spell(&format!("{}{path}", self.place), &self.body)
    }

    /// From here on fields stand at this place of the body, such as `links[3].`.
    pub(super) fn enter(&mut self, place: String) {
        self.place = place;
    }

    /// Refuses a field, given by its path in the SDKs' spelling: `reason` follows the path in a sentence.
    pub(super) fn refuse(&mut self, path: &str, reason: impl std::fmt::Display) {
        let field = self.spell(path);
        self.refused.push(Refused { field, reason: reason.to_string() });
    }

    /// Refuses a field whose path is spelled as the caller does already.
    pub(super) fn refuse_spelled(&mut self, field: String, reason: String) {
        self.refused.push(Refused { field, reason });
    }

    /// Refuses a text that is longer than `most` characters.
    pub(super) fn length(&mut self, path: &str, text: Option<&str>, most: usize) {
        if let Some(length) = text.map(|text| text.chars().count()).filter(|length| *length > most) {
            self.refuse(path, format_args!("has {length} characters, the most are {most}"));
        }
    }

    /// Takes a value that parses, or refuses the field with the parser's reason.
    pub(super) fn parse<T, E: std::fmt::Display>(&mut self, path: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|reason| self.refuse(path, reason)).ok()
    }

    /// All is well, or everything that is not.
    pub(super) fn finish(&mut self) -> Result<(), ApiError> {
        if self.refused.is_empty() {
            Ok(())
        } else {
            Err(ApiError::fields(std::mem::take(&mut self.refused)))
        }
    }
}
