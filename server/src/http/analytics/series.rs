//! Events over time, in intervals of a time zone.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::breakdown::{dimension_of, label, ranked};
use super::input::{intervals, limit, request, zone};
use crate::domain::intervals::{Edges, hour_of};
use crate::domain::rollup::{Dimension, HOUR, QUARTER, Window};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::rollups::Scope;

request! {
    /// Events over time by one dimension.
    GetGroupedTimeSeriesRequest {
        /// `GROUP_BY_DIMENSION_COUNTRY`, `_CITY`, `_DEVICE_TYPE`, `_VISIT_TYPE`, `_BROWSER` or `_PLATFORM`. Required.
        #[schema(required = true, example = "GROUP_BY_DIMENSION_BROWSER")]
        group_by: String,
        /// A multiple of 15, or whole days (1440, 2880 …); a day when left out.
        interval_in_minutes: Option<i64>,
        /// Groups to show, 1 to 20; 5 when left out.
        #[schema(minimum = 0, maximum = 20)]
        limit: Option<i64>,
        /// Whose days they are, a name of IANA; the workspace's when left out.
        timezone: Option<String>,
    }
}
request! {
    /// Events over time.
    GetEventsTimeSeriesRequest {
        /// A multiple of 15, or whole days (1440, 2880 …); a day when left out.
        interval_in_minutes: Option<i64>,
        /// Whose days they are, a name of IANA; the workspace's when left out.
        timezone: Option<String>,
    }
}
request! {
    /// New and returning visitors over time.
    GetVisitorTrendsRequest {
        /// A multiple of 15, or whole days (1440, 2880 …); a day when left out.
        interval_in_minutes: Option<i64>,
        /// Whose days they are, a name of IANA; the workspace's when left out.
        timezone: Option<String>,
    }
}
request! {
    /// Events by hour of the day.
    GetHourOfDayDistributionRequest {
        /// Whose hours they are, a name of IANA; the workspace's when left out.
        timezone: Option<String>,
    }
}

/// The events of one interval.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimeSeriesPoint {
    /// When the interval begins.
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    value: i64,
}

/// The events of one value over time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimeSeriesSeries {
    label: String,
    points: Vec<TimeSeriesPoint>,
}

/// Events over time by one dimension.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetGroupedTimeSeriesResponse {
    /// The most frequent values of the window first.
    series: Vec<TimeSeriesSeries>,
    /// All events of the window, those of other values among them.
    total_events: i64,
}

/// The events of one interval.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventsTimeSeriesData {
    /// When the interval begins.
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    event_count: i64,
}

/// Events over time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventsTimeSeries {
    /// Every interval, empty ones too.
    data: Vec<EventsTimeSeriesData>,
    /// All events of the window.
    total_data: i64,
    total_intervals: i64,
}

/// Events over time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetEventsTimeSeriesResponse {
    time_series: EventsTimeSeries,
}

/// The visits of one interval.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitorTrendDataPoint {
    /// When the interval begins.
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    /// Devices that came to a link for the first time.
    new_visitor_count: i64,
    /// Visits of devices that had come to the link before.
    returning_visitor_count: i64,
}

/// New and returning visitors over time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetVisitorTrendsResponse {
    /// Every interval, empty ones too.
    data: Vec<VisitorTrendDataPoint>,
    total_new: i64,
    total_returning: i64,
}

/// The events of one hour of the day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HourOfDayDataPoint {
    /// 0 to 23, by the clocks of the time zone.
    hour: i64,
    event_count: i64,
}

/// Events by hour of the day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetHourOfDayDistributionResponse {
    /// All 24.
    data: Vec<HourOfDayDataPoint>,
    total_events: i64,
}

/// The events of each value in each interval.
pub(super) async fn by_interval(
    state: &AppState,
    scope: Scope,
    dimension: Dimension,
    window: Window,
    edges: &Edges,
) -> Result<BTreeMap<String, Vec<i64>>, ApiError> {
    let mut series: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for part in state.store.counted(scope, dimension, window, Some(edges.span())).await? {
        // Buckets are cut at the window: the first one's begin may lie before it.
        let Some(index) = edges.interval_of(part.at.max(window.from)) else { continue };
        let counts = series.entry(part.value).or_insert_with(|| vec![0; edges.starts().len()]);
        counts[index] += part.events;
    }
    Ok(series)
}

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millis(at)
}

/// Events over time by one dimension
#[utoipa::path(post, path = "/analytics/timeseries", tag = "Analytics", request_body = GetGroupedTimeSeriesRequest,
    responses((status = 200, body = GetGroupedTimeSeriesResponse)))]
pub(super) async fn grouped(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetGroupedTimeSeriesRequest>,
) -> Result<Reply<GetGroupedTimeSeriesResponse>, ApiError> {
    let dimension = dimension_of(&mut check, "groupBy", &wanted.group_by).unwrap_or(Dimension::Country);
    let most = limit(&mut check, wanted.limit, 5, 20);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let zone = zone(&state, &caller, &mut check, wanted.timezone.as_deref()).await?;
    let now = state.clock.now();
    let (window, edges) = intervals(&mut check, window, wanted.interval_in_minutes, &zone, now)?;
    let (values, total_events) = ranked(&state, scope, dimension, window).await?;
    let mut series = by_interval(&state, scope, dimension, window, &edges).await?;
    let one = |(value, _): (String, i64)| {
        let counts = series.remove(&value).unwrap_or_else(|| vec![0; edges.starts().len()]);
        let point = |(at, value): (&i64, i64)| TimeSeriesPoint { timestamp: moment(*at), value };
        TimeSeriesSeries {
            label: label(dimension, &value),
            points: edges.starts().iter().zip(counts).map(point).collect(),
        }
    };
    let series = values.into_iter().take(most as usize).map(one).collect();
    Ok(Reply(caller.dialect, GetGroupedTimeSeriesResponse { series, total_events }))
}

/// Events over time
#[utoipa::path(post, path = "/timeseries/events", tag = "Analytics", request_body = GetEventsTimeSeriesRequest,
    responses((status = 200, body = GetEventsTimeSeriesResponse)))]
pub(super) async fn events(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetEventsTimeSeriesRequest>,
) -> Result<Reply<GetEventsTimeSeriesResponse>, ApiError> {
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let zone = zone(&state, &caller, &mut check, wanted.timezone.as_deref()).await?;
    let now = state.clock.now();
    let (window, edges) = intervals(&mut check, window, wanted.interval_in_minutes, &zone, now)?;
    let series = by_interval(&state, scope, Dimension::VisitType, window, &edges).await?;
    let count = |index: usize| series.values().map(|counts| counts[index]).sum();
    let point = |(index, at): (usize, &i64)| EventsTimeSeriesData {
        timestamp: moment(*at),
        event_count: count(index),
    };
    let data: Vec<EventsTimeSeriesData> = edges.starts().iter().enumerate().map(point).collect();
    let time_series = EventsTimeSeries {
        total_data: data.iter().map(|point| point.event_count).sum(),
        total_intervals: data.len() as i64,
        data,
    };
    Ok(Reply(caller.dialect, GetEventsTimeSeriesResponse { time_series }))
}

/// New and returning visitors over time
///
/// A visit is new when its device came to its link for the first time, and returning ever after.
#[utoipa::path(post, path = "/analytics/visitors", tag = "Analytics", request_body = GetVisitorTrendsRequest,
    responses((status = 200, body = GetVisitorTrendsResponse)))]
pub(super) async fn visitors(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetVisitorTrendsRequest>,
) -> Result<Reply<GetVisitorTrendsResponse>, ApiError> {
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let zone = zone(&state, &caller, &mut check, wanted.timezone.as_deref()).await?;
    let now = state.clock.now();
    let (window, edges) = intervals(&mut check, window, wanted.interval_in_minutes, &zone, now)?;
    let series = by_interval(&state, scope, Dimension::VisitType, window, &edges).await?;
    let of = |name: &str, index: usize| series.get(name).map_or(0, |counts| counts[index]);
    let point = |(index, at): (usize, &i64)| VisitorTrendDataPoint {
        timestamp: moment(*at),
        new_visitor_count: of("VISIT_TYPE_FIRST", index),
        returning_visitor_count: of("VISIT_TYPE_RETURNING", index),
    };
    let data: Vec<VisitorTrendDataPoint> = edges.starts().iter().enumerate().map(point).collect();
    let answer = GetVisitorTrendsResponse {
        total_new: data.iter().map(|point| point.new_visitor_count).sum(),
        total_returning: data.iter().map(|point| point.returning_visitor_count).sum(),
        data,
    };
    Ok(Reply(caller.dialect, answer))
}

/// Events by hour of the day
#[utoipa::path(post, path = "/analytics/hours", tag = "Analytics", request_body = GetHourOfDayDistributionRequest,
    responses((status = 200, body = GetHourOfDayDistributionResponse)))]
pub(super) async fn hours(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetHourOfDayDistributionRequest>,
) -> Result<Reply<GetHourOfDayDistributionResponse>, ApiError> {
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let zone = zone(&state, &caller, &mut check, wanted.timezone.as_deref()).await?;
    let mut hours = [0; 24];
    // Hours of most zones are hours of UTC; those of the others are made of quarters.
    let counted = state.store.counted(scope, Dimension::VisitType, window, Some(HOUR)).await?;
    let is_whole = |at: i64| hour_of(at, &zone) == hour_of(at + HOUR - 1, &zone);
    let counted = if counted.iter().all(|part| is_whole(part.at)) {
        counted
    } else {
        state.store.counted(scope, Dimension::VisitType, window, Some(QUARTER)).await?
    };
    for part in counted {
        hours[hour_of(part.at, &zone)] += part.events;
    }
    let data = (0..).zip(hours).map(|(hour, event_count)| HourOfDayDataPoint { hour, event_count }).collect();
    let answer = GetHourOfDayDistributionResponse { data, total_events: hours.iter().sum() };
    Ok(Reply(caller.dialect, answer))
}
