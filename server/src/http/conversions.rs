//! `/v1/conversions`: what visitors did at the destination, told by it with the `lbid` that it was handed.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Caller;
use super::body::Body;
use super::effect::Effect;
use super::error::ApiError;
use super::query::Query;
use super::reply::Reply;
use super::visitors::{projected, visit_of};
use crate::app::conversions::{Recorded, Told, record};
use crate::domain::conversion::{Conversion, EXTERNAL_ID, MOST, NAME};
use crate::domain::event::lbid;
use crate::domain::id::{ConversionId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::rollup::Window;
use crate::domain::time::Timestamp;
use crate::state::AppState;
use crate::store::conversions::Filter;

/// How far clocks of clients may be ahead.
const AHEAD: Duration = Duration::from_mins(10);

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create, list))
}

/// Something that a visitor did at the destination.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversion)]
pub(super) struct ConversionView {
    #[schema(value_type = String, format = Uuid)]
    id: ConversionId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(value_type = String, format = Uuid)]
    link_id: LinkId,
    #[schema(value_type = String, format = Uuid)]
    event_id: EventId,
    #[schema(value_type = String, format = Uuid)]
    visitor_id: VisitorId,
    lbid: String,
    #[schema(example = "purchase")]
    pub(super) name: String,
    pub(super) value: Option<f64>,
    #[schema(example = "EUR")]
    pub(super) currency: Option<String>,
    external_id: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    occurred_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Conversion> for ConversionView {
    fn from(conversion: Conversion) -> Self {
        Self {
            id: conversion.id,
            workspace_id: conversion.workspace,
            link_id: conversion.link,
            event_id: conversion.event,
            visitor_id: conversion.visitor,
            lbid: lbid(conversion.event),
            name: conversion.name,
            value: conversion.value,
            currency: conversion.currency,
            external_id: conversion.external_id,
            occurred_at: conversion.occurred_at,
            created_at: conversion.created_at,
        }
    }
}

/// Something that was done.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct CreateConversionRequest {
    /// The visit's id, which the destination got in its query parameter `lbid`. Required.
    #[schema(required = true, example = "AZnR8HweeACAABorPE1ebw")]
    lbid: String,
    /// What was done, 1 to 100 characters. Required.
    #[schema(required = true, example = "purchase", min_length = 1, max_length = 100)]
    name: String,
    /// What it is worth, from -10^12 to 10^12.
    #[schema(example = 49.9, minimum = -1e12, maximum = 1e12)]
    value: Option<f64>,
    /// In which currency, ISO 4217.
    #[schema(example = "EUR", min_length = 3, max_length = 3)]
    currency: Option<String>,
    /// An id of your own, at most 255 characters: the same is recorded once.
    #[schema(max_length = 255)]
    external_id: Option<String>,
    /// When it was done; now when left out.
    #[schema(format = DateTime)]
    occurred_at: Option<String>,
}

/// A conversion.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CreateConversionResponse {
    conversion: ConversionView,
    /// False when it was told before by the same id of your own.
    created: bool,
}

/// Some conversions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListConversionsResponse {
    /// The last one first.
    conversions: Vec<ConversionView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// Record a conversion
///
/// Links with `conversionTracking` hand `lbid` to their destination: send it back here when the visitor did what the link is
/// for. Webhooks tell of it as `conversion.recorded`, and it is a step of the funnel.
#[utoipa::path(post, path = "/conversions", tag = "Conversions", request_body = CreateConversionRequest,
    responses((status = 200, body = CreateConversionResponse)))]
async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateConversionRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let given =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let event = visit_of(&mut check, &wanted.lbid);
    let name = wanted.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME {
        check.refuse("name", format_args!("must have 1 to {NAME} characters"));
    }
    if wanted.value.is_some_and(|value| !(-MOST..=MOST).contains(&value)) {
        check.refuse("value", "must be a number from -10^12 to 10^12");
    }
    let currency = given(wanted.currency).map(|code| code.to_uppercase());
    if currency
        .as_ref()
        .is_some_and(|code| code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        check.refuse("currency", "must be three letters of ISO 4217, such as EUR");
    }
    let external_id = given(wanted.external_id);
    check.length("externalId", external_id.as_deref(), EXTERNAL_ID);
    let occurred_at =
        given(wanted.occurred_at).and_then(|text| check.parse("occurredAt", Timestamp::parse(&text)));
    if occurred_at.is_some_and(|at| at > now.after(AHEAD) || at.as_millis() < 0) {
        check.refuse("occurredAt", "lies in the future, or before 1970");
    }
    check.finish()?;
    let Some(event) = event else { return Err(ApiError::raced()) };
    projected(&state, caller.workspace, event).await?;
    let workspace = caller.workspace;
    let told = Told { workspace, event, name, value: wanted.value, currency, external_id, occurred_at };
    let mut tx = effect.begin().await?;
    let (conversion, created) = match record(&mut tx, told, now).await? {
        Recorded::New(conversion) => (conversion, true),
        Recorded::Known(conversion) => (conversion, false),
        Recorded::Other => {
            let field = check.spell("externalId");
            return Err(ApiError::taken(field, "belongs to another conversion; give each an id of its own"));
        }
        Recorded::NoVisit => return Err(ApiError::missing("visit", "with this lbid")),
    };
    let id = conversion.id;
    effect.reply(tx, id, &CreateConversionResponse { conversion: conversion.into(), created }).await
}

/// List conversions
#[utoipa::path(get, path = "/conversions", tag = "Conversions",
    params(("linkId" = Option<String>, Query, description = "Those of one link"),
        ("visitorId" = Option<String>, Query, description = "Those of one visitor"),
        ("startDate" = Option<String>, Query, description = "Done from this moment on"),
        ("endDate" = Option<String>, Query, description = "Done up to and including this moment"),
        ("pageSize" = Option<u16>, Query, description = "1 to 1000, 100 when left out", minimum = 1, maximum = 1000),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListConversionsResponse)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListConversionsResponse>, ApiError> {
    let filter = Filter {
        link: query.parsed::<LinkId>("linkId")?,
        visitor: query.parsed::<VisitorId>("visitorId")?,
        window: Window::new(query.time("startDate")?, query.time("endDate")?),
    };
    let list = format!("conversions {filter:?}");
    let page = query.page(&list, 100, 1000)?;
    let slice = state.store.list_conversions(caller.workspace, filter, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let conversions = slice.rows.into_iter().map(ConversionView::from).collect();
    Ok(Reply(caller.dialect, ListConversionsResponse { conversions, next_page_token }))
}
