//! Events by one dimension.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::input::{limit, request};
use super::percent;
use crate::domain::id::LinkId;
use crate::domain::rollup::{Dimension, Window};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::rollups::Scope;

/// What a value is called that is not known.
pub(super) const UNKNOWN: &str = "Unknown";

request! {
    /// Events by one dimension.
    GetBreakdownRequest {
        /// `country`, `city`, `device_type`, `visit_type`, `browser`, `platform`, `action`, `traffic` or `exit`, or a name of
        /// `GROUP_BY_DIMENSION_…`. Required.
        #[schema(required = true, example = "browser")]
        dimension: String,
        /// 1 to 1000, 10 when left out.
        #[schema(minimum = 0, maximum = 1000)]
        limit: Option<i64>,
    }
}
request! {
    /// Events by type of device.
    GetDeviceDistributionRequest {}
}
request! {
    /// Events by place.
    GetGeoBreakdownRequest {
        /// `country` (the default) or `city`.
        #[schema(example = "country")]
        group_by: Option<String>,
        /// 1 to 1000, 10 when left out.
        #[schema(minimum = 0, maximum = 1000)]
        limit: Option<i64>,
    }
}
request! {
    /// The links with most events.
    GetTopLinksRequest {
        /// 1 to 1000, 10 when left out.
        #[schema(minimum = 0, maximum = 1000)]
        limit: Option<i64>,
    }
}

/// The events of one value.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BreakdownDataPoint {
    /// As events have it; empty where it is unknown.
    code: String,
    /// For people.
    #[schema(example = "Mobile")]
    label: String,
    event_count: i64,
    /// Of all events of the window.
    percentage: f64,
}

/// Events by one dimension.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetBreakdownResponse {
    /// The most frequent first.
    data: Vec<BreakdownDataPoint>,
    /// All events of the window.
    total: i64,
}

/// The events of one type of device.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeviceDataPoint {
    #[schema(example = "DEVICE_TYPE_MOBILE")]
    device_type: String,
    event_count: i64,
    percentage: f64,
}

/// Events by type of device.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetDeviceDistributionResponse {
    /// The most frequent first.
    data: Vec<DeviceDataPoint>,
    total_events: i64,
}

/// The events of one place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GeoDataPoint {
    location: String,
    event_count: i64,
    percentage: f64,
}

/// Events by place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetGeoBreakdownResponse {
    /// The most frequent first.
    data: Vec<GeoDataPoint>,
    total_events: i64,
}

/// The events of one link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TopLinkDataPoint {
    #[schema(value_type = String, format = Uuid)]
    link_id: LinkId,
    name: String,
    shortlink: String,
    event_count: i64,
}

/// The links with most events.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetTopLinksResponse {
    /// The most frequent first.
    data: Vec<TopLinkDataPoint>,
    total_events: i64,
}

/// The values of a dimension with their events, the most frequent first, and how many events there are.
pub(super) async fn ranked(
    state: &AppState,
    scope: Scope,
    dimension: Dimension,
    window: Window,
) -> Result<(Vec<(String, i64)>, i64), ApiError> {
    let counted = state.store.counted(scope, dimension, window, None).await?;
    let mut values: BTreeMap<String, i64> = BTreeMap::new();
    for part in counted {
        *values.entry(part.value).or_default() += part.events;
    }
    let total = values.values().sum();
    let mut values: Vec<(String, i64)> = values.into_iter().filter(|(_, events)| *events > 0).collect();
    // Stable, so that values of one count stay in the order of their names.
    values.sort_by_key(|(_, events)| std::cmp::Reverse(*events));
    Ok((values, total))
}

/// A dimension by its name, with `GROUP_BY_DIMENSION_` before it or without.
pub(super) fn dimension_of(check: &mut Check, field: &str, name: &str) -> Option<Dimension> {
    let lower = name.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let bare = lower.strip_prefix("group_by_dimension_").unwrap_or(&lower);
    let found = Dimension::OF_EVENTS
        .into_iter()
        .find(|dimension| dimension.as_str() == bare || dimension.as_str().replace('_', "") == bare);
    if found.is_none() {
        let names = Dimension::OF_EVENTS.map(Dimension::as_str).join(", ");
        check.refuse(field, format_args!("is unknown; use one of {names}"));
    }
    found
}

/// A value for people.
pub(super) fn label(dimension: Dimension, value: &str) -> String {
    if value.is_empty() {
        return UNKNOWN.to_owned();
    }
    let prefix = match dimension {
        Dimension::DeviceType => "DEVICE_TYPE_",
        Dimension::VisitType => "VISIT_TYPE_",
        Dimension::Action => "ACTION_",
        Dimension::Exit => "EVENT_ACTION_",
        Dimension::Traffic => "",
        _ => return value.to_owned(),
    };
    let words = value.strip_prefix(prefix).unwrap_or(value).to_lowercase().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Break events down
///
/// By country, city, device type, visit type, browser, platform, action, traffic or exit.
#[utoipa::path(post, path = "/analytics/breakdown", tag = "Analytics", request_body = GetBreakdownRequest,
    responses((status = 200, body = GetBreakdownResponse)))]
pub(super) async fn breakdown(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetBreakdownRequest>,
) -> Result<Reply<GetBreakdownResponse>, ApiError> {
    let dimension = dimension_of(&mut check, "dimension", &wanted.dimension);
    let most = limit(&mut check, wanted.limit, 10, 1000);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let dimension = dimension.unwrap_or(Dimension::Country);
    let (values, total) = ranked(&state, scope, dimension, window).await?;
    let point = |(code, event_count): (String, i64)| BreakdownDataPoint {
        label: label(dimension, &code),
        percentage: percent(event_count, total),
        code,
        event_count,
    };
    let data = values.into_iter().take(most as usize).map(point).collect();
    Ok(Reply(caller.dialect, GetBreakdownResponse { data, total }))
}

/// Break events down by device type
#[utoipa::path(post, path = "/analytics/devices", tag = "Analytics", request_body = GetDeviceDistributionRequest,
    responses((status = 200, body = GetDeviceDistributionResponse)))]
pub(super) async fn devices(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetDeviceDistributionRequest>,
) -> Result<Reply<GetDeviceDistributionResponse>, ApiError> {
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let (values, total_events) = ranked(&state, scope, Dimension::DeviceType, window).await?;
    let point = |(device_type, event_count): (String, i64)| DeviceDataPoint {
        device_type,
        event_count,
        percentage: percent(event_count, total_events),
    };
    let data = values.into_iter().map(point).collect();
    Ok(Reply(caller.dialect, GetDeviceDistributionResponse { data, total_events }))
}

/// Break events down by place
#[utoipa::path(post, path = "/analytics/geo", tag = "Analytics", request_body = GetGeoBreakdownRequest,
    responses((status = 200, body = GetGeoBreakdownResponse)))]
pub(super) async fn geo(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetGeoBreakdownRequest>,
) -> Result<Reply<GetGeoBreakdownResponse>, ApiError> {
    let group = wanted.group_by.as_deref().filter(|name| !name.is_empty()).unwrap_or("country");
    let dimension = dimension_of(&mut check, "groupBy", group).unwrap_or(Dimension::Country);
    if !matches!(dimension, Dimension::Country | Dimension::City) {
        check.refuse("groupBy", "must be country or city");
    }
    let most = limit(&mut check, wanted.limit, 10, 1000);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let (values, total_events) = ranked(&state, scope, dimension, window).await?;
    let point = |(value, event_count): (String, i64)| GeoDataPoint {
        location: label(dimension, &value),
        event_count,
        percentage: percent(event_count, total_events),
    };
    let data = values.into_iter().take(most as usize).map(point).collect();
    Ok(Reply(caller.dialect, GetGeoBreakdownResponse { data, total_events }))
}

/// List the links with most events
#[utoipa::path(post, path = "/analytics/top-links", tag = "Analytics", request_body = GetTopLinksRequest,
    responses((status = 200, body = GetTopLinksResponse)))]
pub(super) async fn top_links(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetTopLinksRequest>,
) -> Result<Reply<GetTopLinksResponse>, ApiError> {
    let most = limit(&mut check, wanted.limit, 10, 1000);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let total_events = state.store.events_in(scope, window).await?;
    let values = match scope.link {
        // Links are counted for whole workspaces; of one link all events are its own.
        Some(link) => vec![(link.to_string(), total_events)],
        None => state.store.top_links(scope.workspace, window, most).await?,
    };
    let top: Vec<(LinkId, i64)> =
        values.into_iter().filter_map(|(id, events)| Some((id.parse().ok()?, events))).collect();
    let ids: Vec<LinkId> = top.iter().map(|(id, _)| *id).collect();
    let found = state.store.links_by_id(caller.workspace, &ids).await?;
    let point = |(link_id, event_count): (LinkId, i64)| {
        let link = found.iter().find(|found| found.link.id == link_id).map(|found| &found.link);
        TopLinkDataPoint {
            link_id,
            name: link.map(|link| link.name.clone()).unwrap_or_default(),
            shortlink: link.map(|link| link.shortlink.to_string()).unwrap_or_default(),
            event_count,
        }
    };
    let data = top.into_iter().map(point).collect();
    Ok(Reply(caller.dialect, GetTopLinksResponse { data, total_events }))
}
