//! Making, reading, changing and revoking tokens.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::TokenView;
use crate::app::tokens::{self, Wanted};
use crate::domain::id::{BadId, TokenId};
use crate::domain::scope::{Access, Grant, KeyType, Scope};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::{Done, Reply};
use crate::state::AppState;
use crate::store::tokens::Token;

/// Longest name, in characters.
const NAME: usize = 200;

/// A new token.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateWorkspaceTokenRequest {
    /// What it is for, at most 200 characters.
    #[schema(example = "Checkout backend", max_length = 200)]
    name: Option<String>,
    /// `WORKSPACE_TOKEN_KEY_TYPE_SECRET` (for servers; the default) or `WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE` (for web
    /// pages, where everybody reads it).
    #[schema(example = "WORKSPACE_TOKEN_KEY_TYPE_SECRET")]
    key_type: Option<String>,
    /// What it opens; all that the token opens that it is made with when left out or empty. Publishable keys take none.
    #[schema(example = json!(["API_SCOPE_LINKS_WRITE"]))]
    scopes: Vec<String>,
}

/// Changes to a token.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateWorkspaceTokenRequest {
    /// What it is for.
    #[schema(example = "Checkout backend", max_length = 200)]
    name: Option<String>,
    /// What it opens instead.
    #[schema(example = json!(["API_SCOPE_LINKS_READ"]))]
    scopes: Option<Vec<String>>,
    /// True opens everything; it cannot come with `scopes`.
    #[schema(example = false)]
    full_access: Option<bool>,
}

/// A token that was made, with its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateWorkspaceTokenResponse {
    /// The token itself. This is the only time that it is shown.
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl")]
    access_token: String,
    token: TokenView,
}

/// A token.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkspaceTokenResponse {
    token: TokenView,
}

/// Some tokens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListWorkspaceTokensResponse {
    /// The oldest first; revoked ones are not shown.
    tokens: Vec<TokenView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    total_count: i64,
}

/// Create a token
///
/// Its text is answered once and kept nowhere. A token opens at most what the one opens that it is made with. With an
/// `Idempotency-Key` the request is done once, but its answer cannot be asked for again: the text is not kept.
#[utoipa::path(post, path = "/workspace-tokens", tag = "Tokens", request_body = CreateWorkspaceTokenRequest,
    responses((status = 200, body = CreateWorkspaceTokenResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateWorkspaceTokenRequest>,
) -> Result<Response, ApiError> {
    check.length("name", wanted.name.as_deref(), NAME);
    let key_type = wanted.key_type.as_deref().unwrap_or_default().parse();
    let key_type = check.parse("keyType", key_type).unwrap_or_default();
    let asked = scopes(&mut check, &wanted.scopes);
    if key_type == KeyType::Publishable && !wanted.scopes.is_empty() {
        check.refuse("scopes", "cannot be given to publishable keys, which open only what pages need");
    }
    check.finish()?;
    let scopes = match key_type {
        KeyType::Publishable => None,
        // Nothing said is all that the caller has.
        KeyType::Secret if asked.is_empty() => caller.kept.grant.scopes.clone(),
        KeyType::Secret => Some(asked),
    };
    let grant = Grant { key_type, scopes };
    within(&caller, &grant)?;
    let wanted = Wanted {
        workspace: caller.workspace,
        name: wanted.name.unwrap_or_default(),
        grant,
        created_by: Some(caller.token),
    };
    let mut tx = effect.begin().await?;
    let made = tokens::create(&mut tx, &state.keys, wanted, state.clock.now()).await;
    let (token, access_token) = made.map_err(|error| ApiError::internal(&*error))?;
    let answer = CreateWorkspaceTokenResponse { access_token, token: TokenView::from(&token) };
    let mut response = effect.secret(tx, token.id, &answer).await?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Get a token
#[utoipa::path(get, path = "/workspace-tokens/{id}", tag = "Tokens",
    params(("id" = String, Path, description = "The token's id")), responses((status = 200, body = WorkspaceTokenResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<WorkspaceTokenResponse>, ApiError> {
    let token = found(&state, &caller, id_of(&id)?).await?;
    Ok(Reply(caller.dialect, WorkspaceTokenResponse { token: TokenView::from(&token) }))
}

/// List tokens
#[utoipa::path(get, path = "/workspace-tokens", tag = "Tokens",
    params(("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListWorkspaceTokensResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListWorkspaceTokensResponse>, ApiError> {
    let page = query.page("tokens", 100, 1000)?;
    let slice = state.store.list_tokens(caller.workspace, &page).await?;
    let total_count = state.store.count_tokens(caller.workspace).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token("tokens"));
    let tokens = slice.rows.iter().map(TokenView::from).collect();
    Ok(Reply(caller.dialect, ListWorkspaceTokensResponse { tokens, next_page_token, total_count }))
}

/// Change a token
///
/// Its scopes count at once here, and within 10 seconds on other servers.
#[utoipa::path(patch, path = "/workspace-tokens/{id}", tag = "Tokens", request_body = UpdateWorkspaceTokenRequest,
    params(("id" = String, Path, description = "The token's id")), responses((status = 200, body = WorkspaceTokenResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateWorkspaceTokenRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut token = found(&state, &caller, id).await?;
    check.length("name", wanted.name.as_deref(), NAME);
    let asked = wanted.scopes.as_ref().map(|names| scopes(&mut check, names));
    let says_scopes = asked.as_ref().is_some_and(|asked| !asked.is_empty());
    if says_scopes && wanted.full_access == Some(true) {
        check.refuse("fullAccess", "is true, but scopes were given; leave one of them out");
    }
    if token.grant.key_type == KeyType::Publishable && (says_scopes || wanted.full_access == Some(true)) {
        check.refuse("scopes", "cannot be given to publishable keys, which open only what pages need");
    }
    check.finish()?;
    let before = token.grant.clone();
    if wanted.full_access == Some(true) {
        token.grant.scopes = None;
    } else if says_scopes {
        token.grant.scopes = asked;
    }
    if token.grant != before {
        within(&caller, &token.grant)?;
    }
    token.name = wanted.name.unwrap_or(token.name);
    token.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    if !tx.update_token(&token).await? {
        return Err(ApiError::missing("token", id));
    }
    let answer = WorkspaceTokenResponse { token: TokenView::from(&token) };
    let response = effect.reply(tx, id, &answer).await?;
    state.tokens.forget(id).await;
    Ok(response)
}

/// Revoke a token
///
/// At once here, within 10 seconds on other servers. A token may revoke itself.
#[utoipa::path(delete, path = "/workspace-tokens/{id}", tag = "Tokens",
    params(("id" = String, Path, description = "The token's id")), responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    if !tx.revoke_token(caller.workspace, id, state.clock.now()).await? {
        return Err(ApiError::missing("token", id));
    }
    let response = effect.reply(tx, id, &Done {}).await?;
    state.tokens.forget(id).await;
    Ok(response)
}

fn id_of(path: &str) -> Result<TokenId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

/// A token of the workspace that was not revoked.
async fn found(state: &AppState, caller: &Caller, id: TokenId) -> Result<Token, ApiError> {
    let found = state.store.token(caller.workspace, id).await?.filter(|token| token.revoked_at.is_none());
    found.ok_or_else(|| ApiError::missing("token", id))
}

fn scopes(check: &mut Check, names: &[String]) -> BTreeSet<Scope> {
    let parsed = names.iter().enumerate().filter(|(_, name)| *name != "API_SCOPE_UNSPECIFIED");
    let mut scopes = BTreeSet::new();
    for (index, name) in parsed {
        scopes.extend(check.parse(&format!("scopes[{index}]"), name.parse::<Scope>()));
    }
    scopes
}

/// Refuses to grant what the caller does not have.
fn within(caller: &Caller, grant: &Grant) -> Result<(), ApiError> {
    let refuse = |what: String| {
        let message = format!("this token cannot grant {what}, which it does not have itself");
        Err(ApiError::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message).because("SCOPE_MISSING"))
    };
    let own = &caller.kept.grant;
    match &grant.scopes {
        _ if grant.key_type == KeyType::Publishable => Ok(()),
        None if own.scopes.is_some() => refuse("full access".to_owned()),
        None => Ok(()),
        Some(scopes) => match scopes.iter().find(|scope| !own.allows(**scope)) {
            Some(Scope(resource, Access::Read | Access::Write)) => {
                refuse(format!("scopes of {}", resource.name()))
            }
            None => Ok(()),
        },
    }
}
