//! Figures of a workspace at a glance.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::breakdown::ranked;
use super::input::scope;
use crate::domain::id::LinkId;
use crate::domain::intervals::month_of;
use crate::domain::rollup::{Dimension, Window};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::directories;
use crate::store::rollups::Scope;
use crate::store::templates::Shelf;

/// The events of a window at a glance.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventsMetric {
    total_events: i64,
    /// The first event of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    first_at: Option<Timestamp>,
    /// The last event of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DEVICE_TYPE_MOBILE")]
    top_device_type: Option<String>,
    total_countries: i64,
    total_cities: i64,
    total_device_types: i64,
    /// The mean of the scores of all who came to the link (or links), as they are now, whatever the window; absent when
    /// there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 42.5)]
    average_lead_score: Option<f64>,
}

/// What a workspace has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkspaceMetric {
    total_links: i64,
    total_directories: i64,
    total_events: i64,
    /// Since the month began, in the workspace's time zone.
    total_monthly_events: i64,
    total_visitors: i64,
    total_members: i64,
    total_qrcode_templates: i64,
    total_page_theme_templates: i64,
    /// The mean of all lead scores as they are now; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 42.5)]
    average_lead_score: Option<f64>,
    /// Nothing is sold here: no credits, no limits.
    token_credits_limit: i64,
    token_credits_used: i64,
    topup_credits_limit: i64,
    topup_credits_used: i64,
}

/// What a workspace's links are mostly like.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkspaceInsight {
    /// `PREFERRED_LINK_TYPE_URL`, `_CONTACT_CARD`, `_SOCIAL_LINKS_PAGE`, `_OPEN_MEDIA`, or `_MIX` when none has more than
    /// half.
    #[schema(example = "PREFERRED_LINK_TYPE_URL")]
    preferred_link_type: &'static str,
}

/// Get the events of a window at a glance
#[utoipa::path(get, path = "/metrics/events", tag = "Analytics",
    params(("linkId" = Option<String>, Query, description = "Of one link; of all when left out"),
        ("startDate" = Option<String>, Query, description = "From this moment on"),
        ("endDate" = Option<String>, Query, description = "Up to and including this moment")),
    responses((status = 200, body = EventsMetric)))]
pub(super) async fn events(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<EventsMetric>, ApiError> {
    let link = query.parsed::<LinkId>("linkId")?;
    let (start, end) = (query.time("startDate")?, query.time("endDate")?);
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        return Err(ApiError::field(query.name("endDate"), "lies before startDate"));
    }
    let scope = scope(&state, caller.workspace, link, || query.name("linkId")).await?;
    let window = Window::new(start, end);
    let (devices, total_events) = ranked(&state, scope, Dimension::DeviceType, window).await?;
    let known = |(values, _): (Vec<(String, i64)>, i64)| {
        let known: Vec<String> =
            values.into_iter().map(|(value, _)| value).filter(|value| !value.is_empty()).collect();
        (known.first().cloned(), known.len() as i64)
    };
    let (top_country, total_countries) = known(ranked(&state, scope, Dimension::Country, window).await?);
    let (top_city, total_cities) = known(ranked(&state, scope, Dimension::City, window).await?);
    let (top_device_type, total_device_types) = known((devices, total_events));
    let (first_at, last_at) = state.store.ends_of(scope, window).await?.unzip();
    let metric = EventsMetric {
        total_events,
        first_at,
        last_at,
        top_country,
        top_city,
        top_device_type,
        total_countries,
        total_cities,
        total_device_types,
        average_lead_score: average_lead_score(&state, scope).await?,
    };
    Ok(Reply(caller.dialect, metric))
}

/// The mean of the lead scores of a link or a workspace.
async fn average_lead_score(state: &AppState, scope: Scope) -> Result<Option<f64>, ApiError> {
    let (leads, points) = state.store.lead_totals(scope).await?;
    Ok((leads > 0).then(|| points as f64 / leads as f64))
}

/// Get what a workspace has
#[utoipa::path(get, path = "/metrics/workspace", tag = "Analytics", responses((status = 200, body = WorkspaceMetric)))]
pub(super) async fn workspace(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<WorkspaceMetric>, ApiError> {
    let workspace = state.store.workspace(caller.workspace).await?;
    let zone = workspace.and_then(|workspace| jiff::tz::TimeZone::get(&workspace.timezone).ok());
    let scope = Scope { workspace: caller.workspace, link: None };
    let month = month_of(state.clock.now().as_millis(), &zone.unwrap_or(jiff::tz::TimeZone::UTC));
    let everywhere = directories::Filter { recursive: true, ..directories::Filter::default() };
    let metric = WorkspaceMetric {
        total_links: state.store.links_of_workspace(caller.workspace).await?,
        total_directories: state.store.count_directories(caller.workspace, &everywhere).await?,
        total_events: state.store.events_in(scope, Window::ALL).await?,
        total_monthly_events: state.store.events_in(scope, Window { from: month, ..Window::ALL }).await?,
        total_visitors: state.store.audience(scope).await?,
        total_members: 1,
        total_qrcode_templates: state.store.count_templates(Shelf::Own(caller.workspace), None).await?,
        total_page_theme_templates: 0,
        average_lead_score: average_lead_score(&state, scope).await?,
        token_credits_limit: 0,
        token_credits_used: 0,
        topup_credits_limit: 0,
        topup_credits_used: 0,
    };
    Ok(Reply(caller.dialect, metric))
}

/// Get what a workspace's links are mostly like
#[utoipa::path(get, path = "/metrics/workspace/insight", tag = "Analytics",
    responses((status = 200, body = WorkspaceInsight)))]
pub(super) async fn insight(
    caller: Caller,
    State(state): State<AppState>,
) -> Result<Reply<WorkspaceInsight>, ApiError> {
    let exits = state.store.exits_of_links(caller.workspace).await?;
    let all: i64 = exits.iter().map(|(_, links)| links).sum();
    let most = exits.iter().find(|(_, links)| links * 2 > all).map(|(action, _)| action.as_str());
    let preferred_link_type = match most {
        Some("EVENT_ACTION_CLIENT_REDIRECT") => "PREFERRED_LINK_TYPE_URL",
        Some("EVENT_ACTION_CONTACT_CARD") => "PREFERRED_LINK_TYPE_CONTACT_CARD",
        Some("EVENT_ACTION_SOCIAL_LINKS_PAGE") => "PREFERRED_LINK_TYPE_SOCIAL_LINKS_PAGE",
        Some("EVENT_ACTION_OPEN_MEDIA") => "PREFERRED_LINK_TYPE_OPEN_MEDIA",
        None if all == 0 => "PREFERRED_LINK_TYPE_URL",
        _ => "PREFERRED_LINK_TYPE_MIX",
    };
    Ok(Reply(caller.dialect, WorkspaceInsight { preferred_link_type }))
}
