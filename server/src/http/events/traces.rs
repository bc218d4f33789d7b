//! What each step of a visit left behind.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::conversion::Conversion;
use crate::domain::event::{Event, VisitType};
use crate::domain::id::{BadId, EventId, LinkId, TraceId, VisitorId, WorkspaceId};
use crate::domain::scan::Action;
use crate::domain::step::{EventAction, ThankYouPage};
use crate::domain::time::Timestamp;
use crate::domain::trace;
use crate::domain::vcard::VCard;
use crate::http::auth::Caller;
use crate::http::conversions::ConversionView;
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
    /// What the step does, or `CONVERSION` for what the visitor did at the destination.
    #[schema(example = "EVENT_ACTION_CLIENT_REDIRECT")]
    step_action: &'static str,
    /// `KIND_ENTRY`, `KIND_EXIT` or `CONVERSION`.
    #[schema(example = "KIND_EXIT")]
    step_kind: &'static str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_card: Option<ContactCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thank_you_page: Option<Words>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversion: Option<ConversionView>,
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
    /// Why it was: the file that the link opens is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "FALLBACK_REASON_MEDIA_MISSING")]
    fallback_reason: Option<&'static str>,
    /// Whether the destination was handed the visit's `lbid`.
    conversion_tracking: bool,
}

/// The contact that the visitor saw, as it was then.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ContactCardTraceData)]
struct ContactCard {
    card: Card,
}

/// A contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContactCardTraceCard)]
struct Card {
    first_name: Option<String>,
    last_name: Option<String>,
    title: Option<String>,
    organization: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    website: Option<String>,
    street_address: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    button_label: Option<String>,
}

impl From<VCard> for Card {
    fn from(card: VCard) -> Self {
        Self {
            first_name: card.first_name,
            last_name: card.last_name,
            title: card.title,
            organization: card.organization,
            email: card.email,
            phone: card.phone,
            website: card.website,
            street_address: card.street_address,
            city: card.city,
            state: card.state,
            postal_code: card.postal_code,
            country: card.country,
            button_label: card.button_label,
        }
    }
}

/// The words that the visitor saw, as they were then.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ThankYouPageTraceData)]
struct Words {
    title: String,
    description: Option<String>,
}

impl From<ThankYouPage> for Words {
    fn from(page: ThankYouPage) -> Self {
        Self { title: page.title, description: page.description }
    }
}

/// The steps of a visit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListEventTracesResponse {
    /// From entry to exit; then what the visitor did at the destination, as it told.
    traces: Vec<TraceView>,
}

/// List the steps of a visit
///
/// In the order in which they were completed. Conversions come behind them, with `stepAction` `CONVERSION`.
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
    let conversions = state.store.conversions_of(caller.workspace, &[event.id]).await?;
    Ok(Reply(caller.dialect, ListEventTracesResponse { traces: views(&event, &conversions) }))
}

/// The steps of a visit as they are answered, and what it led to.
pub(super) fn views(event: &Event, conversions: &[Conversion]) -> Vec<TraceView> {
    let view = |trace: trace::Trace| TraceView {
        id: trace.id,
        workspace_id: event.workspace,
        event_id: event.id,
        link_id: event.link,
        visitor_id: event.visitor,
        step_action: trace.action.as_str(),
        step_kind: trace.action.kind().as_str(),
        step_data: data(trace.action, event),
        saved_attributes: BTreeMap::new(),
        completed_at: event.scanned_at,
        created_at: event.created_at,
        updated_at: event.created_at,
    };
    let converted = |conversion: &Conversion| TraceView {
        id: trace::of_conversion(conversion),
        workspace_id: event.workspace,
        event_id: event.id,
        link_id: event.link,
        visitor_id: event.visitor,
        step_action: "CONVERSION",
        step_kind: "CONVERSION",
        step_data: StepData { conversion: Some(conversion.clone().into()), ..StepData::default() },
        saved_attributes: BTreeMap::new(),
        completed_at: conversion.occurred_at,
        created_at: conversion.created_at,
        updated_at: conversion.created_at,
    };
    trace::of(event).into_iter().map(view).chain(conversions.iter().map(converted)).collect()
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
            redirect: Some(Redirect {
                destination: event.destination.clone(),
                fallback: false,
                fallback_reason: None,
                conversion_tracking: event.shown.conversion_tracking,
            }),
            ..StepData::default()
        },
        EventAction::OpenMedia if event.destination != event.entrypoint => StepData {
            redirect: Some(Redirect {
                destination: event.destination.clone(),
                fallback: true,
                conversion_tracking: false,
                fallback_reason: Some("FALLBACK_REASON_MEDIA_MISSING"),
            }),
            ..StepData::default()
        },
        EventAction::OpenMedia => StepData::default(),
        // Pages of visits from before this was kept tell nothing.
        EventAction::ContactCard => StepData {
            contact_card: event
                .shown
                .contact_card
                .as_deref()
                .cloned()
                .map(|card| ContactCard { card: card.into() }),
            ..StepData::default()
        },
        EventAction::ThankYouPage => StepData {
            thank_you_page: event.shown.thank_you_page.clone().map(Words::from),
            ..StepData::default()
        },
    }
}
