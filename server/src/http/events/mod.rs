//! `/v1/events`: contract group "Events". The guide asks at `/v1/events/list` for a flat list, the SDKs at `/v1/events` for
//! one that is wrapped in `json` or `csv`.

mod csv;
mod export;
mod included;
mod live;
mod traces;
mod view;

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::error::ApiError;
use super::query::Query;
use super::reply::Reply;
use crate::domain::id::{LinkId, VisitorId};
use crate::domain::page::Page;
use crate::state::AppState;
use crate::store::events::Filter;
pub(super) use csv::inert;
use export::File;
use included::Included;
pub(crate) use view::{DeviceView, EventView};

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(list_wrapped))
        .routes(routes!(traces::list))
        .routes(routes!(live::stream))
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
    File(File),
}

/// List events
///
/// The newest come first; the list is flat. Files, as CSV (`text/csv`) or as one JSON object a line
/// (`application/x-ndjson`), hold all events unless `pageSize` says how many; then the header `x-next-page-token` has the
/// next page's token.
#[utoipa::path(get, path = "/events/list", tag = "Events",
    params(("linkId" = Option<String>, Query, description = "Events of one link"),
        ("visitorId" = Option<String>, Query, description = "Events of one visitor"),
        ("startDate" = Option<String>, Query, description = "From this moment on"),
        ("endDate" = Option<String>, Query, description = "Up to and including this moment"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: visitor, device, link, workspace, journey, traces, conversions, leadScore"),
        ("responseFormat" = Option<String>, Query, description = "RESPONSE_FORMAT_JSON, RESPONSE_FORMAT_CSV or RESPONSE_FORMAT_NDJSON"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out of JSON and all of files"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListEventsJsonResponse)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, ApiError> {
    let asked = Asked::new(uri.path(), &query)?;
    match format(&query, &headers)? {
        Format::Json => Ok(Reply(caller.dialect, asked.page(&state, &caller).await?).into_response()),
        Format::File(file) => asked.file(&state, &caller, &query, file).await,
    }
}

/// List events, wrapped
///
/// The newest come first, in `json` or in `csv`, as the official SDKs read them. Who accepts `text/csv` or
/// `application/x-ndjson` gets a file instead, as from `/events/list`.
#[utoipa::path(get, path = "/events", tag = "Events",
    params(("linkId" = Option<String>, Query, description = "Events of one link"),
        ("visitorId" = Option<String>, Query, description = "Events of one visitor"),
        ("startDate" = Option<String>, Query, description = "From this moment on"),
        ("endDate" = Option<String>, Query, description = "Up to and including this moment"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: visitor, device, link, workspace, journey, traces, conversions, leadScore"),
        ("responseFormat" = Option<String>, Query, description = "RESPONSE_FORMAT_JSON or RESPONSE_FORMAT_CSV"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out"),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListEventsResponse)))]
async fn list_wrapped(
    caller: Caller,
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, ApiError> {
    let mut asked = Asked::new(uri.path(), &query)?;
    let format = format(&query, &headers)?;
    if let Some(file) = accepted(&headers) {
        return asked.file(&state, &caller, &query, file).await;
    }
    let wrapped = match format {
        Format::Json => ListEventsResponse { json: Some(asked.page(&state, &caller).await?), csv: None },
        Format::File(File::Csv) => {
            asked.included.for_csv();
            let page = asked.page(&state, &caller).await?;
            let csv_data = File::Csv.text(&caller, &page.events, true)?;
            ListEventsResponse {
                json: None,
                csv: Some(ListEventsCsvResponse { content_type: "text/csv", csv_data }),
            }
        }
        Format::File(file) => return asked.file(&state, &caller, &query, file).await,
    };
    Ok(Reply(caller.dialect, wrapped).into_response())
}

fn format(query: &Query, headers: &HeaderMap) -> Result<Format, ApiError> {
    let named = query.name_of(
        "responseFormat",
        "RESPONSE_FORMAT_",
        &[
            ("JSON", Format::Json),
            ("CSV", Format::File(File::Csv)),
            ("NDJSON", Format::File(File::Lines)),
            ("UNSPECIFIED", Format::Json),
        ],
    )?;
    Ok(named.unwrap_or_else(|| accepted(headers).map_or(Format::Json, Format::File)))
}

/// The file that a client would rather have than JSON.
fn accepted(headers: &HeaderMap) -> Option<File> {
    let accept = headers.get(ACCEPT)?.to_str().ok()?;
    match accept.split([',', ';']).next()?.trim() {
        "text/csv" => Some(File::Csv),
        "application/x-ndjson" | "application/jsonl" => Some(File::Lines),
        _ => None,
    }
}

/// Which events a query asks for.
fn filter(query: &Query) -> Result<Filter, ApiError> {
    Ok(Filter {
        link: query.parsed::<LinkId>("linkId")?,
        visitor: query.parsed::<VisitorId>("visitorId")?,
        start: query.time("startDate")?,
        end: query.time("endDate")?,
    })
}

/// Which events are asked for.
#[derive(Debug)]
struct Asked {
    filter: Filter,
    included: Included,
    page: Page,
    /// What page tokens are bound to.
    list: String,
}

impl Asked {
    fn new(path: &str, query: &Query) -> Result<Self, ApiError> {
        let filter = filter(query)?;
        let list = format!("{path} {filter:?}");
        let page = query.page(&list, 100, 1000)?;
        Ok(Self { filter, included: Included::of(query), page, list })
    }

    async fn page(&self, state: &AppState, caller: &Caller) -> Result<ListEventsJsonResponse, ApiError> {
        // Counted first: an event that comes in between is on the page and not yet in the count, never the other way round.
        let total_count = state.store.count_matching(caller.workspace, self.filter).await?;
        let slice = state.store.list_events(caller.workspace, self.filter, &self.page).await?;
        let next_page_token = slice.next.map(|cursor| cursor.token(&self.list));
        let events = self.included.views(state, caller.workspace, slice.rows).await?;
        Ok(ListEventsJsonResponse {
            events,
            total_count,
            has_more: next_page_token.is_some(),
            next_page_token,
        })
    }

    /// A file of the page that was asked for, with the next page's token in a header, since it has no other place; of all
    /// events when no size was asked for.
    async fn file(
        mut self,
        state: &AppState,
        caller: &Caller,
        query: &Query,
        file: File,
    ) -> Result<Response, ApiError> {
        if file == File::Csv {
            self.included.for_csv();
        }
        if query.text("pageSize").is_none() {
            return export::all(state, caller, self.filter, self.included, file, self.page.after).await;
        }
        let slice = state.store.list_events(caller.workspace, self.filter, &self.page).await?;
        let events = self.included.views(state, caller.workspace, slice.rows).await?;
        let text = file.text(caller, &events, self.page.after.is_none())?;
        let mut answer = file.answer(text);
        if let Some(cursor) = slice.next
            && let Ok(token) = HeaderValue::from_str(&cursor.token(&self.list))
        {
            answer.headers_mut().insert("x-next-page-token", token);
        }
        Ok(answer)
    }
}
