//! Replacing the secret of a webhook.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{View, WebhookView};
use super::{id_of, missing};
use crate::domain::webhook::secret::{LONGEST_OVERLAP, Secret, USUAL_OVERLAP, replace};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::dialect::Dialect;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// How the secret is replaced.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RotateWebhookSecretRequest {
    /// The new secret: `whsec_` and 24 to 64 bytes as base64. A random one when left out.
    #[schema(example = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")]
    secret: Option<String>,
    /// How long the secret of before signs beside the new one, in seconds: a day when left out, at most a week, 0 to stop
    /// it at once.
    #[schema(minimum = 0, maximum = 604_800)]
    overlap_seconds: Option<u64>,
}

/// A webhook with its new secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RotateWebhookSecretResponse {
    #[schema(value_type = WebhookView)]
    webhook: View,
}

/// Replace the secret of a webhook
///
/// For a while messages carry two signatures, by the new secret and by the one before, so that no message is refused while
/// receivers are changed.
#[utoipa::path(post, path = "/webhooks/{id}/rotate-secret", tag = "Webhooks", request_body = RotateWebhookSecretRequest,
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, body = RotateWebhookSecretResponse)))]
pub(super) async fn rotate(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<RotateWebhookSecretRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    state.store.webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let given = wanted.secret.and_then(|text| check.parse("secret", Secret::parse(&text)));
    let overlap = wanted.overlap_seconds.map_or(USUAL_OVERLAP, Duration::from_secs);
    if overlap > LONGEST_OVERLAP {
        let most = LONGEST_OVERLAP.as_secs();
        check.refuse("overlapSeconds", format_args!("must be a whole number from 0 to {most}"));
    }
    check.finish()?;
    let now = state.clock.now();
    let mut tx = effect.begin().await?;
    let mut webhook = tx.lock_webhook(caller.workspace, id).await?.ok_or_else(|| missing(id))?;
    let secret = given.unwrap_or_else(|| Secret::from_random(rand::random()));
    replace((&mut webhook.secret, &mut webhook.old_secrets), secret, overlap, now);
    webhook.updated_at = now;
    if !tx.replace_secret(&webhook).await? {
        return Err(missing(id));
    }
    let write = |dialect: Dialect| {
        let answer = RotateWebhookSecretResponse { webhook: View::with_secret(webhook.clone(), dialect) };
        dialect.write(&answer).map_err(|error| ApiError::internal(&error))
    };
    effect.commit(tx, id, StatusCode::OK, &[], write).await
}
