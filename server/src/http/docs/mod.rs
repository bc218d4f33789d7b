//! The API docs at `/-/docs`: Scalar over both OpenAPI documents, served whole from this binary.
//!
//! The crate brings Scalar as one script of 5 MB. It is hashed and compressed when somebody opens the docs for the
//! first time (about a fifth of a second), and 1.4 MB of it stay in memory from then on.

mod asset;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{OriginalUri, Path};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use asset::Asset;

use crate::http::error::ApiError;
use crate::state::AppState;

/// Scalar styles elements as it draws them, and its own style sheet comes inside the script; everything else is from
/// here. Requests that readers try out go to this server alone. Scalar asks once whether it may evaluate text as code,
/// and does without.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// The files that the page asks for, compressed once.
struct Files {
    scalar: Asset,
    start: Asset,
    theme: Asset,
    page: String,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let scalar = Asset::new("text/javascript; charset=utf-8", scalar_script);
    let start = Asset::new("text/javascript; charset=utf-8", || include_bytes!("start.js").to_vec());
    let theme = Asset::new("text/css; charset=utf-8", || include_bytes!("theme.css").to_vec());
    let page =
        format!(include_str!("page.html"), scalar = scalar.hash, start = start.hash, theme = theme.hash);
    Files { scalar, start, theme, page }
});

/// Part of the crate, so it is never missing; a test says so.
fn scalar_script() -> Vec<u8> {
    scalar_api_reference::get_asset("scalar.js").unwrap_or_default()
}

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/-/docs", get(page)).route("/-/docs/{file}", get(file))
}

/// The files; made on a thread that may be busy for a while.
async fn files() -> &'static Files {
    // Should that thread be gone, the server is stopping; then the work is done here.
    tokio::task::spawn_blocking(|| &*FILES).await.unwrap_or_else(|_| &*FILES)
}

async fn page() -> Response {
    let headers = [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-cache")];
    (headers, Html(files().await.page.as_str())).into_response()
}

async fn file(Path(name): Path<String>, OriginalUri(uri): OriginalUri, request: HeaderMap) -> Response {
    let files = files().await;
    let asset = match name.as_str() {
        "scalar.js" => &files.scalar,
        "start.js" => &files.start,
        "theme.css" => &files.theme,
        _ => return ApiError::not_found(&uri).into_response(),
    };
    asset.answer(version(&uri), &request)
}

/// Value of the parameter `v`.
fn version(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("v="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
    use axum::http::{HeaderName, StatusCode};

    async fn ask(uri: &str, headers: &[(HeaderName, &str)]) -> Response {
        let uri: Uri = uri.parse().unwrap();
        let name = uri.path().rsplit('/').next().unwrap().to_owned();
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        file(Path(name), OriginalUri(uri), headers).await
    }

    fn header(response: &Response, name: HeaderName) -> String {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[tokio::test]
    async fn the_page_names_its_files_by_content_and_allows_no_other_host() {
        let response = page().await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, CONTENT_SECURITY_POLICY), POLICY);
        assert!(!POLICY.contains("http") && !POLICY.contains('*') && !POLICY.contains("unsafe-eval"));
        let html =
            String::from_utf8(to_bytes(response.into_body(), 100_000).await.unwrap().to_vec()).unwrap();
        for name in ["scalar.js", "start.js", "theme.css"] {
            let at = html.find(&format!("/-/docs/{name}?v=")).unwrap();
            let uri = html[at..].split('"').next().unwrap();
            let response = ask(uri, &[]).await;
            assert_eq!(header(&response, CACHE_CONTROL), "public, max-age=31536000, immutable", "{uri}");
        }
    }

    #[tokio::test]
    async fn the_script_goes_out_compressed_and_is_revalidated() {
        let response = ask("/-/docs/scalar.js", &[(ACCEPT_ENCODING, "gzip, br")]).await;
        assert_eq!(header(&response, CONTENT_ENCODING), "gzip");
        assert_eq!(header(&response, CACHE_CONTROL), "no-cache", "asked without its version");
        let etag = header(&response, ETAG);
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        let plain = ask("/-/docs/scalar.js", &[(ACCEPT_ENCODING, "identity")]).await;
        assert_eq!(header(&plain, CONTENT_ENCODING), "");
        assert_ne!(header(&plain, ETAG), etag);
        let plain = to_bytes(plain.into_body(), 10_000_000).await.unwrap();
        assert!(plain.len() > 1_000_000 && bytes.len() * 3 < plain.len(), "{} {}", bytes.len(), plain.len());
        let mut decoder = flate2::read::GzDecoder::new(&bytes[..]);
        let mut decoded = Vec::new();
        std::io::Read::read_to_end(&mut decoder, &mut decoded).unwrap();
        assert!(decoded == plain, "the compressed form is another script");

        let again = [(ACCEPT_ENCODING, "gzip"), (IF_NONE_MATCH, etag.as_str())];
        assert_eq!(ask("/-/docs/scalar.js", &again).await.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("/-/docs/other.js", &[]).await.status(), StatusCode::NOT_FOUND);
    }
}
