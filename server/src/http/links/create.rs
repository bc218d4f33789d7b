//! Making links.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::check::{self, address};
use super::input::CreateLinkRequest;
use super::view::{LinkView, StepView};
use crate::app::links::{self, Made, Problem};
use crate::domain::link::NewLink;
use crate::domain::step::{ClientRedirect, Exit};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

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
    responses((status = 200, body = CreateLinkResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: mut wanted, mut check }: Body<CreateLinkRequest>,
) -> Result<Response, ApiError> {
    let new = redirecting(&state, &caller, &mut check, &mut wanted).await?;
    check.finish()?;
    keep(&state, &caller, effect, new, &check).await
}

/// A new link to a destination.
pub(super) async fn redirecting(
    state: &AppState,
    caller: &Caller,
    check: &mut Check,
    wanted: &mut CreateLinkRequest,
) -> Result<NewLink, ApiError> {
    let common = wanted.common();
    if wanted.destination.as_deref().is_none_or(str::is_empty) {
        check.refuse("destination", "is required: the address that visitors are sent to");
    }
    let destination = address(check, "destination", wanted.destination.as_deref()).unwrap_or_default();
    let exit =
        Exit::Redirect(ClientRedirect { destination, conversion_tracking: wanted.conversion_tracking });
    check::new_link(state, check, caller.workspace, common, exit).await
}

/// Keeps a new link and answers with it.
pub(super) async fn keep(
    state: &AppState,
    caller: &Caller,
    effect: Effect,
    new: NewLink,
    check: &Check,
) -> Result<Response, ApiError> {
    let mut tx = effect.begin().await?;
    let made = links::create_all(&mut tx, vec![new], caller.token).await;
    let mut made = made.map_err(|(_, problem)| refusal(problem, check))?;
    let Some(Made { link, steps, tags }) = made.pop() else { return Err(ApiError::raced()) };
    let (id, address) = (link.id, link.address());
    let workflow_steps = steps.iter().map(StepView::from).collect();
    let answer = CreateLinkResponse { link: LinkView::changed(state, link, 0, tags), workflow_steps };
    let response = effect.reply(tx, id, &answer).await?;
    state.links.forget(&address);
    Ok(response)
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
        Problem::ExternalIdTaken => {
            ApiError::taken(check.spell("externalId"), "is the external id of another link of this workspace")
        }
        Problem::NoDesign(id) => ApiError::missing_field(check.spell("qrcodeDesignId"), "design", id),
        Problem::NoDomain(id) => ApiError::missing_field(check.spell("customDomainId"), "custom domain", id),
        Problem::OfTemplate(id) => ApiError::taken(
            check.spell("qrcodeDesignId"),
            format!("names {id}, the design of a template; name the template by qrcodeTemplateId instead"),
        ),
        Problem::NoTemplate(id) => ApiError::missing_field(check.spell("qrcodeTemplateId"), "template", id),
        Problem::NoDirectory(id) => ApiError::missing_field(check.spell("directoryId"), "directory", id),
        Problem::NoMedia(id) => ApiError::missing_field(check.spell("mediaId"), "media item", id),
        Problem::Store(error) => error.into(),
    }
}
