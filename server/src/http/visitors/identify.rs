//! Telling who the visitor of a visit is.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::view::VisitorView;
use crate::app::visitors::{self, Identified, Refusal, Teller, Told};
use crate::domain::event::event_of;
use crate::domain::id::{EventId, WorkspaceId};
use crate::domain::visitor::Changes;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;
use crate::store::visitors::VisitState;

/// How often it is looked for a visit that was answered until a caller is asked to come again.
const PATIENCE: u32 = 200;
/// How often it is looked for one of which nothing is known, although it was made a moment ago: it may be spooled.
const HOPE: u32 = 40;
/// How long ago that moment may be.
const MOMENT: Duration = Duration::from_mins(1);
/// The time between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// What is told of a visitor.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct VisitorInput {
    /// `$email`, `$phone`, `$firstName` and `$lastName` are the profile's fields; any other key is an attribute: a text of at
    /// most 1000 characters, a number, true or false. `null` clears.
    #[schema(value_type = std::collections::HashMap<String, Value>,
        example = json!({ "$email": "ada@example.com", "plan": "pro" }))]
    pub(super) data: Map<String, Value>,
}

/// Who the visitor of a visit is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct IdentifyRequest {
    /// The visit's id, which the destination got in its query parameter `lbid`. Required.
    #[schema(required = true, example = "AZnR8HweeACAABorPE1ebw")]
    lbid: String,
    /// True fills only what is empty; otherwise what is there is replaced.
    set_once: Option<bool>,
    /// What is known of them. Required.
    #[schema(required = true)]
    visitor: VisitorInput,
}

/// A visitor who is known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct IdentifyResponse {
    visitor: VisitorView,
    /// Whether the identity was new.
    created: bool,
}

/// Identify a visitor
///
/// The visit's anonymous profile gets the identity; when another profile has that email address (or, without one, that phone
/// number), the two become one, with all their devices and events. Publishable keys may call it from a web page: they see of
/// the answer only its ids, and of a profile that others wrote they fill only what is empty.
#[utoipa::path(post, path = "/visitor/identify", tag = "Visitors", request_body = IdentifyRequest,
    responses((status = 200, body = IdentifyResponse)))]
pub(super) async fn identify(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<IdentifyRequest>,
) -> Result<Response, ApiError> {
    let event = visit_of(&mut check, &wanted.lbid);
    let changes = changes(&mut check, &wanted.visitor);
    check.finish()?;
    let Some((event, changes)) = event.zip(changes) else { return Err(ApiError::raced()) };
    projected(&state, caller.workspace, event).await?;
    let teller = if caller.is_page() { Teller::Page } else { Teller::Server };
    let once = wanted.set_once.unwrap_or(false);
    let told = Told { workspace: caller.workspace, event, changes, once, teller };
    let mut tx = effect.begin().await?;
    let identified = visitors::identify(&mut tx, &told, state.clock.now()).await;
    let Identified { profile, created } = identified.map_err(|refusal| refused(&check, refusal))?;
    let id = profile.visitor.id;
    let visitor = if caller.is_page() { VisitorView::for_page(profile) } else { VisitorView::from(profile) };
    effect.reply(tx, id, &IdentifyResponse { visitor, created }).await
}

/// The visit that an LBID names.
pub(in crate::http) fn visit_of(check: &mut Check, lbid: &str) -> Option<EventId> {
    check.parse("lbid", event_of(lbid))
}

/// What is told of a visitor; keys that cannot be written are refused by name.
pub(super) fn changes(check: &mut Check, input: &VisitorInput) -> Option<Changes> {
    if input.data.is_empty() {
        check.refuse(
            "visitor.data",
            "is empty: say what is known of the visitor, such as {\"$email\": \"…\"}",
        );
        return None;
    }
    Changes::read(&input.data)
        .map_err(|refusals| {
            for (key, reason) in refusals {
                let place = check.spell("visitor.data");
                let dot = if key.is_empty() { "" } else { "." };
                check.refuse_spelled(format!("{place}{dot}{key}"), reason);
            }
        })
        .ok()
}

/// Waits for a visit that was just answered to be listed: browsers are at the destination before that.
pub(in crate::http) async fn projected(
    state: &AppState,
    workspace: WorkspaceId,
    event: EventId,
) -> Result<(), ApiError> {
    let now = state.clock.now();
    let is_new = event.made_at().is_some_and(|made| made.after(MOMENT) > now && made < now.after(MOMENT));
    for look in 0..PATIENCE {
        match state.store.visit_state(workspace, event).await? {
            VisitState::Kept => return Ok(()),
            VisitState::Unknown if !is_new || look >= HOPE => return Ok(()),
            VisitState::Unknown | VisitState::Waits => tokio::time::sleep(LOOK).await,
        }
    }
    Err(ApiError::raced())
}

/// What a refusal is answered as.
pub(super) fn refused(check: &Check, refusal: Refusal) -> ApiError {
    let data = || check.spell("visitor.data");
    match refusal {
        Refusal::NoVisit => ApiError::missing("visit", "with this lbid"),
        Refusal::Taken => ApiError::taken(
            format!("{}.$email", data()),
            "belongs to another visitor; POST /v1/visitor/identify makes one of the two",
        ),
        Refusal::TooManyAttributes | Refusal::TooManyKeys => ApiError::field(data(), refusal.to_string()),
        Refusal::Store(error) => error.into(),
    }
}
