//! `/v1/webhooks`: contract group "Webhooks". The guide registers `{url, events, active}`, the SDKs `{endpointUrl, name,
//! triggers, status, …}`; both shapes are read everywhere, and each dialect is answered in its own.

mod create;
mod deliveries;
mod event_types;
mod input;
mod read;
mod recoveries;
mod rotate;
mod test;
mod update;
mod view;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::domain::id::{BadId, WebhookId};
use crate::domain::webhook::endpoint::{Status, Webhook};
use crate::state::AppState;

/// What no operation names: the guide's shape stands in the place of the SDKs' in its document.
#[derive(OpenApi)]
#[openapi(components(schemas(view::GuideWebhookView)))]
struct Schemas;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Schemas::openapi())
        .routes(routes!(create::create, read::list))
        .routes(routes!(read::get, update::update, update::delete))
        .routes(routes!(rotate::rotate))
        .routes(routes!(test::test))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::get))
        .routes(routes!(deliveries::resend))
        .routes(routes!(recoveries::start))
        .routes(routes!(recoveries::get))
}

/// What needs no token: the catalogue.
pub(super) fn public_router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(event_types::list))
}

/// Refuses webhooks that messages cannot be sent to.
fn must_be_on(webhook: &Webhook) -> Result<(), ApiError> {
    match webhook.status {
        Status::Active | Status::Paused => Ok(()),
        Status::Disabled => {
            let message = format!("the webhook {} is switched off; switch it on first", webhook.id);
            Err(ApiError::precondition(message).because("WEBHOOK_DISABLED"))
        }
    }
}

/// The webhook id of a path.
fn id_of(path: &str) -> Result<WebhookId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

fn missing(id: WebhookId) -> ApiError {
    ApiError::missing("webhook", id)
}
