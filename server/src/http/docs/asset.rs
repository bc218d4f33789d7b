//! A file of the docs, kept in its compressed form.

use std::fmt::Write as _;
use std::io::Write as _;

use axum::body::Bytes;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::http::page;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

pub(super) struct Asset {
    /// The content's hash, which names its version.
    pub(super) hash: String,
    content_type: &'static str,
    /// None when compressing failed, which only a lack of memory could cause.
    gzip: Option<Bytes>,
    /// The content itself, for the few who take no gzip: made anew for each, and not kept.
    plain: fn() -> Vec<u8>,
}

impl Asset {
    pub(super) fn new(content_type: &'static str, plain: fn() -> Vec<u8>) -> Self {
        let content = plain();
        let mut hash = String::new();
        for byte in &Sha256::digest(&content)[..8] {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self { hash, content_type, gzip: gzip(&content), plain }
    }

    /// The file, as small as the client takes it. It may be kept for ever when it was asked for by its version.
    pub(super) fn answer(&self, version: Option<&str>, request: &HeaderMap) -> Response {
        let header = |name| request.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let gzip = self.gzip.as_ref().filter(|_| page::accepts(header(ACCEPT_ENCODING), "gzip"));
        let etag = format!("\"{}{}\"", self.hash, if gzip.is_some() { "-gzip" } else { "" });
        let lasting = if version == Some(self.hash.as_str()) { FOR_EVER } else { REVALIDATE };
        let cached = [(ETAG, etag.as_str()), (CACHE_CONTROL, lasting), (VARY, ACCEPT_ENCODING.as_str())];
        if page::names_etag(header(IF_NONE_MATCH), &etag) {
            return (StatusCode::NOT_MODIFIED, cached).into_response();
        }
        let described = [(CONTENT_TYPE, self.content_type)];
        match gzip {
            Some(bytes) => (cached, described, [(CONTENT_ENCODING, "gzip")], bytes.clone()).into_response(),
            None => (cached, described, (self.plain)()).into_response(),
        }
    }
}

fn gzip(content: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
