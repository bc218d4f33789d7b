//! Replacing the secret of a scorer.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::missing;
use super::view::LeadScorerResponse;
use crate::domain::webhook::secret::{LONGEST_OVERLAP, Secret, USUAL_OVERLAP, replace};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// How the secret is replaced.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RotateLeadScorerSecretRequest {
    /// The new secret: `whsec_` and 24 to 64 bytes as base64. A random one when left out.
    #[schema(example = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")]
    secret: Option<String>,
    /// How long the secret of before signs beside the new one, in seconds: a day when left out, at most a week, 0 to stop
    /// it at once.
    #[schema(minimum = 0, maximum = 604_800)]
    overlap_seconds: Option<u64>,
}

/// Replace the secret of the scorer
///
/// The answer shows the new one, once. For a while requests carry two signatures, by the new secret and by the one before.
#[utoipa::path(post, path = "/workspace/lead-scorer/rotate-secret", tag = "Lead scores",
    request_body = RotateLeadScorerSecretRequest, responses((status = 200, body = LeadScorerResponse)))]
pub(super) async fn rotate(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<RotateLeadScorerSecretRequest>,
) -> Result<Response, ApiError> {
    let given = wanted.secret.and_then(|text| check.parse("secret", Secret::parse(&text)));
    let overlap = wanted.overlap_seconds.map_or(USUAL_OVERLAP, Duration::from_secs);
    if overlap > LONGEST_OVERLAP {
        let most = LONGEST_OVERLAP.as_secs();
        check.refuse("overlapSeconds", format_args!("must be a whole number from 0 to {most}"));
    }
    check.finish()?;
    let now = state.clock.now();
    let mut tx = effect.begin().await?;
    let mut scorer = tx.lock_lead_scorer(caller.workspace).await?.ok_or_else(missing)?;
    let secret = given.unwrap_or_else(|| Secret::from_random(rand::random()));
    replace((&mut scorer.secret, &mut scorer.old_secrets), secret, overlap, now);
    scorer.updated_at = now;
    tx.update_lead_scorer(&scorer).await?;
    let answer = LeadScorerResponse::with_secret(scorer, state.scorers.are_allowed);
    effect.secret(tx, caller.workspace, &answer).await
}
