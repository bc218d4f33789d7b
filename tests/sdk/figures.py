#!/usr/bin/env python3
"""Every operation of visitors, analytics, time series, metrics and dashboards, by the official SDK for Python, unmodified.

usage: figures.py HOST TOKEN     (HOST ends in /sdk)

Prints one line for each operation that was called.
"""

import sys
import time
import urllib.parse
import uuid
from datetime import datetime, timedelta, timezone

import linkbreakers as lb
import requests
from linkbreakers.exceptions import BadRequestException, ConflictException, ForbiddenException, NotFoundException

from noted import NOWHERE, Noted, called, refused

HOST, TOKEN = sys.argv[1:]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


def client(token):
    return lb.ApiClient(lb.Configuration(host=HOST, access_token=token))


def scan(link, agent):
    answer = requests.get(link.entrypoint, headers={"User-Agent": agent}, allow_redirects=False, timeout=20)
    assert answer.status_code == 302, answer
    return urllib.parse.parse_qs(urllib.parse.urlparse(answer.headers["location"]).query)["lbid"][0]


def visitors(api_client, link, lbids):
    api = Noted(lb.VisitorsApi(api_client))
    data = {"$email": "ada@example.com", "$firstName": "Ada", "plan": "pro", "seats": 50, "vip": True, "camelKey": "2024-02-29"}
    first = api.visitors_service_identify(lb.IdentifyRequest(lbid=lbids[0], visitor=lb.VisitorInput(data=data)))
    assert first.created is True and first.visitor.first_name == "Ada" and first.visitor.device_count == 1, first
    attributes = {each.key: each for each in first.visitor.attributes}
    assert attributes["seats"].number_value == 50 and attributes["seats"].type == "VISITOR_ATTRIBUTE_TYPE_NUMBER", attributes
    assert attributes["vip"].bool_value is True and attributes["camelKey"].date_value.year == 2024, attributes
    merged = api.visitors_service_identify(
        lb.IdentifyRequest(lbid=lbids[2], set_once=True, visitor=lb.VisitorInput(data={"$email": "ADA@example.com", "plan": "free"}))
    )
    assert merged.created is False and merged.visitor.id == first.visitor.id and merged.visitor.device_count == 2, merged
    refused(BadRequestException, lambda: api.visitors_service_identify(lb.IdentifyRequest(lbid="x", visitor=lb.VisitorInput(data=data))))
    forged = lb.IdentifyRequest(lbid="A" * 22, visitor=lb.VisitorInput(data=data))
    refused(NotFoundException, lambda: api.visitors_service_identify(forged))

    read = api.visitors_service_get(first.visitor.id, include=["devices", "events", "links"])
    assert (read.visit_count, read.device_count, read.qrcode_count) == (3, 2, 1), read
    assert {device.device_type for device in read.devices} == {"DEVICE_TYPE_MOBILE", "DEVICE_TYPE_DESKTOP"}, read.devices
    assert read.links[0].event_count == 3 and read.links[0].entrypoint == link.entrypoint and len(read.events) == 3, read
    listed = api.visitors_service_list(page_size=1, email="ada@example.com", link_id=link.id, sort_field="VISITOR_SORT_FIELD_VISIT_COUNT")
    assert listed.var_json.total_count == 1 and listed.var_json.has_more is False and listed.csv is None, listed
    csv = api.visitors_service_list(response_format="RESPONSE_FORMAT_CSV").csv
    assert csv.content_type == "text/csv" and "ada@example.com" in csv.csv_data, csv
    wanted = lambda operator, value: lb.ListVisitorsRequest(
        attribute_filters=[lb.VisitorAttributeFilter(key="seats", operator=f"VISITOR_ATTRIBUTE_FILTER_OPERATOR_{operator}", value=value)]
    )
    assert api.visitors_service_search(wanted("NUMBER_GREATER_OR_EQUAL", "50")).var_json.total_count == 1
    assert api.visitors_service_search(wanted("NUMBER_GREATER_THAN", "50")).var_json.total_count == 0
    for operator in lb.VisitorAttributeFilterOperator:
        if not operator.endswith("UNSPECIFIED"):
            value = "2024-01-01" if "DATE" in operator else "1"
            filters = [lb.VisitorAttributeFilter(key="plan", operator=operator, value=value)]
            api.visitors_service_search(lb.ListVisitorsRequest(attribute_filters=filters))
    keys = api.visitors_service_list_attribute_keys(link_id=link.id)
    assert keys.attribute_keys[:4] == ["$email", "$phone", "$firstName", "$lastName"] and "camelKey" in keys.attribute_keys, keys
    updated = api.visitors_service_update(
        first.visitor.id, lb.VisitorsServiceUpdateBody(visitor=lb.VisitorInput(data={"$lastName": "Lovelace", "seats": 60}))
    )
    assert updated.last_name == "Lovelace" and updated.email == "ada@example.com" and updated.updated_at > updated.created_at, updated
    assert api.visitors_service_delete_attribute(first.visitor.id, "vip").success is True
    refused(NotFoundException, lambda: api.visitors_service_delete_attribute(first.visitor.id, "vip"))

    publishable = lb.CreateWorkspaceTokenRequest(name="Page", key_type="WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE")
    key = lb.WorkspaceTokensApi(api_client).workspace_tokens_service_create(publishable).access_token
    with client(key) as page:
        told = lb.VisitorsApi(page).visitors_service_identify(
            lb.IdentifyRequest(lbid=lbids[0], visitor=lb.VisitorInput(data={"theme": "dark"}))
        )
        assert told.visitor.id == first.visitor.id and told.visitor.email is None, told
        refused(ForbiddenException, lambda: lb.VisitorsApi(page).visitors_service_get(first.visitor.id))
    return first.visitor.id


def analytics(api_client, link):
    api = Noted(lb.AnalyticsDataApi(api_client))
    window = {"link_id": link.id, "start_date": datetime.now(timezone.utc) - timedelta(days=2), "end_date": datetime.now(timezone.utc) + timedelta(minutes=1)}
    breakdown = api.analytics_data_service_get_breakdown(lb.GetBreakdownRequest(dimension="browser", **window))
    assert breakdown.total == 3 and breakdown.data[0].event_count == 2 and abs(breakdown.data[0].percentage - 200 / 3) < 1e-9, breakdown
    devices = api.analytics_data_service_get_device_distribution(lb.GetDeviceDistributionRequest(**window))
    assert devices.total_events == 3 and devices.data[0].device_type == "DEVICE_TYPE_MOBILE", devices
    geo = api.analytics_data_service_get_geo_breakdown(lb.GetGeoBreakdownRequest(group_by="country", **window))
    assert geo.total_events == 3 and geo.data[0].event_count == 3, geo
    grouped = api.analytics_data_service_get_grouped_time_series(
        lb.GetGroupedTimeSeriesRequest(group_by="GROUP_BY_DIMENSION_DEVICE_TYPE", interval_in_minutes=60, **window)
    )
    assert grouped.total_events == 3 and sum(point.value for point in grouped.series[0].points) == 2, grouped
    hours = api.analytics_data_service_get_hour_of_day_distribution(lb.GetHourOfDayDistributionRequest(**window))
    assert len(hours.data) == 24 and sum(hour.event_count for hour in hours.data) == hours.total_events == 3, hours
    funnel = api.analytics_data_service_get_step_funnel(lb.GetStepFunnelRequest(**window))
    assert funnel.entry_visits == 3 and funnel.completion_rate == 100, funnel
    assert [step.step_kind for step in funnel.steps] == ["KIND_ENTRY", "KIND_EXIT", "CONVERSION"], funnel
    assert funnel.steps[2].visits == 1 and funnel.steps[0].identified_visitors == 1, funnel
    top = api.analytics_data_service_get_top_links(lb.GetTopLinksRequest(limit=5))
    assert top.total_events == 3 and top.data[0].shortlink == link.shortlink, top
    trends = api.analytics_data_service_get_visitor_trends(lb.GetVisitorTrendsRequest(interval_in_minutes=1440, **window))
    assert (trends.total_new, trends.total_returning) == (2, 1) and trends.data[0].timestamp.tzinfo, trends
    distribution = api.analytics_data_service_get_attribute_distribution(lb.GetAttributeDistributionRequest(key="plan"))
    assert distribution.total == 1 and distribution.data[0].visitor_count == 1 and distribution.data[0].label == "pro", distribution
    metric = api.analytics_data_service_get_attribute_metric(lb.GetAttributeMetricRequest(key="seats", link_id=link.id))
    assert (metric.average_value, metric.usable_count, metric.audience_count, metric.coverage_rate) == (60, 1, 1, 100), metric
    values = api.analytics_data_service_get_attribute_values(lb.GetAttributeValuesRequest(key="plan"))
    assert values.total == 1 and values.data[0].value == "pro" and values.data[0].recorded_at, values
    unknown = lb.GetBreakdownRequest(dimension="browser", link_id=NOWHERE)
    refused(NotFoundException, lambda: api.analytics_data_service_get_breakdown(unknown))

    series = Noted(lb.TimeSeriesApi(api_client)).time_series_service_get_events_time_series(
        lb.GetEventsTimeSeriesRequest(interval_in_minutes=15, **window)
    ).time_series
    assert series.total_data == 3 and series.total_intervals == len(series.data) > 190, series

    metrics = Noted(lb.WorkspaceMetricsApi(api_client))
    events = metrics.metrics_service_get_events_metric(link_id=link.id)
    assert events.total_events == 3 and events.top_device_type == "DEVICE_TYPE_MOBILE" and events.first_at <= events.last_at, events
    whole = metrics.metrics_service_get_workspace_metric()
    assert (whole.total_links, whole.total_events, whole.total_monthly_events, whole.total_members) == (1, 3, 3, 1), whole
    assert metrics.metrics_service_get_workspace_insight().preferred_link_type == "PREFERRED_LINK_TYPE_URL"


def dashboards(api_client, link):
    api = Noted(lb.AnalyticsDashboardApi(api_client))
    own = str(uuid.uuid4())
    made = api.analytics_dashboard_service_create_dashboard(
        lb.CreateDashboardRequest(id=own, name="Mine", link_id=link.id, use_default_widgets=True)
    ).dashboard
    assert made.id == own and made.config.grid_columns == 8 and made.config.widgets[0].data_source.uses_date_range is True, made
    again = lb.CreateDashboardRequest(id=own)
    refused(ConflictException, lambda: api.analytics_dashboard_service_create_dashboard(again))
    refused(NotFoundException, lambda: api.analytics_dashboard_service_get_widget_summary(own, "events"))
    for widget in made.config.widgets:
        force = lb.AnalyticsDashboardServiceGenerateWidgetSummaryBody(force=True)
        said = api.analytics_dashboard_service_generate_widget_summary(own, widget.id, force).result
        assert said.widget_id == widget.id and said.source_count == said.current_count == 3 and said.stale is False, said
        assert "3 events" in said.text and said.generated_at.tzinfo, said
        assert api.analytics_dashboard_service_get_widget_summary(own, widget.id).result.text == said.text
    config = lb.DashboardConfig(widgets=[lb.DashboardWidget(id="w", data_source=lb.WidgetDataSource(params={"camelKey": {"a": 1}}))])
    changed = api.analytics_dashboard_service_update_dashboard(own, lb.AnalyticsDashboardServiceUpdateDashboardBody(name="Ours", config=config))
    assert changed.dashboard.name == "Ours" and changed.dashboard.config.widgets[0].data_source.params == {"camelKey": {"a": 1}}, changed
    without = lb.AnalyticsDashboardServiceGenerateWidgetSummaryBody()
    refused(ConflictException, lambda: api.analytics_dashboard_service_generate_widget_summary(own, "w", without))
    refused(NotFoundException, lambda: api.analytics_dashboard_service_generate_widget_summary(own, "events", without))
    assert api.analytics_dashboard_service_list_dashboards(link_id=link.id).total_count == 1
    assert api.analytics_dashboard_service_list_dashboards(scope="DASHBOARD_SCOPE_WORKSPACE").total_count == 0
    api.analytics_dashboard_service_delete_dashboard(own)
    refused(NotFoundException, lambda: api.analytics_dashboard_service_delete_dashboard(own))


def main():
    with client(TOKEN) as api_client:
        wanted = lb.CreateLinkRequest(destination="https://example.com", conversion_tracking=True)
        link = lb.LinksApi(api_client).links_service_create(wanted).link
        lbids = [scan(link, PHONE), scan(link, PHONE), scan(link, DESKTOP)]
        for _ in range(200):
            if lb.EventsApi(api_client).events_service_list_events().var_json.total_count == 3:
                break
            time.sleep(0.05)
        sale = {"lbid": lbids[0], "name": "purchase", "value": 49.9}
        told = requests.post(f"{HOST}/v1/conversions", json=sale, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20)
        assert told.status_code == 200 and told.json()["conversion"]["linkId"] == link.id, told.text
        visitor = visitors(api_client, link, lbids)
        analytics(api_client, link)
        dashboards(api_client, link)
        api = Noted(lb.VisitorsApi(api_client))
        assert api.visitors_service_delete(visitor).success is True
        refused(NotFoundException, lambda: api.visitors_service_get(visitor))
    print("\n".join(sorted(called)))


main()
