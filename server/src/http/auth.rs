//! Who asks: bearer tokens, what they open, and how much each may ask.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;

use super::access::{self, Rule};
use super::dialect::Dialect;
use super::effect;
use super::error::ApiError;
use crate::app::limits::{Quota, WINDOW};
use crate::app::tokens::{Refusal, Use};
use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::scope::KeyType;
use crate::state::AppState;
use crate::store::tokens::Token;

/// Whoever asks, as their token says: handlers see only what belongs to this workspace.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// The workspace that the token opens.
    pub(super) workspace: WorkspaceId,
    /// The token's id.
    pub(super) token: TokenId,
    /// The token and what it opens.
    pub(super) kept: Arc<Token>,
    /// How the answer is written.
    pub(super) dialect: Dialect,
}

impl Caller {
    /// Whether it is a page in somebody's browser, with a key that everybody can read.
    pub(super) fn is_page(&self) -> bool {
        self.kept.grant.key_type == KeyType::Publishable
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Set by `admit`, which stands before every route that asks for a caller.
        parts.extensions.get::<Self>().cloned().ok_or_else(missing_token)
    }
}

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Owner {
    Token(TokenId),
    /// By a keyed hash: addresses are not kept.
    Address(String),
}

impl Owner {
    /// Whoever asks from this address.
    fn address(state: &AppState, parts: &Parts) -> Self {
        let address = client_address(parts, &state.config.server.trusted_proxies);
        Self::Address(address_key(state, address))
    }
}

/// What stands for an address where something is counted or kept by it: a keyed hash, since addresses are not kept. One
/// network of IPv6 counts as one address, for whoever has one has all of it.
pub(super) fn address_key(state: &AppState, address: Option<IpAddr>) -> String {
    let network = match address {
        Some(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
        Some(address) => address.to_string(),
        None => String::new(),
    };
    let mac = state.keys.device.newest().mac(&[b"limit", network.as_bytes()]);
    let mut number = [0; 16];
    number.copy_from_slice(&mac[..16]);
    format!("address {:032x}", u128::from_be_bytes(number))
}

/// The three families of headers that clients look for: the IETF's drafts, new and old, and the customary `X-` ones, whose
/// reset is a Unix time.
fn headers(quota: Quota, policy: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    set("ratelimit-policy", format!("\"{policy}\";q={};w={WINDOW}", quota.limit));
    set("ratelimit", format!("\"{policy}\";r={};t={}", quota.left, quota.ends_in));
    for family in [
        ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
        ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ] {
        set(family[0], quota.limit.to_string());
        set(family[1], quota.left.to_string());
        set(family[2], if family[2].starts_with("x-") { quota.ends } else { quota.ends_in }.to_string());
    }
    headers
}

/// Lets requests through whose token is good and opens what they ask for, as many as the limit allows; the headers tell
/// what is left.
pub(super) async fn admit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let checked = check(&state, &parts).await;
    let owner =
        checked.as_ref().map_or_else(|_| Owner::address(&state, &parts), |caller| Owner::Token(caller.token));
    let answer = async {
        match checked.and_then(|caller| allowed(&parts, &caller).map(|()| caller)) {
            Ok(caller) => {
                parts.extensions.insert(caller.clone());
                effect::run(&state, Some(caller), parts, body, next).await
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
    let answer = effect::run(&state, None, parts, body, next);
    limited(&state, owner, answer).await
}

/// Whether a caller's token opens what is asked for.
fn allowed(parts: &Parts, caller: &Caller) -> Result<(), ApiError> {
    // Without a matched path nothing is served: the answer tells so to whoever has a good token.
    let Some(path) = parts.extensions.get::<MatchedPath>() else { return Ok(()) };
    let refusal = |reason, message: String| {
        Err(ApiError::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message).because(reason))
    };
    match access::rule(parts.method.as_str(), path.as_str()) {
        Some(Rule::Scope(scope)) if caller.kept.grant.allows(scope) => Ok(()),
        Some(_) if caller.is_page() && access::is_for_pages(parts.method.as_str(), path.as_str()) => Ok(()),
        Some(Rule::Scope(_)) if caller.kept.grant.key_type == KeyType::Publishable => refusal(
            "KEY_TYPE_PUBLISHABLE",
            "publishable keys do not open this; use a secret key, from a server".to_owned(),
        ),
        Some(Rule::Scope(scope)) => {
            refusal("SCOPE_MISSING", format!("this token lacks the scope {scope} ({})", scope.short()))
        }
        // A method that a path does not have is answered by the router.
        None => Ok(()),
    }
}

/// The answer, or a refusal when the owner has asked too often; either tells what is left.
async fn limited(state: &AppState, owner: Owner, answer: impl Future<Output = Response>) -> Response {
    let limits = &state.config.limits;
    let (key, limit, policy) = match owner {
        Owner::Token(token) => (token.to_string(), limits.token_per_minute, "token"),
        Owner::Address(address) => (address, limits.address_per_minute, "address"),
    };
    let quota = state.limiter.count(&state.store, &key, limit, state.clock.now()).await;
    let mut response = if quota.exceeded {
        let message =
            format!("more than {limit} requests in a minute; the next minute begins in {} s", quota.ends_in);
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", message)
            .retry_after(u64::try_from(quota.ends_in).unwrap_or(1).max(1))
            .into_response()
    } else {
        answer.await
    };
    response.headers_mut().extend(headers(quota, policy));
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
    let kept =
        state.tokens.check(&state.store, &state.keys, token).await.map_err(|refusal| match refusal {
            Refusal::Invalid => ApiError::unauthenticated(
                "TOKEN_INVALID",
                "this token was not issued by this server, or is damaged",
            ),
            Refusal::Revoked => {
                ApiError::unauthenticated("TOKEN_REVOKED", "this token was revoked; make another")
            }
            Refusal::Store(error) => error.into(),
        })?;
    let used = Use {
        address: client_address(parts, &state.config.server.trusted_proxies),
        request: parts.headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned),
        at: state.clock.now(),
    };
    state.tokens.note_use(&state.store, &kept, used).await;
    Ok(Caller { workspace: kept.workspace, token: kept.id, kept, dialect: Dialect::of(parts) })
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
    fn headers_tell_what_is_left_in_three_families() {
        let headers = headers(
            Quota { exceeded: false, limit: 1000, left: 998, ends: 1_700_000_060, ends_in: 41 },
            "token",
        );
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
