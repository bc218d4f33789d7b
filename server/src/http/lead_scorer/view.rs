//! Scorers as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::lead::scorer::LeadScorer;
use crate::domain::time::Timestamp;

/// A workspace's own scorer of visitors, and how it fares.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeadScorer)]
pub(super) struct LeadScorerView {
    #[schema(example = "https://example.com/score")]
    url: String,
    /// How long it may take to answer, in ms.
    #[schema(example = 5000)]
    timeout_ms: u64,
    /// Keys of what is known of visitors that it is told; nothing else of them is.
    #[schema(example = json!(["plan"]))]
    attributes: Vec<String>,
    /// `LEAD_SCORER_STATUS_ACTIVE`; `LEAD_SCORER_STATUS_FAILING` when the last request gave no score: it is then asked by one
    /// request at a time; `LEAD_SCORER_STATUS_FORBIDDEN` while the server's operator does not allow any.
    #[schema(example = "LEAD_SCORER_STATUS_ACTIVE")]
    status: &'static str,
    /// Scores that it gave.
    success_count: i64,
    /// All other requests.
    failure_count: i64,
    /// When it last gave a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_scored_at: Option<Timestamp>,
    /// When it last gave none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_failed_at: Option<Timestamp>,
    /// Why it gave none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "score is 250; it has to be from 0 to 100")]
    last_error: Option<String>,
    /// When the secrets before this one stop signing, the newest first; empty when this one signs alone.
    #[schema(value_type = Vec<String>, example = json!(["2027-01-16T08:00:00.000Z"]))]
    previous_secrets_expire_at: Vec<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// A scorer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeadScorerResponse {
    lead_scorer: LeadScorerView,
    /// Signs what it is sent; shown once, when it is made here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_…")]
    secret: Option<String>,
}

impl LeadScorerResponse {
    pub(super) fn new(scorer: LeadScorer, are_allowed: bool) -> Self {
        let status = match (are_allowed, scorer.failures) {
            (false, _) => "LEAD_SCORER_STATUS_FORBIDDEN",
            (true, 0) => "LEAD_SCORER_STATUS_ACTIVE",
            (true, _) => "LEAD_SCORER_STATUS_FAILING",
        };
        let lead_scorer = LeadScorerView {
            url: scorer.url,
            timeout_ms: u64::try_from(scorer.timeout.as_millis()).unwrap_or(u64::MAX),
            attributes: scorer.attributes,
            status,
            success_count: scorer.success_count,
            failure_count: scorer.failure_count,
            last_scored_at: scorer.last_scored_at,
            last_failed_at: scorer.last_failed_at,
            last_error: scorer.last_error,
            previous_secrets_expire_at: scorer.old_secrets.iter().map(|old| old.until).collect(),
            created_at: scorer.created_at,
            updated_at: scorer.updated_at,
        };
        Self { lead_scorer, secret: None }
    }

    /// With the secret, which is shown this once.
    pub(super) fn with_secret(scorer: LeadScorer, are_allowed: bool) -> Self {
        let secret = Some(scorer.secret.reveal());
        Self { secret, ..Self::new(scorer, are_allowed) }
    }
}
