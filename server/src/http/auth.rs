//! Who asks: bearer tokens, and how much each may ask.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;

use super::dialect::Dialect;
use super::error::ApiError;
use crate::app::tokens::Refusal;
use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::state::AppState;

/// Length of a window, in seconds: limits are per minute and reset when it ends.
const WINDOW: i64 = 60;
/// Most owners whose windows are kept; beyond that windows that have ended are thrown out.
const OWNERS: usize = 10_000;

/// Whoever asks, as their token says: handlers see only what belongs to this workspace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    /// The workspace that the token opens.
    pub(super) workspace: WorkspaceId,
    /// The token.
    pub(super) token: TokenId,
    /// How the answer is written.
    pub(super) dialect: Dialect,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Set by `admit`, which stands before every route that asks for a caller.
        parts.extensions.get::<Self>().copied().ok_or_else(missing_token)
    }
}

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Token(TokenId),
    Address(Option<IpAddr>),
}

impl Owner {
    /// Whoever asks from this address.
    fn address(state: &AppState, parts: &Parts) -> Self {
        Self::Address(client_address(parts, &state.config.server.trusted_proxies))
    }
}

/// Requests of this minute, by owner.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<HashMap<Owner, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    /// When it ends, in seconds since 1970.
    ends: i64,
    used: u32,
}

/// What is left to an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quota {
    limit: u32,
    used: u32,
    /// When the window ends, in seconds since 1970, and in how many.
    ends: i64,
    ends_in: i64,
}

impl Limiter {
    fn count(&self, owner: Owner, limit: u32, now: Timestamp) -> Quota {
        let now = now.as_seconds();
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= OWNERS {
            windows.retain(|_, window| window.ends > now);
        }
        let window = windows.entry(owner).or_insert(Window { ends: now + WINDOW, used: 0 });
        if window.ends <= now {
            *window = Window { ends: now + WINDOW, used: 0 };
        }
        window.used = window.used.saturating_add(1);
        Quota { limit, used: window.used, ends: window.ends, ends_in: window.ends - now }
    }
}

impl Quota {
    fn is_exceeded(self) -> bool {
        self.used > self.limit
    }

    /// The three families of headers that clients look for: the IETF's drafts, new and old, and the customary `X-` ones,
    /// whose reset is a Unix time.
    fn headers(self, policy: &str) -> HeaderMap {
        let left = self.limit.saturating_sub(self.used);
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        set("ratelimit-policy", format!("\"{policy}\";q={};w={WINDOW}", self.limit));
        set("ratelimit", format!("\"{policy}\";r={left};t={}", self.ends_in));
        for family in [
            ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
            ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
        ] {
            set(family[0], self.limit.to_string());
            set(family[1], left.to_string());
            set(family[2], if family[2].starts_with("x-") { self.ends } else { self.ends_in }.to_string());
        }
        headers
    }
}

/// Lets requests with a good token through, as many as the limit allows; the headers tell what is left.
pub(super) async fn admit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let checked = check(&state, &parts).await;
    let owner =
        checked.as_ref().map_or_else(|_| Owner::address(&state, &parts), |caller| Owner::Token(caller.token));
    let answer = async {
        match checked {
            Ok(caller) => {
                parts.extensions.insert(caller);
                next.run(Request::from_parts(parts, body)).await
            }
            Err(error) => error.into_response(),
        }
    };
    limited(&state, owner, answer).await
}

/// Lets anyone through, with a token or without, as often as the limit of their address allows.
pub(super) async fn admit_anyone(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let owner = Owner::address(&state, &parts);
    limited(&state, owner, next.run(Request::from_parts(parts, body))).await
}

/// The answer, or a refusal when the owner has asked too often; either tells what is left.
async fn limited(state: &AppState, owner: Owner, answer: impl Future<Output = Response>) -> Response {
    let limits = &state.config.limits;
    let (limit, policy) = match owner {
        Owner::Token(_) => (limits.token_per_minute, "token"),
        Owner::Address(_) => (limits.address_per_minute, "address"),
    };
    let quota = state.limiter.count(owner, limit, state.clock.now());
    let mut response = if quota.is_exceeded() {
        let message =
            format!("more than {limit} requests in a minute; the next minute begins in {} s", quota.ends_in);
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", message)
            .retry_after(u64::try_from(quota.ends_in).unwrap_or(1).max(1))
            .into_response()
    } else {
        answer.await
    };
    response.headers_mut().extend(quota.headers(policy));
    response
}

async fn check(state: &AppState, parts: &Parts) -> Result<Caller, ApiError> {
    let header = parts.headers.get(AUTHORIZATION).ok_or_else(missing_token)?;
    let text = header.to_str().unwrap_or_default();
    let token = text
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let token = token.ok_or_else(missing_token)?;
    let verified =
        state.tokens.check(&state.store, &state.keys, &state.clock, token).await.map_err(|refusal| {
            match refusal {
                Refusal::Invalid => ApiError::unauthenticated(
                    "TOKEN_INVALID",
                    "this token was not issued by this server, or is damaged",
                ),
                Refusal::Revoked => {
                    ApiError::unauthenticated("TOKEN_REVOKED", "this token was revoked; make another")
                }
                Refusal::Store(error) => error.into(),
            }
        })?;
    Ok(Caller { workspace: verified.workspace, token: verified.id, dialect: Dialect::of(parts) })
}

fn missing_token() -> ApiError {
    ApiError::unauthenticated("TOKEN_MISSING", "send a workspace token in the header Authorization: Bearer …")
}

/// Where a request came from. A proxy's `X-Forwarded-For` counts when the proxy is trusted: the last address in it that is
/// not itself a trusted proxy's.
pub(super) fn client_address(parts: &Parts, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical())?;
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<IpAddr> =
        forwarded.flat_map(|list| list.split(',')).filter_map(|part| part.trim().parse().ok()).collect();
    Some(addresses.iter().rev().find(|address| !is_trusted(address)).copied().unwrap_or(peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_a_minute() {
        let limiter = Limiter::default();
        let owner = Owner::Address(None);
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1000);
        assert!(!limiter.count(owner, 2, at(0)).is_exceeded());
        assert_eq!(limiter.count(owner, 2, at(10)), Quota { limit: 2, used: 2, ends: 60, ends_in: 50 });
        assert!(limiter.count(owner, 2, at(59)).is_exceeded());
        assert!(!limiter.count(Owner::Address("::1".parse().ok()), 2, at(59)).is_exceeded(), "another owner");
        assert!(!limiter.count(owner, 2, at(60)).is_exceeded());
    }

    #[test]
    fn headers_tell_what_is_left_in_three_families() {
        let headers = Quota { limit: 1000, used: 2, ends: 1_700_000_060, ends_in: 41 }.headers("token");
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(header("ratelimit-policy"), "\"token\";q=1000;w=60");
        assert_eq!(header("ratelimit"), "\"token\";r=998;t=41");
        assert_eq!((header("ratelimit-remaining"), header("ratelimit-reset")), ("998", "41"));
        assert_eq!((header("x-ratelimit-limit"), header("x-ratelimit-reset")), ("1000", "1700000060"));
    }

    #[test]
    fn forwarded_addresses_count_from_trusted_proxies_only() {
        let parts = |peer: &str, forwarded: &str| {
            let mut request = Request::new(axum::body::Body::empty());
            request.headers_mut().insert("x-forwarded-for", HeaderValue::from_str(forwarded).unwrap());
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
            request.into_parts().0
        };
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let address =
            |peer, forwarded| client_address(&parts(peer, forwarded), &trusted).unwrap().to_string();
        assert_eq!(address("203.0.113.9", "198.51.100.1"), "203.0.113.9", "not a proxy of ours");
        assert_eq!(address("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(
            address("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2"),
            "198.51.100.1",
            "what a client adds itself"
        );
        assert_eq!(address("10.0.0.1", "garbage"), "10.0.0.1");
    }
}
