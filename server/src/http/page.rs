//! The designer page: the files of `web-demo/dist`, embedded when the server is built.
//!
//! Files beside which the build put `NAME.br` or `NAME.gz` go out compressed to clients that accept it.
//! Bundled files carry a content hash in their name and may be kept for ever; all others are revalidated.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use super::error::{self, ApiError};
use crate::state::AppState;

#[derive(Embed)]
#[folder = "../web-demo/dist"]
#[allow_missing = true]
struct Dist;

/// Folder into which the page's bundler writes files whose names carry a hash of their content.
const HASHED: &str = "assets/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";
const NOT_BUILT: &str = "This server was built without the designer page.\nRun `make demo`, then build the server again (`make run` does both).\n";

/// The files of the designer page by path, ready to be sent.
#[derive(Debug, Default)]
pub struct Page {
    files: BTreeMap<String, File>,
}

#[derive(Debug)]
struct File {
    content_type: String,
    cache_control: &'static str,
    plain: Variant,
    brotli: Option<Variant>,
    gzip: Option<Variant>,
}

#[derive(Debug)]
struct Variant {
    bytes: Bytes,
    etag: String,
}

impl Page {
    /// The page that was embedded at build time; empty when it had not been built by then.
    #[must_use]
    pub fn embedded() -> Self {
        Self::from_files(Dist::iter().filter_map(|name| Some((name.clone(), Dist::get(&name)?.data))))
    }

    /// A page of these files: path below `/`, content.
    pub fn from_files<N: Into<String>>(files: impl IntoIterator<Item = (N, Cow<'static, [u8]>)>) -> Self {
        let mut variants: BTreeMap<String, Variant> =
            files.into_iter().map(|(name, content)| (name.into(), Variant::new(content))).collect();
        let mut page = Self::default();
        // In the order of names a file comes before its compressed forms, which leave the queue with it.
        while let Some((name, plain)) = variants.pop_first() {
            let file = File {
                content_type: content_type(&name),
                cache_control: if name.starts_with(HASHED) { FOR_EVER } else { REVALIDATE },
                plain,
                brotli: variants.remove(&format!("{name}.br")),
                gzip: variants.remove(&format!("{name}.gz")),
            };
            page.files.insert(name, file);
        }
        page
    }

    /// Whether there is a page to serve.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.files.contains_key("index.html")
    }
}

impl Variant {
    fn new(content: Cow<'static, [u8]>) -> Self {
        let mut etag = String::from("\"");
        for byte in &Sha256::digest(&content)[..12] {
            // Writing to a String cannot fail.
            let _ = write!(etag, "{byte:02x}");
        }
        etag.push('"');
        let bytes = match content {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Self { bytes, etag }
    }
}

impl File {
    /// The smallest form that the client takes, with its `Content-Encoding`.
    fn choose(&self, accepted: &str) -> (&Variant, Option<&'static str>) {
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts(accepted, "gzip") => (gzip, Some("gzip")),
            _ => (&self.plain, None),
        }
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let header = |name| request.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (variant, encoding) = self.choose(header(ACCEPT_ENCODING));
        let cached = [
            (ETAG, variant.etag.as_str()),
            (CACHE_CONTROL, self.cache_control),
            (VARY, ACCEPT_ENCODING.as_str()),
        ];
        if names_etag(header(IF_NONE_MATCH), &variant.etag) {
            return (StatusCode::NOT_MODIFIED, cached).into_response();
        }
        let described = [(CONTENT_TYPE, self.content_type.as_str())];
        let encoded = encoding.map(|name| [(CONTENT_ENCODING, name)]);
        (cached, described, encoded, variant.bytes.clone()).into_response()
    }
}

/// Whether `Accept-Encoding` lists this coding with a weight above zero.
pub(super) fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|q| q > 0.0)
    })
}

/// Whether `If-None-Match` names this entity tag (compared weakly, as RFC 9110 asks for).
pub(super) fn names_etag(header: &str, etag: &str) -> bool {
    header.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

fn content_type(name: &str) -> String {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let textual = mime.type_() == "text" || mime.subtype() == "javascript" || mime.subtype() == "json";
    if textual { format!("{mime}; charset=utf-8") } else { mime.to_string() }
}

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/", get(index))
}

async fn index(State(state): State<AppState>, request: HeaderMap) -> Response {
    match state.page.files.get("index.html") {
        Some(index) => index.answer(&request),
        None => (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")], NOT_BUILT).into_response(),
    }
}

/// A file of the page, for every path that nothing else answers.
pub(super) async fn file(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    request: HeaderMap,
) -> Response {
    match state.page.files.get(uri.path().trim_start_matches('/')) {
        Some(file) if matches!(method, Method::GET | Method::HEAD) => file.answer(&request),
        Some(_) => ([(ALLOW, "GET,HEAD")], error::method_not_allowed(method, uri).await).into_response(),
        None => ApiError::not_found(&uri).into_response(),
    }
}

/// Nothing is served at a path of the API.
pub(super) async fn not_found(OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::not_found(&uri)
}
