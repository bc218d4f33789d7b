//! Trying a scorer.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{missing, must_be_allowed};
use crate::app::lead_scorer::Question;
use crate::domain::id::ScoringId;
use crate::domain::lead::scorer::Facts;
use crate::http::auth::Caller;
use crate::http::body::{Body, Nothing};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// How much of an answer is shown, in characters.
const SHOWN: usize = 2_000;

/// What a scorer made of a visitor who is made up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestLeadScorerResponse {
    /// Whether it gave a score.
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 87)]
    score: Option<i64>,
    /// The score's parts by the scorer's own names, 0 to 100 each.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!({ "budget": 90 }))]
    dimensions: Option<BTreeMap<String, i64>>,
    /// Why, in the scorer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Why there is no score.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The HTTP status of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 200)]
    status_code: Option<u16>,
    /// The first 2000 characters of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<String>,
    /// How long it took, in ms.
    #[schema(example = 120)]
    latency_ms: u64,
    /// What it was sent.
    #[schema(example = "{\"id\":\"…\",\"type\":\"lead.score\",\"test\":true,\"data\":{}}")]
    request: String,
}

/// Try the scorer
///
/// Asks it at once, signed as always, about a visitor who is made up (`test: true` in the body), and shows what it answers.
/// Nothing of it is kept.
#[utoipa::path(post, path = "/workspace/lead-scorer/test", tag = "Lead scores", request_body = Nothing,
    responses((status = 200, body = TestLeadScorerResponse)))]
pub(super) async fn test(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    _: Body<Nothing>,
) -> Result<Response, ApiError> {
    must_be_allowed(&state)?;
    let scorer = state.store.lead_scorer(caller.workspace).await?.ok_or_else(missing)?;
    let now = state.clock.now();
    let id = ScoringId::new(now);
    let request = Facts::example(caller.workspace, &scorer.attributes, now).body(id, now, true);
    let question = Question {
        id,
        url: &scorer.url,
        secrets: &scorer.signing(now),
        timeout: scorer.timeout,
        body: request.clone(),
    };
    let asked = state.scorers.ask(question, now).await;
    let answer = asked.answer();
    let (status_code, response) =
        answer.map(|answer| (answer.status, answer.body.chars().take(SHOWN).collect())).unzip();
    let latency_ms = u64::try_from(asked.latency.as_millis()).unwrap_or(u64::MAX);
    let (opinion, error) = match asked.opinion {
        Ok(opinion) => (Some(opinion), None),
        Err(error) => (None, Some(error)),
    };
    let answer = TestLeadScorerResponse {
        success: opinion.is_some(),
        score: opinion.as_ref().map(|opinion| opinion.score),
        dimensions: opinion.as_ref().map(|opinion| opinion.dimensions.clone()),
        reason: opinion.and_then(|opinion| opinion.reason),
        error,
        status_code,
        response,
        latency_ms,
        request,
    };
    let tx = effect.begin().await?;
    effect.reply(tx, caller.workspace, &answer).await
}
