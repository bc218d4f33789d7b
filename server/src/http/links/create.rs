//! Making links.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::input::{self, CreateLinkRequest};
use super::view::{Include, LinkView, StepView, view};
use crate::app::links::{self, Problem};
use crate::domain::id::{DesignId, LinkId};
use crate::domain::link::Link;
use crate::domain::slug::Slug;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::links::Found;

/// A link that was made, with its steps.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateLinkResponse {
    link: LinkView,
    workflow_steps: Vec<StepView>,
}

/// Create a link
///
/// It has a short address, a code, and a workflow of two steps that leads to the destination.
#[utoipa::path(post, path = "/links", tag = "Links", request_body = CreateLinkRequest,
    responses((status = 200, body = CreateLinkResponse), (status = 400, body = crate::http::openapi::ErrorResponse),
        (status = 409, body = crate::http::openapi::ErrorResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<CreateLinkRequest>,
) -> Result<Reply<CreateLinkResponse>, ApiError> {
    let now = state.clock.now();
    let destination = address_required(&mut check, wanted.destination.as_deref());
    let id = wanted.id.as_deref().map(|id| check.parse("id", id.parse::<LinkId>()));
    let wished = input::slug(&mut check, wanted.shortlink.as_deref());
    let fallback = input::address(&mut check, "fallbackDestination", wanted.fallback_destination.as_deref());
    let expired = input::address(&mut check, "expiredDestination", wanted.expired_destination.as_deref());
    input::expiry(&mut check, wanted.expires_at.as_ref(), now);
    input::texts(
        &mut check,
        wanted.name.as_deref(),
        [
            ("purpose", wanted.purpose.as_deref()),
            ("leadGoalDefinition", wanted.lead_goal_definition.as_deref()),
            ("leadTargetDefinition", wanted.lead_target_definition.as_deref()),
        ],
    );
    input::metadata(&mut check, &wanted.metadata);
    let tags = input::tags(&mut check, &wanted.tags);
    let design = design_of(&mut check, wanted.qrcode_design_id.as_deref());
    refuse_domain(&mut check, wanted.custom_domain_id.as_deref());
    check.finish()?;

    let link = Link {
        id: id.flatten().unwrap_or_else(|| LinkId::new(now)),
        workspace: caller.workspace,
        shortlink: wished.clone().unwrap_or_else(Slug::random),
        name: wanted.name.unwrap_or_default(),
        purpose: wanted.purpose,
        destination: destination.unwrap_or_default(),
        conversion_tracking: wanted.conversion_tracking,
        fallback_destination: fallback,
        expired_destination: expired,
        expires_at: wanted.expires_at,
        design,
        metadata: wanted.metadata,
        lead_goal_definition: wanted.lead_goal_definition,
        lead_target_definition: wanted.lead_target_definition,
        created_at: now,
        updated_at: now,
    };
    let (link, steps) =
        links::create(&state.store, link, wished, &tags).await.map_err(|problem| refusal(problem, &check))?;
    state.links.forget(&link.shortlink);
    let workflow_steps = steps.iter().map(StepView::from).collect();
    let found = Found { link, event_count: 0, deleted_at: None };
    let link = view(&state, &caller, found, Include::ALL).await?;
    Ok(Reply(caller.dialect, CreateLinkResponse { link, workflow_steps }))
}

fn address_required(check: &mut Check, text: Option<&str>) -> Option<String> {
    if text.is_none_or(str::is_empty) {
        check.refuse("destination", "is required: the address that visitors are sent to");
    }
    input::address(check, "destination", text)
}

/// The design that a field names.
pub(super) fn design_of(check: &mut Check, id: Option<&str>) -> Option<DesignId> {
    let id = id.filter(|id| !id.is_empty())?;
    check.parse("qrcodeDesignId", id.parse())
}

/// Custom domains are not served yet, and a code that was printed for one would lead nowhere.
fn refuse_domain(check: &mut Check, domain: Option<&str>) {
    if domain.is_some_and(|domain| !domain.is_empty()) {
        check.refuse(
            "customDomainId",
            "names no custom domain of this workspace; leave it out for the server's own address",
        );
    }
}

/// What a caller is told of a link that could not be made or changed.
pub(super) fn refusal(problem: Problem, check: &Check) -> ApiError {
    match problem {
        Problem::Taken => ApiError::taken(
            check.spell("shortlink"),
            "is taken, or was once; choose another, or leave it out for a random one",
        ),
        Problem::Exists => {
            ApiError::taken(check.spell("id"), "is the id of another link; leave it out for a fresh one")
        }
        Problem::NoDesign(id) => ApiError::missing_field(check.spell("qrcodeDesignId"), "design", id),
        Problem::Store(error) => error.into(),
    }
}
