//! `/v1/events`: contract group "Events". The guide asks at `/v1/events/list` for a flat list, the SDKs at `/v1/events` for
//! one that is wrapped in `json` or `csv`.

mod csv;
mod view;

use std::collections::BTreeSet;

use axum::extract::{OriginalUri, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::dialect::to_camel;
use super::error::ApiError;
use super::leads::LeadView;
use super::links::links_beside;
use super::query::Query;
use super::reply::Reply;
use super::visitors::VisitorView;
use crate::domain::id::LinkId;
use crate::state::AppState;
use crate::store::events::Filter;
pub(super) use csv::inert;
pub(crate) use view::{DeviceView, EventView};

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(list_wrapped))
}

/// Some events.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListEventsJsonResponse {
    /// The newest first.
    events: Vec<EventView>,
    /// How many events match on all pages.
    total_count: i64,
    /// Whether another page follows.
    has_more: bool,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// Events as CSV text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListEventsCsvResponse {
    content_type: &'static str,
    csv_data: String,
}

/// Events in the one form or the other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListEventsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    json: Option<ListEventsJsonResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    csv: Option<ListEventsCsvResponse>,
}

/// In which form a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
}

/// List events
///
/// The newest come first; the list is flat.
#[utoipa::path(get, path = "/events/list", tag = "Events",
    params(("linkId" = Option<String>, Query, description = "Events of one link"),
        ("startDate" = Option<String>, Query, description = "From this moment on"),
        ("endDate" = Option<String>, Query, description = "Up to and including this moment"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: visitor, device, link, leadScore"),
        ("responseFormat" = Option<String>, Query, description = "RESPONSE_FORMAT_JSON or RESPONSE_FORMAT_CSV (text/csv)"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListEventsJsonResponse)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    query: Query,
) -> Result<Response, ApiError> {
    let format = format(&query)?;
    let page = page(&state, &caller, uri.path(), &query).await?;
    Ok(match format {
        Format::Json => Reply(caller.dialect, page).into_response(),
        Format::Csv => raw_csv(&page)?,
    })
}

/// List events, wrapped
///
/// The newest come first, in `json` or in `csv`, as the official SDKs read them.
#[utoipa::path(get, path = "/events", tag = "Events",
    params(("linkId" = Option<String>, Query, description = "Events of one link"),
        ("startDate" = Option<String>, Query, description = "From this moment on"),
        ("endDate" = Option<String>, Query, description = "Up to and including this moment"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: visitor, device, link, leadScore"),
        ("responseFormat" = Option<String>, Query, description = "RESPONSE_FORMAT_JSON or RESPONSE_FORMAT_CSV"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListEventsResponse)))]
async fn list_wrapped(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    query: Query,
) -> Result<Reply<ListEventsResponse>, ApiError> {
    let format = format(&query)?;
    let page = page(&state, &caller, uri.path(), &query).await?;
    let wrapped = match format {
        Format::Json => ListEventsResponse { json: Some(page), csv: None },
        Format::Csv => {
            let csv_data = csv::text(&page.events).map_err(|error| ApiError::internal(&error))?;
            ListEventsResponse {
                json: None,
                csv: Some(ListEventsCsvResponse { content_type: "text/csv", csv_data }),
            }
        }
    };
    Ok(Reply(caller.dialect, wrapped))
}

fn format(query: &Query) -> Result<Format, ApiError> {
    match query.text("responseFormat").unwrap_or("RESPONSE_FORMAT_JSON") {
        "RESPONSE_FORMAT_JSON" | "RESPONSE_FORMAT_UNSPECIFIED" | "json" => Ok(Format::Json),
        "RESPONSE_FORMAT_CSV" | "csv" => Ok(Format::Csv),
        _ => Err(ApiError::field(
            query.name("responseFormat"),
            "must be RESPONSE_FORMAT_JSON or RESPONSE_FORMAT_CSV",
        )),
    }
}

/// CSV as a file; the next page's token is in a header, since the text has no place for it.
fn raw_csv(page: &ListEventsJsonResponse) -> Result<Response, ApiError> {
    let text = csv::text(&page.events).map_err(|error| ApiError::internal(&error))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"events.csv\"")),
    ];
    let token = page.next_page_token.as_deref().map(|token| [("x-next-page-token", token)]);
    Ok((headers, token, text).into_response())
}

async fn page(
    state: &AppState,
    caller: &Caller,
    path: &str,
    query: &Query,
) -> Result<ListEventsJsonResponse, ApiError> {
    let filter = Filter {
        link: query.parsed::<LinkId>("linkId")?,
        start: query.time("startDate")?,
        end: query.time("endDate")?,
    };
    let list = format!("{path} {filter:?}");
    let page = query.page(&list, 100, 1000)?;
    // Counted first: an event that comes in between is on the page and not yet in the count, never the other way round.
    let total_count = state.store.count_matching(caller.workspace, filter).await?;
    let slice = state.store.list_events(caller.workspace, filter, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let mut events: Vec<EventView> = slice.rows.into_iter().map(EventView::from).collect();
    let included: BTreeSet<String> = query.list("include").into_iter().map(to_camel).collect();
    beside(state, caller, &mut events, &included).await?;
    Ok(ListEventsJsonResponse { events, total_count, has_more: next_page_token.is_some(), next_page_token })
}

/// Puts what is asked for beside the events, each kind read at once for all of them.
async fn beside(
    state: &AppState,
    caller: &Caller,
    events: &mut [EventView],
    included: &BTreeSet<String>,
) -> Result<(), ApiError> {
    if included.contains("device") {
        let ids: BTreeSet<_> = events.iter().map(|event| event.device_id).collect();
        let devices = state.store.devices(caller.workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
        for event in events.iter_mut() {
            let device = devices.iter().find(|device| device.id == event.device_id);
            event.device = device.cloned().map(DeviceView::from);
        }
    }
    if included.contains("visitor") {
        let ids: BTreeSet<_> = events.iter().map(|event| event.visitor_id).collect();
        let visitors = state.store.profiles(caller.workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
        for event in events.iter_mut() {
            let visitor = visitors.iter().find(|profile| profile.visitor.id == event.visitor_id);
            event.visitor = visitor.cloned().map(VisitorView::from);
        }
    }
    if included.contains("link") {
        let ids: BTreeSet<_> = events.iter().map(|event| event.link_id).collect();
        let links = links_beside(state, caller.workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
        for event in events.iter_mut() {
            event.link = links.get(&event.link_id).cloned();
        }
    }
    if included.contains("leadScore") {
        let ids: BTreeSet<_> = events.iter().map(|event| event.visitor_id).collect();
        let leads = state.store.leads_of(caller.workspace, &ids.into_iter().collect::<Vec<_>>()).await?;
        let leads: Vec<LeadView> = leads.into_iter().map(LeadView::from).collect();
        for event in events.iter_mut() {
            let is_its =
                |lead: &&LeadView| lead.visitor_id == event.visitor_id && lead.link_id == event.link_id;
            event.lead_score = leads.iter().find(is_its).cloned();
            event.lead_score_id = event.lead_score.as_ref().map(|lead| lead.id);
        }
    }
    // Other names are passed by.
    Ok(())
}
