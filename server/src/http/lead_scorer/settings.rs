//! Setting up a scorer.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::LeadScorerResponse;
use super::{missing, must_be_allowed};
use crate::domain::lead::scorer::{ATTRIBUTES, LeadScorer, SHORTEST_TIMEOUT};
use crate::domain::visitor::{RESERVED, check_key};
use crate::domain::webhook::secret::Secret;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A scorer, or changes to it: fields that are left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PutLeadScorerRequest {
    /// An absolute https address, at most 2048 bytes, that leads to a public host. Required when there is no scorer yet.
    #[schema(example = "https://example.com/score")]
    url: Option<String>,
    /// How long it may take to answer, in ms, from 100 to what the server's operator allows (10000 if they say nothing);
    /// 5000 when left out.
    #[schema(example = 5000, minimum = 100)]
    timeout_ms: Option<u64>,
    /// Keys of what is known of visitors that it is told, at most 20: those of attributes, and `$email`, `$phone`,
    /// `$firstName`, `$lastName`. None when left out.
    #[schema(example = json!(["plan"]))]
    attributes: Option<Vec<String>>,
    /// Signs what it is sent, when there is no scorer yet: `whsec_` and 24 to 64 bytes as base64. A random one when left out.
    secret: Option<String>,
}

/// It was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeleteLeadScorerResponse {
    success: bool,
}

/// Get the scorer
///
/// Without its secret.
#[utoipa::path(get, path = "/workspace/lead-scorer", tag = "Lead scores",
    responses((status = 200, body = LeadScorerResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<LeadScorerResponse>, ApiError> {
    let scorer = state.store.lead_scorer(caller.workspace).await?.ok_or_else(missing)?;
    Ok(Reply(caller.dialect, LeadScorerResponse::new(scorer, state.scorers.are_allowed)))
}

/// Set up or change the scorer
///
/// From now on it is asked for the scores of visitors who come or of whom something is told, in the background. What it
/// answers is shown in place of the rules' score. The answer to the request that sets it up has the secret.
#[utoipa::path(put, path = "/workspace/lead-scorer", tag = "Lead scores", request_body = PutLeadScorerRequest,
    responses((status = 200, body = LeadScorerResponse)))]
pub(super) async fn put(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<PutLeadScorerRequest>,
) -> Result<Response, ApiError> {
    must_be_allowed(&state)?;
    let now = state.clock.now();
    let url = wanted.url.map(|url| url.trim().to_owned());
    if let Some(url) = &url {
        check.parse("url", state.scorers.check(url));
    }
    let timeout = wanted.timeout_ms.map(Duration::from_millis);
    let longest = state.scorers.longest;
    if timeout.is_some_and(|timeout| !(SHORTEST_TIMEOUT..=longest).contains(&timeout)) {
        let (least, most) = (SHORTEST_TIMEOUT.as_millis(), longest.as_millis());
        check.refuse("timeoutMs", format_args!("must be a whole number from {least} to {most}"));
    }
    let attributes = wanted.attributes.map(|keys| attributes(&mut check, keys));
    let secret = wanted.secret.and_then(|text| check.parse("secret", Secret::parse(&text)));
    check.finish()?;

    let mut tx = effect.begin().await?;
    let before = tx.lock_lead_scorer(caller.workspace).await?;
    let is_new = before.is_none();
    let mut scorer = match (before, &url) {
        (Some(_), _) if secret.is_some() => {
            let reason = "is set when there is no scorer yet; POST …/rotate-secret replaces it";
            return Err(ApiError::field(check.spell("secret"), reason));
        }
        (Some(before), _) => before,
        (None, None) => {
            let reason = "is required: the https address of the scorer";
            return Err(ApiError::field(check.spell("url"), reason));
        }
        (None, Some(url)) => {
            let secret = secret.unwrap_or_else(|| Secret::from_random(rand::random()));
            let usual = LeadScorer::new(caller.workspace, url.clone(), secret, now);
            LeadScorer { timeout: usual.timeout.min(longest), ..usual }
        }
    };
    if let Some(url) = url.filter(|url| *url != scorer.url) {
        // Another scorer: how the one before fared says nothing of it.
        scorer = LeadScorer { url, version: scorer.version + 1, failures: 0, last_error: None, ..scorer };
    }
    scorer.timeout = timeout.unwrap_or(scorer.timeout);
    scorer.attributes = attributes.unwrap_or(scorer.attributes);
    scorer.updated_at = now;
    let are_allowed = state.scorers.are_allowed;
    let workspace = caller.workspace;
    if !is_new {
        tx.update_lead_scorer(&scorer).await?;
        return effect.reply(tx, workspace, &LeadScorerResponse::new(scorer, are_allowed)).await;
    }
    if !tx.insert_lead_scorer(&scorer).await? {
        return Err(ApiError::raced());
    }
    effect.secret(tx, workspace, &LeadScorerResponse::with_secret(scorer, are_allowed)).await
}

/// Delete the scorer
///
/// Scores that it gave are taken back within seconds: the rules stand again. Requests that wait are dropped.
#[utoipa::path(delete, path = "/workspace/lead-scorer", tag = "Lead scores",
    responses((status = 200, body = DeleteLeadScorerResponse)))]
pub(super) async fn delete(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let mut tx = effect.begin().await?;
    if !tx.delete_lead_scorer(caller.workspace, state.clock.now()).await? {
        return Err(missing());
    }
    effect.reply(tx, caller.workspace, &DeleteLeadScorerResponse { success: true }).await
}

/// Checks keys; gives each once, in the order given.
fn attributes(check: &mut Check, keys: Vec<String>) -> Vec<String> {
    if keys.len() > ATTRIBUTES {
        check.refuse("attributes", format_args!("has {} keys, the most are {ATTRIBUTES}", keys.len()));
    }
    let mut known: Vec<String> = Vec::new();
    for (index, key) in keys.into_iter().enumerate() {
        if !RESERVED.contains(&key.as_str()) {
            check.parse(&format!("attributes[{index}]"), check_key(&key));
        }
        if !known.contains(&key) {
            known.push(key);
        }
    }
    known
}
