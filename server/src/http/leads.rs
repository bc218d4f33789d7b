//! `/v1/links/{id}/lead-score…`: how promising whoever made an event is, why, and what people think of that.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::body::Body;
use super::effect::Effect;
use super::error::ApiError;
use super::reply::Reply;
use crate::domain::id::{BadId, EventId, LeadScoreId, LinkId, VisitorId, WorkspaceId};
use crate::domain::lead::opinion::Opinion;
use crate::domain::time::Timestamp;
use crate::state::AppState;
use crate::store::leads::Lead;

/// Longest comment, in characters.
const COMMENT: usize = 2_000;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(explain)).routes(routes!(judge))
}

/// How promising a visitor of a link is, from 0 to 100.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeadScore)]
pub(crate) struct LeadView {
    #[schema(value_type = String, format = Uuid)]
    pub(super) id: LeadScoreId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(value_type = String, format = Uuid)]
    pub(super) link_id: LinkId,
    #[schema(value_type = String, format = Uuid)]
    pub(super) visitor_id: VisitorId,
    /// The one that counts: the scorer's of the workspace where it has one that answered, or else the rules'.
    lead_score: i64,
    /// Whose that is: `rules` or `external`.
    #[schema(example = "rules")]
    lead_score_source: &'static str,
    /// The score by the rules, of which the next five are the parts.
    rules_score: i64,
    /// What the workspace's own scorer thinks; absent where the rules stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_score: Option<ExternalScoreView>,
    profile_fit: i64,
    technological_aptitude: i64,
    engagement_level: i64,
    brand_supportiveness: i64,
    recurring_interest: i64,
    /// Visits of the link after the first.
    recurring_scans: i64,
    /// Each part with what it was computed from.
    analysis_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_score: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_comment: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// What the workspace's own scorer thinks of a visitor.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExternalLeadScore)]
struct ExternalScoreView {
    /// 0 to 100.
    #[schema(example = 87)]
    score: i64,
    /// Its parts by the scorer's own names, 0 to 100 each.
    #[schema(example = json!({ "budget": 90 }))]
    dimensions: BTreeMap<String, i64>,
    /// Why, in the scorer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    scored_at: Timestamp,
}

impl From<Opinion> for ExternalScoreView {
    fn from(opinion: Opinion) -> Self {
        let Opinion { score, dimensions, reason, at } = opinion;
        Self { score, dimensions, reason, scored_at: at }
    }
}

/// Whose score is shown.
fn source(lead: &Lead) -> &'static str {
    if lead.external.is_some() { "external" } else { "rules" }
}

impl From<Lead> for LeadView {
    fn from(lead: Lead) -> Self {
        let score = lead.inputs.score();
        Self {
            id: lead.id,
            workspace_id: lead.workspace,
            link_id: lead.link,
            visitor_id: lead.visitor,
            lead_score: lead.score(),
            lead_score_source: source(&lead),
            rules_score: score.overall,
            profile_fit: score.profile_fit,
            technological_aptitude: score.technological_aptitude,
            engagement_level: score.engagement_level,
            brand_supportiveness: score.brand_supportiveness,
            recurring_interest: score.recurring_interest,
            recurring_scans: lead.inputs.returns(),
            analysis_text: lead.explanation(),
            external_score: lead.external.map(ExternalScoreView::from),
            feedback_score: lead.feedback_score,
            feedback_comment: lead.feedback_comment,
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

/// A score with its parts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LeadScoreResponse {
    /// The one that counts: the scorer's of the workspace where it has one that answered, or else the rules'.
    lead_score: i64,
    /// Whose that is: `rules` or `external`.
    #[schema(example = "rules")]
    lead_score_source: &'static str,
    /// The score by the rules.
    rules_score: i64,
    /// What the workspace's own scorer thinks; absent where the rules stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_score: Option<ExternalScoreView>,
    /// The parts of the rules' score by name, 0 to 100 each.
    breakdown: BTreeMap<&'static str, i64>,
    /// Visits of the link after the first.
    recurring_scans: i64,
    /// What it was computed from, by name.
    scoring_context: serde_json::Map<String, serde_json::Value>,
    /// Each part with what it was computed from.
    scoring_rationale: String,
}

/// A score explained.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LeadScoreExplanationResponse {
    /// The one that counts: the scorer's of the workspace where it has one that answered, or else the rules'.
    lead_score: i64,
    /// Whose that is: `rules` or `external`.
    #[schema(example = "rules")]
    lead_score_source: &'static str,
    /// The score by the rules.
    rules_score: i64,
    /// What the workspace's own scorer thinks; absent where the rules stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_score: Option<ExternalScoreView>,
    /// The parts of the rules' score by name, 0 to 100 each.
    breakdown: BTreeMap<&'static str, i64>,
    /// Visits of the link after the first.
    recurring_scans: i64,
    explanation: String,
}

/// What somebody thinks of a score.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct LeadScoreFeedbackRequest {
    /// How right it is, 0 to 10. Required.
    #[schema(required = true, example = 8, minimum = 0, maximum = 10)]
    feedback_score: Option<i64>,
    /// At most 2000 characters.
    #[schema(max_length = 2000)]
    feedback_comment: Option<String>,
}

/// What somebody thinks of a score, as it is kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LeadScoreFeedbackResponse {
    success: bool,
    feedback_score: i64,
    feedback_comment: Option<String>,
}

fn breakdown(lead: &Lead) -> BTreeMap<&'static str, i64> {
    let score = lead.inputs.score();
    BTreeMap::from([
        ("profileFit", score.profile_fit),
        ("technologicalAptitude", score.technological_aptitude),
        ("engagementLevel", score.engagement_level),
        ("brandSupportiveness", score.brand_supportiveness),
        ("recurringInterest", score.recurring_interest),
    ])
}

async fn found(state: &AppState, caller: &Caller, path: (String, String)) -> Result<Lead, ApiError> {
    let refuse = |field: &'static str| move |reason: BadId| ApiError::field(field, reason.to_string());
    let link: LinkId = path.0.parse().map_err(refuse("id"))?;
    let event: EventId = path.1.parse().map_err(refuse("eventId"))?;
    let lead = state.store.lead_of(caller.workspace, link, event).await?;
    lead.ok_or_else(|| ApiError::missing("event of this link", event))
}

/// Get a lead score
///
/// The one of whoever made the event, as it is now: it is computed anew with each of their events.
#[utoipa::path(get, path = "/links/{id}/lead-score/{event_id}", tag = "Lead scores",
    params(("id" = String, Path, description = "The link's id"),
        ("event_id" = String, Path, description = "The event's id", example = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")),
    responses((status = 200, body = LeadScoreResponse)))]
async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(path): Path<(String, String)>,
) -> Result<Reply<LeadScoreResponse>, ApiError> {
    let lead = found(&state, &caller, path).await?;
    let context = serde_json::to_value(&lead.inputs).map_err(|error| ApiError::internal(&error))?;
    let answer = LeadScoreResponse {
        lead_score: lead.score(),
        lead_score_source: source(&lead),
        rules_score: lead.inputs.score().overall,
        breakdown: breakdown(&lead),
        recurring_scans: lead.inputs.returns(),
        scoring_context: context.as_object().cloned().unwrap_or_default(),
        scoring_rationale: lead.explanation(),
        external_score: lead.external.map(ExternalScoreView::from),
    };
    Ok(Reply(caller.dialect, answer))
}

/// Explain a lead score
#[utoipa::path(get, path = "/links/{id}/lead-score-explanation/{event_id}", tag = "Lead scores",
    params(("id" = String, Path, description = "The link's id"),
        ("event_id" = String, Path, description = "The event's id", example = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")),
    responses((status = 200, body = LeadScoreExplanationResponse)))]
async fn explain(
    caller: Caller,
    State(state): State<AppState>,
    Path(path): Path<(String, String)>,
) -> Result<Reply<LeadScoreExplanationResponse>, ApiError> {
    let lead = found(&state, &caller, path).await?;
    let answer = LeadScoreExplanationResponse {
        lead_score: lead.score(),
        lead_score_source: source(&lead),
        rules_score: lead.inputs.score().overall,
        breakdown: breakdown(&lead),
        recurring_scans: lead.inputs.returns(),
        explanation: lead.explanation(),
        external_score: lead.external.map(ExternalScoreView::from),
    };
    Ok(Reply(caller.dialect, answer))
}

/// Judge a lead score
#[utoipa::path(patch, path = "/links/{id}/lead-score-feedback/{event_id}", tag = "Lead scores",
    request_body = LeadScoreFeedbackRequest,
    params(("id" = String, Path, description = "The link's id"),
        ("event_id" = String, Path, description = "The event's id", example = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f")),
    responses((status = 200, body = LeadScoreFeedbackResponse)))]
async fn judge(
    caller: Caller,
    State(state): State<AppState>,
    Path(path): Path<(String, String)>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<LeadScoreFeedbackRequest>,
) -> Result<Response, ApiError> {
    let score = wanted.feedback_score.filter(|score| (0..=10).contains(score));
    if score.is_none() {
        check.refuse("feedbackScore", "must be a whole number from 0 to 10");
    }
    check.length("feedbackComment", wanted.feedback_comment.as_deref(), COMMENT);
    check.finish()?;
    let feedback_score = score.unwrap_or(0);
    let lead = found(&state, &caller, path).await?;
    let comment = wanted.feedback_comment;
    let mut tx = effect.begin().await?;
    if !tx.judge_lead(caller.workspace, lead.id, (feedback_score, comment.as_deref())).await? {
        return Err(ApiError::missing("lead score", lead.id));
    }
    let answer = LeadScoreFeedbackResponse { success: true, feedback_score, feedback_comment: comment };
    effect.reply(tx, lead.id, &answer).await
}
