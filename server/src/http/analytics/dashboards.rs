//! `/v1/analytics/dashboards`: contract group "Dashboards", layouts of figures that clients draw.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::input::scope;
use crate::domain::id::{BadId, DashboardId, LinkId};
use crate::domain::time::Timestamp;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::{Done, Reply};
use crate::state::AppState;
use crate::store::StoreError;
use crate::store::dashboards::{Dashboard, Filter};

/// Longest name, in characters.
const NAME: usize = 200;
/// Most widgets of one dashboard.
const WIDGETS: usize = 100;
/// Longest layout, in bytes of JSON.
const CONFIG: usize = 200_000;
/// Columns of the grid.
const COLUMNS: i64 = 8;

/// Which dashboards there are of: the workspace itself, or links.
const SCOPES: [(&str, Filter); 3] =
    [("UNSPECIFIED", Filter::All), ("WORKSPACE", Filter::Workspace), ("LINK", Filter::Links)];

/// A layout of figures.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DashboardConfig {
    /// 8 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    grid_columns: Option<i64>,
    pub(super) widgets: Vec<DashboardWidget>,
}

/// One figure.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DashboardWidget {
    pub(super) id: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data_source: Option<WidgetDataSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<WidgetPosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<WidgetSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visualization: Option<WidgetVisualization>,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WidgetDataSource {
    pub(super) endpoint: String,
    method: String,
    /// What is sent there, kept as it is.
    pub(super) params: Map<String, Value>,
    response_data_path: String,
    uses_date_range: bool,
    uses_interval: bool,
}

/// Where a figure stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WidgetPosition {
    x: i64,
    y: i64,
}

/// How large a figure is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WidgetSize {
    w: i64,
    h: i64,
}

/// How a figure is drawn.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct WidgetVisualization {
    chart_type: String,
    colors: Vec<String>,
    field_mappings: Vec<WidgetFieldMapping>,
    tabs: Vec<WidgetTab>,
}

/// Which field is drawn as what.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct WidgetFieldMapping {
    chart_role: String,
    display_label: String,
    source_field: String,
}

/// Another view of the same figure.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct WidgetTab {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    /// What is sent for it, kept as it is.
    params: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<String>,
}

/// A dashboard.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AnalyticsDashboard)]
struct DashboardView {
    #[schema(value_type = String, format = Uuid)]
    id: DashboardId,
    name: String,
    /// The link that it is about; absent for the workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    link_id: Option<LinkId>,
    config: DashboardConfig,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl TryFrom<Dashboard> for DashboardView {
    type Error = StoreError;
    fn try_from(dashboard: Dashboard) -> Result<Self, StoreError> {
        let config = serde_json::from_str(&dashboard.config);
        let unreadable = |error: serde_json::Error| StoreError::Corrupt {
            column: "dashboards.config",
            problem: error.to_string(),
        };
        Ok(Self {
            id: dashboard.id,
            name: dashboard.name,
            link_id: dashboard.link_id,
            config: config.map_err(unreadable)?,
            created_at: dashboard.created_at,
            updated_at: dashboard.updated_at,
        })
    }
}

/// A new dashboard.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateDashboardRequest {
    /// An id of your own choice, a UUID.
    #[schema(format = Uuid)]
    id: Option<String>,
    /// At most 200 characters.
    #[schema(example = "Overview", max_length = 200)]
    name: Option<String>,
    /// The link that it is about; the workspace when left out.
    #[schema(format = Uuid)]
    link_id: Option<String>,
    config: Option<DashboardConfig>,
    /// True begins with events over time, places, devices and the best links.
    use_default_widgets: Option<bool>,
}

/// Changes to a dashboard.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateDashboardRequest {
    /// At most 200 characters.
    #[schema(example = "Overview", max_length = 200)]
    name: Option<String>,
    config: Option<DashboardConfig>,
}

/// A dashboard.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DashboardResponse {
    dashboard: DashboardView,
}

/// Some dashboards.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListDashboardsResponse {
    /// The oldest first.
    dashboards: Vec<DashboardView>,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
    total_count: i64,
}

/// Create a dashboard
#[utoipa::path(post, path = "/analytics/dashboards", tag = "Dashboards", request_body = CreateDashboardRequest,
    responses((status = 200, body = DashboardResponse)))]
pub(super) async fn create(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<CreateDashboardRequest>,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let id = given(wanted.id).and_then(|id| check.parse("id", id.parse::<DashboardId>()));
    let link = given(wanted.link_id).and_then(|id| check.parse("linkId", id.parse::<LinkId>()));
    check.length("name", wanted.name.as_deref(), NAME);
    let usual = wanted.use_default_widgets.unwrap_or(false).then(default_widgets);
    let config = config(&mut check, wanted.config.or(usual).unwrap_or_default());
    check.finish()?;
    scope(&state, caller.workspace, link, || check.spell("linkId")).await?;
    let dashboard = Dashboard {
        id: id.unwrap_or_else(|| DashboardId::new(now)),
        workspace_id: caller.workspace,
        link_id: link,
        name: wanted.name.unwrap_or_default(),
        config,
        created_at: now,
        updated_at: now,
    };
    let mut tx = effect.begin().await?;
    match tx.insert_dashboard(&dashboard).await {
        Err(StoreError::Conflict(_)) => {
            return Err(ApiError::taken(check.spell("id"), "belongs to another dashboard"));
        }
        done => done?,
    }
    let id = dashboard.id;
    effect.reply(tx, id, &DashboardResponse { dashboard: dashboard.try_into()? }).await
}

/// Get a dashboard
#[utoipa::path(get, path = "/analytics/dashboards/{id}", tag = "Dashboards",
    params(("id" = String, Path, description = "The dashboard's id")), responses((status = 200, body = DashboardResponse)))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<DashboardResponse>, ApiError> {
    let dashboard = found(&state, &caller, id_of(&id)?).await?;
    Ok(Reply(caller.dialect, DashboardResponse { dashboard: dashboard.try_into()? }))
}

/// List dashboards
#[utoipa::path(get, path = "/analytics/dashboards", tag = "Dashboards",
    params(("linkId" = Option<String>, Query, description = "Those of one link; wins over scope"),
        ("scope" = Option<String>, Query, description = "DASHBOARD_SCOPE_WORKSPACE or DASHBOARD_SCOPE_LINK"),
        ("pageSize" = Option<u16>, Query, description = "1 to 200, 50 when left out", minimum = 1, maximum = 200),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListDashboardsResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListDashboardsResponse>, ApiError> {
    let scope = query.name_of("scope", "DASHBOARD_SCOPE_", &SCOPES)?.unwrap_or_default();
    let filter = query.parsed::<LinkId>("linkId")?.map_or(scope, Filter::Link);
    let list = format!("dashboards {filter:?}");
    let page = query.page(&list, 50, 200)?;
    let slice = state.store.list_dashboards(caller.workspace, filter, &page).await?;
    let total_count = state.store.count_dashboards(caller.workspace, filter).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    let dashboards = slice.rows.into_iter().map(DashboardView::try_from).collect::<Result<_, _>>()?;
    Ok(Reply(caller.dialect, ListDashboardsResponse { dashboards, next_page_token, total_count }))
}

/// Update a dashboard
///
/// What is given replaces what was there.
#[utoipa::path(put, path = "/analytics/dashboards/{id}", tag = "Dashboards", request_body = UpdateDashboardRequest,
    params(("id" = String, Path, description = "The dashboard's id")), responses((status = 200, body = DashboardResponse)))]
pub(super) async fn update(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
    effect: Effect,
    Body { value: wanted, mut check }: Body<UpdateDashboardRequest>,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut dashboard = found(&state, &caller, id).await?;
    check.length("name", wanted.name.as_deref(), NAME);
    if let Some(wanted) = wanted.config {
        dashboard.config = config(&mut check, wanted);
    }
    check.finish()?;
    dashboard.name = wanted.name.unwrap_or(dashboard.name);
    dashboard.updated_at = state.clock.now();
    let mut tx = effect.begin().await?;
    if !tx.update_dashboard(&dashboard).await? {
        return Err(ApiError::missing("dashboard", id));
    }
    effect.reply(tx, id, &DashboardResponse { dashboard: dashboard.try_into()? }).await
}

/// Delete a dashboard
#[utoipa::path(delete, path = "/analytics/dashboards/{id}", tag = "Dashboards",
    params(("id" = String, Path, description = "The dashboard's id")), responses((status = 200, body = Done)))]
pub(super) async fn delete(
    caller: Caller,
    Path(id): Path<String>,
    effect: Effect,
) -> Result<Response, ApiError> {
    let id = id_of(&id)?;
    let mut tx = effect.begin().await?;
    if !tx.delete_dashboard(caller.workspace, id).await? {
        return Err(ApiError::missing("dashboard", id));
    }
    effect.reply(tx, id, &Done {}).await
}

pub(super) fn id_of(path: &str) -> Result<DashboardId, ApiError> {
    path.parse().map_err(|reason: BadId| ApiError::field("id", reason.to_string()))
}

pub(super) async fn found(state: &AppState, caller: &Caller, id: DashboardId) -> Result<Dashboard, ApiError> {
    state.store.dashboard(caller.workspace, id).await?.ok_or_else(|| ApiError::missing("dashboard", id))
}

/// A layout as it is kept.
fn config(check: &mut Check, mut config: DashboardConfig) -> String {
    let columns = config.grid_columns.filter(|columns| *columns != 0).unwrap_or(COLUMNS);
    if !(1..=24).contains(&columns) {
        check.refuse("config.gridColumns", "must be a whole number from 1 to 24");
    }
    config.grid_columns = Some(columns);
    if config.widgets.len() > WIDGETS {
        check.refuse(
            "config.widgets",
            format_args!("has {} widgets, the most are {WIDGETS}", config.widgets.len()),
        );
    }
    // Made of texts, numbers, lists and maps with text keys: writing it cannot fail.
    let text = serde_json::to_string(&config).unwrap_or_default();
    if text.len() > CONFIG {
        check.refuse("config", format_args!("has {} bytes, the most are {CONFIG}", text.len()));
    }
    text
}

/// What a dashboard begins with.
fn default_widgets() -> DashboardConfig {
    let widget =
        |id: &str, title: &str, endpoint: &str, chart: &str, (x, y, w): (i64, i64, i64)| DashboardWidget {
            id: id.to_owned(),
            title: title.to_owned(),
            data_source: Some(WidgetDataSource {
                endpoint: endpoint.to_owned(),
                method: "POST".to_owned(),
                response_data_path: if chart == "line" { "timeSeries.data" } else { "data" }.to_owned(),
                uses_date_range: true,
                uses_interval: chart == "line",
                params: Map::new(),
            }),
            position: Some(WidgetPosition { x, y }),
            size: Some(WidgetSize { w, h: 4 }),
            visualization: Some(WidgetVisualization {
                chart_type: chart.to_owned(),
                ..WidgetVisualization::default()
            }),
        };
    DashboardConfig {
        grid_columns: Some(COLUMNS),
        widgets: vec![
            widget("events", "Events over time", "/v1/timeseries/events", "line", (0, 0, 8)),
            widget("places", "Places", "/v1/analytics/geo", "bar", (0, 4, 4)),
            widget("devices", "Devices", "/v1/analytics/devices", "pie", (4, 4, 4)),
            widget("links", "Best links", "/v1/analytics/top-links", "table", (0, 8, 8)),
        ],
    }
}
