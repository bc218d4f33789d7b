//! `GET /-/m/{media}` and `PUT /-/u/{upload}`: files of the media library, out and in. What is private is opened by signed
//! address; so is every upload.

use std::ops::Range;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, Path, State};
use axum::http::header::{
    ACCEPT, ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::ApiError;
use super::images::{OPEN, check, matches};
use super::visitor_page::{Page, PageKind};
use crate::app::media::address::{FILES, UPLOADS};
use crate::app::media::{Arrived, Incoming, Problem};
use crate::domain::brand::Brand;
use crate::domain::id::{MediaId, UploadId};
use crate::domain::media::{Format, Media, Received, Upload, Visibility};
use crate::files::FilesError;
use crate::state::AppState;

/// Browsers ask each time whether it is still the same file: it may be replaced any moment.
const CACHED: &str = "no-cache";
/// Header in which the base64 of an announced SHA-256 comes, as stores of files have it.
const CHECKSUM: HeaderName = HeaderName::from_static("x-amz-checksum-sha256");
/// How long an upload may pause.
const PAUSE: Duration = Duration::from_secs(30);
/// Most that is read of a file after it was refused: a client that is still sending hears no answer.
const DRAINED: usize = 16_000_000;
/// What a name in `filename*` needs no escape for (RFC 8187, `attr-char`).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route(&format!("{FILES}{{media}}"), get(file))
        .route(&format!("{UPLOADS}{{upload}}"), axum::routing::put(receive).options(preflight))
}

/// A file, whole or a part of it.
async fn file(
    State(state): State<AppState>,
    Path(id): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let unknown = || gone(&headers, &uri);
    let Ok(id) = id.parse::<MediaId>() else { return unknown() };
    let media = state.store.media_by_address(id).await?;
    let is_public = media.as_ref().is_some_and(|media| media.label.visibility == Visibility::Public);
    if !is_public {
        // Before anything is said of it, its being there included.
        check(&state, &uri)?;
    }
    let Some(media) = media else { return unknown() };
    let tag = format!("\"{}\"", &media.file.sha256[..24]);
    let own = common(&media, &tag);
    if headers.get(IF_NONE_MATCH).is_some_and(|known| matches(known, &tag)) {
        return Ok((StatusCode::NOT_MODIFIED, OPEN, own).into_response());
    }
    let size = media.file.size;
    let Ok(range) = wanted(&headers, &tag, size) else {
        let of = [(CONTENT_RANGE, format!("bytes */{size}"))];
        return Ok((StatusCode::RANGE_NOT_SATISFIABLE, OPEN, of).into_response());
    };
    let part = range.clone().unwrap_or(0..size);
    let stream = match state.media.files.read(&media.file.key, part.clone()).await {
        Ok(stream) => stream,
        Err(FilesError::Missing) => {
            tracing::error!(media = %id, key = media.file.key, "a file of the media library is gone");
            return unknown();
        }
        Err(error) => return Err(ApiError::internal(&error)),
    };
    let length = [(CONTENT_LENGTH, (part.end - part.start).to_string())];
    let body = Body::from_stream(stream);
    Ok(match range {
        Some(part) => {
            let place = [(CONTENT_RANGE, format!("bytes {}-{}/{size}", part.start, part.end - 1))];
            (StatusCode::PARTIAL_CONTENT, OPEN, own, length, place, body).into_response()
        }
        None => (OPEN, own, length, body).into_response(),
    })
}

/// What a person is told in a browser, and a program elsewhere, of a file that is not there.
fn gone(headers: &HeaderMap, uri: &Uri) -> Result<Response, ApiError> {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") {
        return Ok(Page::Stop(PageKind::Deleted).answer(&Brand::default()));
    }
    Err(ApiError::not_found(uri))
}

/// Headers of a file, whatever of it is sent.
fn common(media: &Media, tag: &str) -> HeaderMap {
    let text = |name, value: &str| Some((name, HeaderValue::from_str(value).ok()?));
    let headers = [
        text(CONTENT_TYPE, media.file.format.as_str()),
        text(CONTENT_DISPOSITION, &disposition(&media.label.file_name)),
        text(CACHE_CONTROL, CACHED),
        text(ETAG, tag),
        text(ACCEPT_RANGES, "bytes"),
        text(CONTENT_SECURITY_POLICY, policy(media.file.format)),
    ];
    headers.into_iter().flatten().collect()
}

/// What a file may do when it is opened by itself. Pictures may be looked at, and nothing more: SVG is as it was sent.
/// Browsers show documents and films by pages of their own, which the sandbox would keep from it.
const fn policy(format: Format) -> &'static str {
    match format {
        Format::Png | Format::Jpeg | Format::Webp | Format::Svg => {
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
        }
        Format::Pdf | Format::Mp4 => {
            "default-src 'self' 'unsafe-inline' data: blob:; script-src 'none'; base-uri 'none'; form-action 'none'"
        }
    }
}

/// To be shown, under its name when it is kept.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_graphic() && !matches!(letter, '"' | '\\' | '%') || letter == ' ' {
                letter
            } else {
                '_'
            }
        })
        .collect();
    format!("inline; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN))
}

/// The part that is asked for: `None` is all of it, an error is a part that there is not. Several parts at once are
/// answered with all of it, as RFC 9110 (14.2) allows.
fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Result<Option<Range<u64>>, ()> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(RANGE) else { return Ok(None) };
    if text(IF_RANGE).is_some_and(|known| known != tag) {
        return Ok(None);
    }
    let Ok(parsed) = http_range_header::parse_range_header(range) else { return Ok(None) };
    let parts = parsed.validate(size).map_err(drop)?;
    Ok(match parts.as_slice() {
        [one] => Some(*one.start()..one.end() + 1),
        _ => None,
    })
}

/// Headers that a file has to be sent with.
pub(super) fn upload_headers(upload: &Upload) -> Vec<(String, String)> {
    let mut headers = vec![("Content-Type".to_owned(), upload.format.as_str().to_owned())];
    if let Some(checksum) = upload.sha256.as_deref().and_then(checksum) {
        headers.push((CHECKSUM.as_str().to_owned(), checksum));
    }
    headers
}

/// A hash of 64 hexadecimal digits as base64.
fn checksum(sha256: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = sha256
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    Some(STANDARD.encode(bytes?))
}

/// Pages of other origins may send files, too: whoever has the address may.
async fn preflight() -> Response {
    let allowed = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "PUT"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "content-type, x-amz-checksum-sha256"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// Takes the file of an announced upload.
async fn receive(
    State(state): State<AppState>,
    Path(id): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    mut body: Body,
) -> Response {
    let received = take(&state, &id, &uri, &headers, &mut body).await;
    let mut response = match received {
        Ok(tag) => (StatusCode::OK, [(ETAG, tag)]).into_response(),
        Err(error) => {
            drain(body).await;
            error.into_response()
        }
    };
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

async fn take(
    state: &AppState,
    id: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<String, ApiError> {
    check(state, uri)?;
    let unknown = || ApiError::not_found(uri);
    let id: UploadId = id.parse().map_err(|_| unknown())?;
    let upload = state.store.upload_by_address(id, state.clock.now()).await?.ok_or_else(unknown)?;
    check_headers(&upload, headers)?;
    let mut incoming = state.media.begin(Some(upload.size)).await.map_err(failed)?;
    if let Err(error) = pour(body, &mut incoming).await {
        incoming.abandon().await;
        return Err(error);
    }
    let arrived = incoming.finish().await.map_err(failed)?;
    match keep(state, &upload, &arrived).await {
        Ok(()) => Ok(format!("\"{}\"", &arrived.sha256[..24])),
        Err(error) => {
            state.media.discard(&arrived.key).await;
            Err(error)
        }
    }
}

/// Whether a file is sent as it was announced, as far as can be told before it came.
fn check_headers(upload: &Upload, headers: &HeaderMap) -> Result<(), ApiError> {
    for (name, value) in upload_headers(upload) {
        let given = headers.get(name.as_str()).and_then(|given| given.to_str().ok());
        if given != Some(value.as_str()) {
            let given = given.unwrap_or("missing");
            return Err(ApiError::field(name, format!("is {given}; this upload was announced with {value}")));
        }
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length != upload.size) {
        let reason = format!(
            "is {}; this upload was announced with {} bytes",
            length.unwrap_or_default(),
            upload.size
        );
        return Err(ApiError::field("Content-Length", reason));
    }
    Ok(())
}

/// Lets a body flow in.
async fn pour(body: &mut Body, incoming: &mut Incoming) -> Result<(), ApiError> {
    let broken = |message: &str| ApiError::new(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message);
    loop {
        let frame = tokio::time::timeout(PAUSE, body.frame()).await;
        let Ok(frame) = frame else {
            return Err(broken("nothing of the file came for half a minute; send it again")
                .with_status(StatusCode::REQUEST_TIMEOUT, "DEADLINE_EXCEEDED"));
        };
        let Some(frame) = frame else { return Ok(()) };
        let frame = frame.map_err(|_| broken("the file broke off before its end; send it again"))?;
        if let Ok(data) = frame.into_data() {
            incoming.put(data).await.map_err(failed)?;
        }
    }
}

/// Notes what came, in the place of what came before.
async fn keep(state: &AppState, upload: &Upload, arrived: &Arrived) -> Result<(), ApiError> {
    if arrived.size != upload.size {
        let message =
            format!("{} bytes came, but {} were announced; send the file again", arrived.size, upload.size);
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message));
    }
    if upload.sha256.as_ref().is_some_and(|announced| *announced != arrived.sha256) {
        let message = format!(
            "the file's SHA-256 is {}, which is not the one that was announced; send it again",
            arrived.sha256
        );
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", message));
    }
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let Some(upload) = tx.lock_upload(upload.workspace, upload.id, now).await? else {
        return Err(ApiError::precondition("this upload was completed or given up meanwhile"));
    };
    if let Some(before) = &upload.received {
        tx.leave_file(&before.key, now).await?;
    }
    let Arrived { key, sha256, format, .. } = arrived.clone();
    tx.note_received(upload.id, &Received { key, sha256, format }).await?;
    tx.commit().await?;
    state.media.sweep_soon();
    Ok(())
}

/// What the sender is told when a file could not be taken.
fn failed(problem: Problem) -> ApiError {
    match problem {
        Problem::TooLarge(most, _) => ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PAYLOAD_TOO_LARGE",
            format!("the file has more than the {most} bytes that were announced"),
        ),
        Problem::Store(error) => error.into(),
        Problem::Files(error) => ApiError::internal(&error),
        other => ApiError::new(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", format!("the file {other}")),
    }
}

/// Reads what is still being sent, up to a bound.
async fn drain(mut body: Body) {
    let mut length = 0;
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            length += frame.data_ref().map_or(0, bytes::Bytes::len);
            if length > DRAINED {
                break;
            }
        }
    };
    // Whoever sends nothing more waits for the answer.
    let _ = tokio::time::timeout(Duration::from_secs(5), reading).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(range: &str, if_range: Option<&str>) -> Result<Option<Range<u64>>, ()> {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, range.parse().unwrap());
        if let Some(tag) = if_range {
            headers.insert(IF_RANGE, tag.parse().unwrap());
        }
        wanted(&headers, "\"a\"", 100)
    }

    #[test]
    fn parts_are_those_that_there_are() {
        assert_eq!(part("bytes=0-9", None), Ok(Some(0..10)));
        assert_eq!(part("bytes=90-", None), Ok(Some(90..100)));
        assert_eq!(part("bytes=-5", None), Ok(Some(95..100)));
        assert_eq!(part("bytes=0-9, 20-29", None), Ok(None), "several at once");
        assert_eq!(part("lines=1-2", None), Ok(None), "another unit");
        assert_eq!(part("bytes=100-", None), Err(()));
        assert_eq!(part("bytes=0-9", Some("\"a\"")), Ok(Some(0..10)));
        assert_eq!(part("bytes=0-9", Some("\"b\"")), Ok(None), "of another file than this");
    }

    #[test]
    fn names_are_safe_in_headers() {
        assert_eq!(
            disposition("a\"b\\ü.pdf"),
            "inline; filename=\"a_b__.pdf\"; filename*=UTF-8''a%22b%5C%C3%BC.pdf"
        );
        assert!(HeaderValue::from_str(&disposition("菜单 \u{7f}.pdf")).is_ok());
    }

    #[test]
    fn checksums_are_as_stores_have_them() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(checksum(empty).as_deref(), Some("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    }
}
