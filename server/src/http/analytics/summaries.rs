//! `/v1/analytics/dashboards/{id}/widgets/{widget_id}/summary`: what a widget's figures are, in words.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::breakdown::{dimension_of, label, ranked};
use super::dashboards::{DashboardConfig, WidgetDataSource, found, id_of};
use super::input::{Asked, intervals, zone};
use super::series::by_interval;
use crate::domain::id::LinkId;
use crate::domain::intervals::hour_of;
use crate::domain::rollup::{self, Dimension, QUARTER, Window};
use crate::domain::summary;
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::dialect::to_camel;
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::StoreError;
use crate::store::dashboards::{Dashboard, Summary};
use crate::store::rollups::Scope;

/// Of how many days a widget speaks that names none.
const USUAL: i64 = 30;
/// Most links that are spoken of.
const MOST_LINKS: i64 = 10;
/// Endpoints whose figures can be said.
const ENDPOINTS: &str = "/v1/timeseries/events, /v1/metrics/events, or breakdown, devices, geo, top-links, timeseries, visitors, \
    hours or funnel of /v1/analytics";

/// Whether a widget is to say something new.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct GenerateWidgetSummaryRequest {
    /// True says it anew, although nothing has changed.
    force: Option<bool>,
}

/// What a widget says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AnalyticsWidgetResult {
    widget_id: String,
    #[schema(example = "412 events in the last 30 days: Mobile 60 % (247), Desktop 40 % (165).")]
    text: String,
    /// How many events it speaks of.
    source_count: i64,
    /// How many there are now.
    current_count: i64,
    /// Whether these differ.
    stale: bool,
    #[schema(value_type = String, format = DateTime)]
    generated_at: Timestamp,
}

/// What a widget says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WidgetSummaryResponse {
    result: AnalyticsWidgetResult,
}

impl WidgetSummaryResponse {
    fn new(summary: Summary, current_count: i64) -> Self {
        Self {
            result: AnalyticsWidgetResult {
                widget_id: summary.widget_id,
                text: summary.text,
                source_count: summary.source_count,
                current_count,
                stale: summary.source_count != current_count,
                generated_at: summary.generated_at,
            },
        }
    }
}

/// Say a widget's figures in words
///
/// By rules. What was said before is answered again until events came or went, or `force` is true.
#[utoipa::path(post, path = "/analytics/dashboards/{id}/widgets/{widget_id}/summary", tag = "Dashboards",
    request_body = GenerateWidgetSummaryRequest,
    params(("id" = String, Path, description = "The dashboard's id"),
        ("widget_id" = String, Path, description = "The widget's id", example = "events")),
    responses((status = 200, body = WidgetSummaryResponse)))]
pub(super) async fn generate(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, widget)): Path<(String, String)>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<GenerateWidgetSummaryRequest>,
) -> Result<Response, ApiError> {
    let dashboard = found(&state, &caller, id_of(&id)?).await?;
    let shown = Shown::read(&state, &caller, &mut check, &dashboard, &widget).await?;
    let count = state.store.events_in(shown.scope, shown.window).await?;
    let before = state.store.widget_summary(caller.workspace, dashboard.id, &widget).await?;
    let before = before.filter(|before| before.source_count == count && !wanted.force.unwrap_or(false));
    let summary = match before {
        Some(summary) => summary,
        None => Summary {
            dashboard_id: dashboard.id,
            widget_id: widget,
            workspace_id: caller.workspace,
            text: shown.say(&state, &mut check).await?,
            source_count: count,
            generated_at: state.clock.now(),
        },
    };
    let mut tx = effect.begin().await?;
    tx.write_summary(&summary).await?;
    effect.reply(tx, dashboard.id, &WidgetSummaryResponse::new(summary, count)).await
}

/// Get what a widget said
#[utoipa::path(get, path = "/analytics/dashboards/{id}/widgets/{widget_id}/summary", tag = "Dashboards",
    params(("id" = String, Path, description = "The dashboard's id"),
        ("widget_id" = String, Path, description = "The widget's id", example = "events")),
    responses((status = 200, body = WidgetSummaryResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path((id, widget)): Path<(String, String)>,
) -> Result<Reply<WidgetSummaryResponse>, ApiError> {
    let dashboard = found(&state, &caller, id_of(&id)?).await?;
    let summary = state.store.widget_summary(caller.workspace, dashboard.id, &widget).await?;
    let summary = summary.ok_or_else(|| ApiError::missing("summary of the widget", &widget))?;
    let mut check = Check::new(caller.dialect, Value::Null);
    let shown = Shown::read(&state, &caller, &mut check, &dashboard, &widget).await?;
    let count = state.store.events_in(shown.scope, shown.window).await?;
    Ok(Reply(caller.dialect, WidgetSummaryResponse::new(summary, count)))
}

/// What a widget shows.
struct Shown {
    endpoint: String,
    params: Map<String, Value>,
    scope: Scope,
    window: Window,
    /// The window in words.
    when: String,
    zone: TimeZone,
}

impl Shown {
    async fn read(
        state: &AppState,
        caller: &Caller,
        check: &mut Check,
        dashboard: &Dashboard,
        widget: &str,
    ) -> Result<Self, ApiError> {
        let config: DashboardConfig = serde_json::from_str(&dashboard.config).map_err(|error| {
            StoreError::Corrupt { column: "dashboards.config", problem: error.to_string() }
        })?;
        let found = config.widgets.into_iter().find(|found| found.id == widget);
        let found = found.ok_or_else(|| ApiError::missing("widget of this dashboard", widget))?;
        let WidgetDataSource { endpoint, params, .. } = found.data_source.unwrap_or_default();
        check.enter("dataSource.params.".to_owned());
        let params: Map<String, Value> =
            params.into_iter().map(|(name, value)| (to_camel(&name), value)).collect();
        let text = |name: &str| params.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let link = text("linkId").map(str::to_owned).or_else(|| dashboard.link_id.map(|id| id.to_string()));
        let asked = Asked { link: link.as_deref(), start: text("startDate"), end: text("endDate") };
        let (scope, window) = asked.read(state, caller, check).await?;
        let zone = zone(state, caller, check, text("timezone")).await?;
        let now = state.clock.now();
        let (window, when) = match (text("startDate"), text("endDate")) {
            (None, None) => {
                let from = now.as_millis() - USUAL * rollup::DAY;
                (Window { from, ..window }, format!("in the last {USUAL} days"))
            }
            (Some(start), None) => (window, format!("since {start}")),
            (None, Some(end)) => (window, format!("up to {end}")),
            (Some(start), Some(end)) => (window, format!("from {start} to {end}")),
        };
        let path = endpoint.strip_prefix("/sdk").unwrap_or(&endpoint).trim_end_matches('/');
        let endpoint = path.strip_prefix("/v1/").unwrap_or(path.trim_start_matches('/')).to_owned();
        Ok(Self { endpoint, params, scope, window, when, zone })
    }

    async fn say(&self, state: &AppState, check: &mut Check) -> Result<String, ApiError> {
        let Self { scope, window, when, .. } = self;
        let text = |name: &str| self.params.get(name).and_then(Value::as_str).unwrap_or_default();
        let dimension = match self.endpoint.as_str() {
            "timeseries/events" | "metrics/events" => return self.days(state, check).await,
            "analytics/hours" => return self.hours(state).await,
            "analytics/funnel" => {
                let visits = state.store.events_in(*scope, *window).await?;
                let (_, converted) = ranked(state, *scope, Dimension::Converted, *window).await?;
                return Ok(summary::funnel(visits, converted, when));
            }
            "analytics/top-links" => return self.links(state).await,
            "analytics/breakdown" => dimension_of(check, "dimension", text("dimension")),
            "analytics/geo" if text("groupBy") == "city" => Some(Dimension::City),
            "analytics/geo" => Some(Dimension::Country),
            "analytics/devices" => Some(Dimension::DeviceType),
            "analytics/visitors" => Some(Dimension::VisitType),
            "analytics/timeseries" => dimension_of(check, "groupBy", text("groupBy")),
            other => {
                let message =
                    format!("the widget shows \"{other}\", whose figures cannot be said; use {ENDPOINTS}");
                return Err(ApiError::precondition(message));
            }
        };
        check.finish()?;
        let dimension = dimension.unwrap_or(Dimension::Country);
        let (values, total) = ranked(state, *scope, dimension, *window).await?;
        let values: Vec<_> =
            values.into_iter().map(|(value, events)| (label(dimension, &value), events)).collect();
        Ok(summary::ranking(&values, total, when))
    }

    async fn days(&self, state: &AppState, check: &mut Check) -> Result<String, ApiError> {
        let now = state.clock.now();
        let (window, edges) = intervals(check, self.window, None, &self.zone, now)?;
        let series = by_interval(state, self.scope, Dimension::VisitType, window, &edges).await?;
        let day = |(index, at): (usize, &i64)| {
            let name = jiff::Timestamp::from_millisecond(*at).map(|at| at.to_zoned(self.zone.clone()).date());
            let events = series.values().map(|counts| counts[index]).sum();
            (name.map(|date| date.to_string()).unwrap_or_default(), events)
        };
        let days: Vec<(String, i64)> = edges.starts().iter().enumerate().map(day).collect();
        Ok(summary::days(&days, &self.when))
    }

    async fn hours(&self, state: &AppState) -> Result<String, ApiError> {
        let mut hours = [0; 24];
        for part in state.store.counted(self.scope, Dimension::VisitType, self.window, Some(QUARTER)).await? {
            hours[hour_of(part.at, &self.zone)] += part.events;
        }
        Ok(summary::hours(&hours, &self.when))
    }

    async fn links(&self, state: &AppState) -> Result<String, ApiError> {
        let (scope, window) = (self.scope, self.window);
        let total = state.store.events_in(scope, window).await?;
        let values = match self.scope.link {
            Some(link) if total > 0 => vec![(link.to_string(), total)],
            Some(_) => Vec::new(),
            None => state.store.top_links(scope.workspace, window, MOST_LINKS).await?,
        };
        // Those that are named, of however many.
        let ids: Vec<LinkId> = values.iter().filter_map(|(id, _)| id.parse().ok()).collect();
        let found = state.store.links_by_id(self.scope.workspace, &ids).await?;
        let name = |id: &str| {
            let link = found.iter().find(|found| found.link.id.to_string() == id).map(|found| &found.link);
            link.map_or_else(
                || id.to_owned(),
                |link| if link.name.is_empty() { link.shortlink.to_string() } else { link.name.clone() },
            )
        };
        let values: Vec<_> = values.iter().map(|(id, events)| (name(id), *events)).collect();
        Ok(summary::ranking(&values, total, &self.when))
    }
}
