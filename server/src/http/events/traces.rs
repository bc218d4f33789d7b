//! What each step of a visit left behind.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::event::{Event, VisitType};
use crate::domain::id::{BadId, EventId, LinkId, TraceId, VisitorId, WorkspaceId};
use crate::domain::scan::Action;
use crate::domain::step::{EventAction, StepKind};
use crate::domain::time::Timestamp;
use crate::domain::trace;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;

/// A step that a visit completed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EventTrace)]
pub(super) struct TraceView {
    #[schema(value_type = String, format = Uuid)]
    id: TraceId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(value_type = String, format = Uuid)]
    event_id: EventId,
    #[schema(value_type = String, format = Uuid)]
    link_id: LinkId,
    #[schema(value_type = String, format = Uuid)]
    visitor_id: VisitorId,
    #[schema(value_type = String, example = "EVENT_ACTION_CLIENT_REDIRECT")]
    step_action: EventAction,
    #[schema(value_type = String, example = "KIND_EXIT")]
    step_kind: StepKind,
    step_data: StepData,
    /// What the step took down of the visitor.
    saved_attributes: BTreeMap<String, String>,
    #[schema(value_type = String, format = DateTime)]
    completed_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// What there is to say of a step: the member that belongs to its action.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EventTraceData)]
struct StepData {
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_access: Option<EntryAccess>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<Redirect>,
}

/// How the link was reached.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EntryAccessTraceData)]
struct EntryAccess {
    #[schema(value_type = String)]
    action: Action,
    entrypoint: String,
    #[schema(example = "HTTP_METHOD_GET")]
    http_method: String,
    #[schema(value_type = String)]
    visit_type: VisitType,
    #[schema(value_type = String, format = DateTime)]
    accessed_at: Timestamp,
}

/// Where the visitor was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RedirectTraceData)]
struct Redirect {
    destination: String,
    /// Whether it was the link's fallback.
    fallback: bool,
}

/// The steps of a visit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListEventTracesResponse {
    /// From entry to exit.
    traces: Vec<TraceView>,
}

/// List the steps of a visit
///
/// In the order in which they were completed.
#[utoipa::path(get, path = "/events/{id}/traces", tag = "Events",
    params(("id" = String, Path, description = "The event's id")),
    responses((status = 200, body = ListEventTracesResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<ListEventTracesResponse>, ApiError> {
    let id: EventId = id.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))?;
    let event =
        state.store.event(caller.workspace, id).await?.ok_or_else(|| ApiError::missing("event", id))?;
    Ok(Reply(caller.dialect, ListEventTracesResponse { traces: views(&event) }))
}

/// The steps of a visit as they are answered.
pub(super) fn views(event: &Event) -> Vec<TraceView> {
    let view = |trace: trace::Trace| TraceView {
        id: trace.id,
        workspace_id: event.workspace,
        event_id: event.id,
        link_id: event.link,
        visitor_id: event.visitor,
        step_action: trace.action,
        step_kind: trace.action.kind(),
        step_data: data(trace.action, event),
        saved_attributes: BTreeMap::new(),
        completed_at: event.scanned_at,
        created_at: event.created_at,
        updated_at: event.created_at,
    };
    trace::of(event).into_iter().map(view).collect()
}

fn data(action: EventAction, event: &Event) -> StepData {
    match action {
        EventAction::LinkVisit => StepData {
            entry_access: Some(EntryAccess {
                action: event.action,
                entrypoint: event.entrypoint.clone(),
                http_method: format!("HTTP_METHOD_{}", event.http_method),
                visit_type: event.visit_type,
                accessed_at: event.scanned_at,
            }),
            ..StepData::default()
        },
        EventAction::ClientRedirect => StepData {
            // Visits that a fallback takes are no events.
            redirect: Some(Redirect { destination: event.destination.clone(), fallback: false }),
            ..StepData::default()
        },
        // Pages are what the link shows now; nothing of them is kept with the visit.
        EventAction::ContactCard | EventAction::ThankYouPage => StepData::default(),
    }
}
