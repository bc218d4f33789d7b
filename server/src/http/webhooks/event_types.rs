//! The catalogue of event types.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::webhook::catalogue;
use crate::domain::webhook::event_type::EventType;
use crate::domain::webhook::subscription::Trigger;
use crate::http::dialect::Dialect;
use crate::http::reply::Reply;

/// What webhooks can be told of.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListEventTypesResponse {
    event_types: Vec<EventTypeView>,
}

/// One type of event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EventType)]
pub(super) struct EventTypeView {
    /// What `events` of a webhook names, and `type` and `event_type` of its messages.
    #[schema(value_type = String, example = "link.scanned")]
    name: EventType,
    description: &'static str,
    /// The kind of workflow step that makes it, for webhooks that choose by `triggers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "KIND_ENTRY")]
    trigger: Option<Trigger>,
    /// JSON Schema (draft 2020-12) of the whole message.
    #[schema(value_type = Object)]
    schema: Value,
    /// A message.
    #[schema(value_type = Object)]
    example: Value,
}

/// List event types
///
/// What webhooks can be told of, with the JSON Schema of each message and an example. Messages are the same for every
/// receiver, whatever the dialect of the API.
#[utoipa::path(get, path = "/webhooks/event-types", tag = "Webhooks", security(()),
    responses((status = 200, body = ListEventTypesResponse)))]
pub(super) async fn list(dialect: Dialect) -> Reply<ListEventTypesResponse> {
    let view = |entry: catalogue::Entry| EventTypeView {
        name: entry.kind,
        description: entry.description,
        trigger: entry.trigger,
        schema: entry.schema,
        example: entry.example,
    };
    let event_types = catalogue::all().into_iter().map(view).collect();
    Reply(dialect, ListEventTypesResponse { event_types })
}
