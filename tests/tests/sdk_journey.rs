//! The official SDK for Python, unmodified, below `/sdk`: the first journey once more, and every operation of the API's core.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Database, Program, Receiver, on_both_databases, scripts};
use tokio::task::spawn_blocking;

on_both_databases!(journey: the_python_sdk_makes_the_journey_on_sqlite, the_python_sdk_makes_the_journey_on_postgres);
on_both_databases!(operations: the_python_sdk_calls_every_operation_on_sqlite, the_python_sdk_calls_every_operation_on_postgres);
on_both_databases!(figures: the_python_sdk_reads_every_figure_on_sqlite, the_python_sdk_reads_every_figure_on_postgres);

async fn journey(database: Database) {
    let program = Program::new(database).with_local_webhooks();
    let token = program.set_up("SDK");
    let server = program.start().await;
    let receiver = Receiver::start([]).await;
    let arguments = [format!("{}/sdk", server.base()), token, receiver.url().to_owned()];
    let said = spawn_blocking(move || scripts::python("sdk/journey.py", &arguments, "")).await.unwrap();
    let delivery = receiver.received().remove(0).json();
    assert_eq!(delivery["event_type"], "link.scanned", "{delivery}");
    println!("{}: {}", program.database(), said.trim());
}

/// The operations of the SDK's groups that are served.
const SERVED: &str = "
    directories_service_create directories_service_delete directories_service_get directories_service_list
    directories_service_update jobs_service_get links_service_create links_service_create_batch
    links_service_create_bulk links_service_create_bulk_async links_service_create_contact_link
    links_service_create_open_media_link links_service_create_thank_you_link links_service_delete links_service_get
    links_service_list links_service_resolve_qrcode_images links_service_shortlink_availability
    links_service_shortlink_random links_service_update members_service_get_myself members_service_list
    qrcode_design_service_apply_template qrcode_design_service_delete qrcode_design_service_get
    qrcode_design_service_public_create qrcode_design_service_update settings_service_get_link_setting
    settings_service_update_link_setting tags_service_delete tags_service_list workspace_tokens_service_create
    workspace_tokens_service_delete workspace_tokens_service_get workspace_tokens_service_list
    workspace_tokens_service_list_api_scopes workspace_tokens_service_update workspaces_service_get_my_workspace
    workspaces_service_get_workspace workspaces_service_update
";

async fn operations(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("SDK");
    let server = program.start().await;
    let arguments = [format!("{}/sdk", server.base()), token];
    let said = spawn_blocking(move || scripts::python("sdk/operations.py", &arguments, "")).await.unwrap();
    let called: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(called, SERVED.split_whitespace().collect::<Vec<_>>(), "called, then served");
}

/// The operations of visitors, analytics, time series, metrics and dashboards.
const FIGURES: &str = "
    analytics_dashboard_service_create_dashboard analytics_dashboard_service_delete_dashboard
    analytics_dashboard_service_generate_widget_summary analytics_dashboard_service_get_widget_summary
    analytics_dashboard_service_list_dashboards analytics_dashboard_service_update_dashboard
    analytics_data_service_get_attribute_distribution analytics_data_service_get_attribute_metric
    analytics_data_service_get_attribute_values analytics_data_service_get_breakdown
    analytics_data_service_get_device_distribution analytics_data_service_get_geo_breakdown
    analytics_data_service_get_grouped_time_series analytics_data_service_get_hour_of_day_distribution
    analytics_data_service_get_step_funnel analytics_data_service_get_top_links
    analytics_data_service_get_visitor_trends metrics_service_get_events_metric
    metrics_service_get_workspace_insight metrics_service_get_workspace_metric
    time_series_service_get_events_time_series visitors_service_delete visitors_service_delete_attribute
    visitors_service_get visitors_service_identify visitors_service_list visitors_service_list_attribute_keys
    visitors_service_search visitors_service_update
";

async fn figures(database: Database) {
    let program = Program::new(database);
    let token = program.set_up("Figures");
    let server = program.start().await;
    let arguments = [format!("{}/sdk", server.base()), token];
    let said = spawn_blocking(move || scripts::python("sdk/figures.py", &arguments, "")).await.unwrap();
    let called: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(called, FIGURES.split_whitespace().collect::<Vec<_>>(), "called, then served");
}
