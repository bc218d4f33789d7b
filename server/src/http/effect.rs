//! Changes and what is kept beside them in their own transaction: an entry of the audit log, and the answer to a request
//! that came with an `Idempotency-Key`.
//!
//! ```text
//! run: key given? ─▶ claimed: the request runs, its effect and its answer are committed together (Effect::commit)
//!                 ├▶ running: 409          ├▶ other request: 422
//!                 └▶ done: the answer that was kept, with Idempotent-Replayed: true
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::header::{HeaderName, HeaderValue, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::auth::{Caller, address_key, client_address};
use super::body;
use super::dialect::{Dialect, SDK_PREFIX};
use super::error::ApiError;
use crate::domain::audit::Entry;
use crate::domain::id::AuditId;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::idempotency::{Answer, Claim, Claimed};

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Longest key, in characters.
const LONGEST: usize = 255;
/// How long a request may run until it is taken for dead.
const LEASE: Duration = Duration::from_mins(1);
/// Seconds after which a request that still runs is worth asking for again.
const ASK_AGAIN: u64 = 1;

/// What belongs to the change that a request makes.
#[derive(Debug, Clone)]
pub(super) struct Effect(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: AppState,
    caller: Option<Caller>,
    dialect: Dialect,
    operation: String,
    request: Option<String>,
    claim: Option<Claim>,
    /// Whether the claim has its answer.
    settled: AtomicBool,
}

impl<S: Send + Sync> FromRequestParts<S> for Effect {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Set by `run`, which stands before every route.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ApiError::internal(&std::fmt::Error))
    }
}

impl Effect {
    /// Begins the transaction of the change.
    pub(super) async fn begin(&self) -> Result<Tx, ApiError> {
        Ok(self.0.state.store.begin().await?)
    }

    /// Commits the change of `object` together with its answer.
    pub(super) async fn reply(
        self,
        tx: Tx,
        object: impl ToString,
        answer: &impl Serialize,
    ) -> Result<Response, ApiError> {
        let write = |dialect: Dialect| dialect.write(answer).map_err(|error| ApiError::internal(&error));
        self.commit(tx, object, StatusCode::OK, &[], write).await
    }

    /// Commits the change of `object` and answers with what is shown once: of it nothing is kept but that it was shown.
    pub(super) async fn secret(
        self,
        tx: Tx,
        object: impl ToString,
        answer: &impl Serialize,
    ) -> Result<Response, ApiError> {
        let shown = self.0.dialect.write(answer).map_err(|error| ApiError::internal(&error))?;
        let again = ApiError::new(
            StatusCode::CONFLICT,
            "ALREADY_EXISTS",
            "this was done, and its answer was shown once; it is kept nowhere",
        )
        .because("SECRET_SHOWN_ONCE");
        let kept = |dialect: Dialect| Ok(again.body(dialect));
        self.commit(tx, object, StatusCode::CONFLICT, &[], kept).await?;
        Ok(answered(StatusCode::OK, shown))
    }

    /// Commits the change of `object` together with its answer, which `write` gives in either dialect.
    pub(super) async fn commit(
        self,
        mut tx: Tx,
        object: impl ToString,
        status: StatusCode,
        headers: &[(&str, String)],
        write: impl Fn(Dialect) -> Result<Value, ApiError>,
    ) -> Result<Response, ApiError> {
        let inner = &*self.0;
        if let Some(caller) = &inner.caller {
            let now = inner.state.clock.now();
            let entry = Entry {
                id: AuditId::new(now),
                token: caller.token,
                operation: inner.operation.clone(),
                object: Some(object.to_string()),
                request: inner.request.clone(),
                network: None,
                at: now,
            };
            tx.write_audit(caller.workspace, &entry).await?;
        }
        let body = write(inner.dialect)?;
        let headers: BTreeMap<&str, &str> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if let Some(claim) = &inner.claim {
            let answer = Answer {
                status: i64::from(status.as_u16()),
                headers: text(&headers),
                guide_body: text(&write(Dialect::Guide)?),
                sdk_body: text(&write(Dialect::Sdk)?),
            };
            if !tx.keep_answer(claim, &answer).await? {
                return Err(running());
            }
        }
        tx.commit().await?;
        inner.settled.store(true, Ordering::Release);
        // The change may be told of: by messages that were made in its transaction.
        inner.state.deliveries.notify_one();
        let mut response = answered(status, body);
        extend(response.headers_mut(), headers.iter().map(|(name, value)| (*name, *value)));
        Ok(response)
    }
}

/// Runs a request, once for each `Idempotency-Key`.
pub(super) async fn run(
    state: &AppState,
    caller: Option<Caller>,
    mut parts: Parts,
    body: Body,
    next: Next,
) -> Response {
    let dialect = Dialect::of(&parts);
    let claimed = if takes_keys(&parts.method) {
        claim(state, caller.as_ref(), &parts, body).await
    } else {
        Ok((None, body))
    };
    let (claim, body) = match claimed {
        Ok((Some((claim, Claimed::Mine)), body)) => (Some(claim), body),
        Ok((Some((_, Claimed::Done(answer))), _)) => return replayed(&answer, dialect),
        Ok((Some((_, Claimed::Running)), _)) => return running().into_response(),
        Ok((Some((_, Claimed::Other)), _)) => return other().into_response(),
        Ok((None, body)) => (None, body),
        Err(error) => return error.into_response(),
    };
    let header =
        |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let effect = Effect(Arc::new(Inner {
        state: state.clone(),
        caller,
        dialect,
        operation: format!("{} {}", parts.method, path.trim_start_matches(SDK_PREFIX)),
        request: header("x-request-id"),
        claim,
        settled: AtomicBool::new(false),
    }));
    parts.extensions.insert(effect.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    // Taken out before anything is waited for: bodies cannot be shared between threads.
    let (status, error) = (response.status(), response.extensions().get::<ApiError>().cloned());
    effect.settle(status, error).await;
    response
}

fn takes_keys(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// Claims the key of a request, if it has one; gives its body back.
async fn claim(
    state: &AppState,
    caller: Option<&Caller>,
    parts: &Parts,
    body: Body,
) -> Result<(Option<(Claim, Claimed)>, Body), ApiError> {
    let Some(key) = parts.headers.get(KEY) else { return Ok((None, body)) };
    let key = key.to_str().map(str::trim).unwrap_or_default();
    // A quoted string is what the draft asks for; bare keys are what clients send.
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    if !(1..=LONGEST).contains(&key.len()) || !key.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        let reason = format!("must have 1 to {LONGEST} printable ASCII characters");
        return Err(ApiError::field("Idempotency-Key", reason));
    }
    let bytes = body::read(body, body::LARGEST).await?;
    let now = state.clock.now();
    let owner = caller.map_or_else(
        || address_key(state, client_address(parts, &state.config.server.trusted_proxies)),
        |caller| caller.token.to_string(),
    );
    let claim = Claim {
        owner,
        key: key.to_owned(),
        fingerprint: fingerprint(parts, &bytes),
        holder: AuditId::new(now).to_string(),
    };
    let claimed = state.store.claim_key(&claim, now, now.after(LEASE)).await?;
    Ok((Some((claim, claimed)), Body::from(bytes)))
}

/// Tells a request from others: method, path and query without the dialect's prefix, and the body with its keys in order.
fn fingerprint(parts: &Parts, body: &Bytes) -> String {
    let uri = parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    let path = uri.path().strip_prefix(SDK_PREFIX).unwrap_or(uri.path());
    let mut hash = Sha256::new();
    for part in [parts.method.as_str(), path, uri.query().unwrap_or_default()] {
        hash.update(part);
        hash.update([0]);
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            value.sort_all_objects();
            hash.update(value.to_string());
        }
        Err(_) => hash.update(body),
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Effect {
    /// Keeps the answer to a request that changed nothing; gives its key back when the request may be made again.
    async fn settle(&self, status: StatusCode, error: Option<ApiError>) {
        let inner = &*self.0;
        let Some(claim) = inner.claim.as_ref().filter(|_| !inner.settled.load(Ordering::Acquire)) else {
            return;
        };
        let again = status.is_server_error()
            || matches!(
                status,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
            );
        let settled = match error {
            Some(error) if !again && !error.is_aborted() => self.keep(claim, &error).await,
            _ => inner.state.store.release_key(claim).await,
        };
        if let Err(error) = settled {
            tracing::warn!(%error, "an Idempotency-Key stays claimed until its lease ends");
        }
    }

    async fn keep(&self, claim: &Claim, error: &ApiError) -> Result<(), crate::store::StoreError> {
        let answer = Answer {
            status: i64::from(error.status().as_u16()),
            headers: "{}".to_owned(),
            guide_body: text(&error.body(Dialect::Guide)),
            sdk_body: text(&error.body(Dialect::Sdk)),
        };
        let mut tx = self.0.state.store.begin().await?;
        tx.keep_answer(claim, &answer).await?;
        tx.commit().await
    }
}

fn running() -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        "ABORTED",
        "a request with this Idempotency-Key is still being done; ask again for its answer",
    )
    .because("IDEMPOTENCY_KEY_IN_USE")
    .retry_after(ASK_AGAIN)
}

fn other() -> ApiError {
    ApiError::field("Idempotency-Key", "was used for another request; a new request needs a new key")
        .with_status(StatusCode::UNPROCESSABLE_ENTITY, "INVALID_ARGUMENT")
        .because("IDEMPOTENCY_KEY_REUSED")
}

/// The answer that was kept.
fn replayed(answer: &Answer, dialect: Dialect) -> Response {
    let body = match dialect {
        Dialect::Guide => &answer.guide_body,
        Dialect::Sdk => &answer.sdk_body,
    };
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    // Both were written here; a row that somebody else changed is answered as what it is.
    let (Some(status), Ok(body)) = (status, serde_json::from_str::<Value>(body)) else {
        return ApiError::internal(&std::fmt::Error).into_response();
    };
    let headers: BTreeMap<String, String> = serde_json::from_str(&answer.headers).unwrap_or_default();
    let mut response = answered(status, body);
    extend(response.headers_mut(), headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn answered(status: StatusCode, body: Value) -> Response {
    (status, [(VARY, HeaderValue::from_static("user-agent, accept"))], Json(body)).into_response()
}

fn extend<'a>(headers: &mut HeaderMap, more: impl Iterator<Item = (&'a str, &'a str)>) {
    for (name, value) in more {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
}

fn text(value: &impl Serialize) -> String {
    // Values and maps with text keys: writing them cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}
