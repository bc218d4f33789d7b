//! Registering custom domains.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::CustomDomainResponse;
use crate::domain::custom_domain::host_name::HostName;
use crate::domain::custom_domain::{CustomDomain, MOST};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::custom_domains::Unkept;

/// A new custom domain.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateCustomDomainRequest {
    /// A host name of your own, best one below your domain that nothing else uses. Required.
    #[schema(required = true, example = "qr.example.com", max_length = 253)]
    name: Option<String>,
}

/// Register a custom domain
///
/// Links can be made on it at once. They are served once its ownership is proved by the TXT record of the setup guide. A first
/// check begins by itself.
#[utoipa::path(post, path = "/custom-domains", tag = "Custom domains", request_body = CreateCustomDomainRequest,
    responses((status = 200, body = CustomDomainResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateCustomDomainRequest>,
) -> Result<Response, ApiError> {
    let name = check.parse("name", wanted.name.unwrap_or_default().parse::<HostName>());
    if let Some(name) = name.as_ref().filter(|name| state.is_own_name(name)) {
        check.refuse(
            "name",
            format_args!("is {name}, this server's own; links live there without a custom domain"),
        );
    }
    check.finish()?;
    // Without a name the check has failed.
    let name = name.ok_or_else(ApiError::raced)?;
    let is_proved = !state.domains.asks_proof();
    let domain = CustomDomain::new(caller.workspace, name, is_proved, state.clock.now());
    let mut tx = effect.begin().await?;
    tx.insert_custom_domain(&domain).await?.map_err(|unkept| match unkept {
        Unkept::TooMany => {
            let message =
                format!("this workspace has {MOST} custom domains, the most there may be; delete one");
            ApiError::precondition(message)
        }
        Unkept::Taken => {
            ApiError::taken(check.spell("name"), "is registered already, by this workspace or another")
        }
    })?;
    let response = effect.reply(tx, domain.id, &CustomDomainResponse::from(domain)).await?;
    state.domain_checks.notify_one();
    Ok(response)
}
