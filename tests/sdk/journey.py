#!/usr/bin/env python3
"""The first journey as a user of the official SDK for Python makes it.

usage: journey.py HOST TOKEN WEBHOOK_URL     (HOST ends in /sdk)

Fields of several words are asserted on purpose: the SDK drops what it does not know by its camelCase name, without a word.
Ends with status 0 and a line that sums up, or with an AssertionError.
"""

import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import linkbreakers as lb
from linkbreakers.exceptions import ApiException, BadRequestException, ConflictException, NotFoundException

HOST, TOKEN, WEBHOOK_URL = sys.argv[1:]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def visit(address):
    """Follows a short address one step, as a phone does: the status and where it leads."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0 Mobile Safari/537.36"})
    try:
        with urllib.request.build_opener(NoRedirect).open(request) as answer:
            return answer.status, None
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("Location")


def until(what, ask, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer is not None:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


def refused(kind, call):
    try:
        call()
    except kind as error:
        assert error.body is not None and '"codeType"' in error.body, error.body
        return error
    raise AssertionError(f"expected {kind.__name__}")


def design():
    """By the SDK's own types, but with a token: designs without one are not served yet."""
    wanted = lb.PublicCreateQrcodeDesignRequest(
        width=400,
        height=400,
        error_correction_level="Q",
        output_file_format=lb.OutputFileFormat.OUTPUT_FILE_FORMAT_PNG,
        dots_options=lb.DotsOptions(
            type="DOTS_TYPE_EXTRA_ROUNDED",
            theme_color=lb.ThemeColor(
                type="THEME_COLOR_TYPE_LINEAR", colors=["#3b82f6", "#8b5cf6"], direction="90deg", stops=["0%", "100%"]
            ),
        ),
    )
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{HOST}/v1/qrcode-designs", wanted.to_json().encode(), headers)
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200, "the SDK drops the body of a 201"
        design = lb.PublicCreateQrcodeDesignResponse.from_json(answer.read()).qrcode_design
    assert design.id and design.created_at and design.error_correction_level == "Q", design
    assert design.output_file_format == "OUTPUT_FILE_FORMAT_PNG", design
    assert design.dots_options.type == "DOTS_TYPE_EXTRA_ROUNDED", design
    colour = design.dots_options.theme_color
    assert colour.type == "THEME_COLOR_TYPE_LINEAR" and colour.colors == ["#3b82f6", "#8b5cf6"], colour
    assert colour.direction == "90deg" and colour.stops == ["0%", "100%"], colour
    return design


def redesign(client, design):
    """Read and changed by the SDK's own operations."""
    api = lb.QRCodeDesignsApi(client)
    assert api.qrcode_design_service_get(design.id).qrcode_design.dots_options.type == "DOTS_TYPE_EXTRA_ROUNDED"
    changed = api.qrcode_design_service_update(
        design.id, lb.QrcodeDesignServiceUpdateBody(dots_options=lb.DotsOptions(type="DOTS_TYPE_ROUNDED"))
    ).qrcode_design
    assert changed.dots_options.type == "DOTS_TYPE_ROUNDED" and changed.error_correction_level == "Q", changed
    assert changed.dots_options.theme_color.colors == ["#3b82f6", "#8b5cf6"], changed


def links(client, design_id):
    api = lb.LinksApi(client)
    ends = datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    made = api.links_service_create(
        lb.CreateLinkRequest(
            destination="https://example.com/sdk",
            name="From the SDK",
            fallback_destination="https://example.com/fallback",
            metadata={"campaign_name": "Q4", "camelKey": "kept"},
            tags=["sdk", "journey"],
            qrcode_design_id=design_id,
            expires_at=ends,
            wait_for_qrcode=True,
        )
    )
    link = made.link
    assert link.entrypoint.endswith("/" + link.shortlink), link
    assert link.qrcode_signed_url and link.created_at and link.workspace_id, link
    assert link.fallback_destination == "https://example.com/fallback", link
    assert link.metadata == {"campaign_name": "Q4", "camelKey": "kept"}, link
    assert link.expires_at == ends and link.qrcode_design_id == design_id, link
    actions = [step.event_action for step in made.workflow_steps]
    assert actions == ["EVENT_ACTION_LINK_VISIT", "EVENT_ACTION_CLIENT_REDIRECT"], actions
    exit_step = made.workflow_steps[1]
    assert exit_step.payload.client_redirect.destination == "https://example.com/sdk", exit_step

    plain = api.links_service_get(link.id).link
    assert plain.qrcode_signed_url is None, "only when it is included"
    read = api.links_service_get(link.id, include=["qrcodeDesign", "tags", "qrcodeSignedUrl"]).link
    assert read.qrcode_signed_url and read.qrcode_design.dots_options.type == "DOTS_TYPE_EXTRA_ROUNDED", read
    assert sorted(tag.name for tag in read.tags) == ["journey", "sdk"], read.tags

    for number in range(2):
        api.links_service_create(lb.CreateLinkRequest(destination=f"https://example.com/{number}", name=f"Other {number}"))
    first = api.links_service_list(page_size=2, include=["tags"])
    assert len(first.links) == 2 and first.total_count == 3 and first.next_page_token, first
    rest = api.links_service_list(page_size=2, page_token=first.next_page_token)
    assert len(rest.links) == 1 and not rest.next_page_token, rest
    assert sorted(each.name for each in first.links + rest.links) == ["From the SDK", "Other 0", "Other 1"]

    changed = api.links_service_update(link.id, lb.LinksServiceUpdateBody(name="Renamed", tags=["only"], expires_at_delete=True))
    assert changed.link.name == "Renamed" and changed.link.expires_at is None, changed
    assert changed.link.fallback_destination == "https://example.com/fallback", changed

    refused(BadRequestException, lambda: api.links_service_create(lb.CreateLinkRequest(destination="javascript:alert(1)")))
    taken = lb.CreateLinkRequest(destination="https://example.com", shortlink=link.shortlink)
    refused(ConflictException, lambda: api.links_service_create(taken))
    refused(NotFoundException, lambda: api.links_service_get("0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f"))
    return link


def webhooks(client):
    api = lb.WebhooksApi(client)
    made = api.webhooks_service_create(
        lb.CreateWebhookRequest(name="SDK", endpoint_url=WEBHOOK_URL, triggers=[lb.WorkflowStepKind.KIND_ENTRY])
    ).webhook
    assert made.endpoint_url == WEBHOOK_URL and made.triggers == ["KIND_ENTRY"], made
    assert made.status == "WEBHOOK_STATUS_ACTIVE" and made.success_count == 0 and made.created_at, made
    assert api.webhooks_service_get(made.id).webhook.endpoint_url == WEBHOOK_URL
    listed = api.webhooks_service_list(page_size=10)
    assert [each.id for each in listed.webhooks] == [made.id] and listed.total_count == 1, listed
    return made


def events(client, link):
    code = link.entrypoint + "?q"
    assert visit(code) == (302, "https://example.com/sdk"), visit(code)

    api = lb.EventsApi(client)
    hour = timedelta(hours=1)
    now = datetime.now(timezone.utc)

    def listed():
        answer = api.events_service_list_events(
            link_id=link.id, start_date=now - hour, end_date=now + hour, include=["visitor", "device", "link"]
        )
        assert answer.csv is None and answer.var_json is not None, answer
        return answer.var_json if answer.var_json.total_count == 1 else None

    answer = until("the event", listed)
    assert answer.has_more is False and len(answer.events) == 1, answer
    event = answer.events[0]
    assert event.action == "ACTION_SCAN" and event.visit_type == "VISIT_TYPE_FIRST", event
    assert event.http_method == "HTTP_METHOD_GET" and event.link_id == link.id and event.scanned_at, event
    assert event.device.device_type == "DEVICE_TYPE_MOBILE" and event.device.user_agent, event.device
    assert event.visitor.id == event.visitor_id and event.visitor.workspace_id == link.workspace_id, event.visitor
    assert event.link.event_count == 1, event.link
    steps = api.events_service_list_event_traces(event.id).traces
    assert [step.step_kind for step in steps] == ["KIND_ENTRY", "KIND_EXIT"], steps
    assert [step.step_action for step in steps] == ["EVENT_ACTION_LINK_VISIT", "EVENT_ACTION_CLIENT_REDIRECT"], steps
    access = steps[0].step_data.entry_access
    assert access.http_method == "HTTP_METHOD_GET" and access.entrypoint == link.entrypoint and access.accessed_at, access
    redirect = steps[1].step_data.redirect
    assert redirect.destination == "https://example.com/sdk" and redirect.fallback is False, redirect
    assert steps[1].event_id == event.id and steps[1].visitor_id == event.visitor_id and steps[1].completed_at, steps[1]
    beside = api.events_service_list_events(visitor_id=event.visitor_id, include=["workspace", "journey"]).var_json
    assert [each.id for each in beside.events] == [event.id] and beside.total_count == 1, beside
    assert beside.events[0].workspace.id == event.workspace_id and beside.events[0].workspace.name, beside
    journey = beside.events[0].journey
    assert (journey.completed, journey.steps_reached, journey.steps_total) == (True, 2, 2), journey
    wrapped = api.events_service_list_events(link_id=link.id, response_format="RESPONSE_FORMAT_CSV")
    assert wrapped.var_json is None and wrapped.csv.content_type == "text/csv", wrapped
    assert event.id in wrapped.csv.csv_data and "MOBILE" in wrapped.csv.csv_data, wrapped.csv.csv_data
    refused(NotFoundException, lambda: api.events_service_list_event_traces(link.id))
    return event


def webhook_life(client, webhook):
    api = lb.WebhooksApi(client)
    counted = until(
        "the delivery",
        lambda: next((w for w in [api.webhooks_service_get(webhook.id).webhook] if w.success_count == 1), None),
    )
    assert counted.last_delivered_at and counted.last_sent_at and counted.failure_count == 0, counted
    paused = api.webhooks_service_update(
        webhook.id, lb.WebhooksServiceUpdateBody(name="Renamed", status=lb.WebhookStatus.WEBHOOK_STATUS_PAUSED)
    ).webhook
    assert paused.status == "WEBHOOK_STATUS_PAUSED" and paused.endpoint_url == WEBHOOK_URL, paused
    assert [w.id for w in api.webhooks_service_list(status="WEBHOOK_STATUS_PAUSED").webhooks] == [webhook.id]
    assert api.webhooks_service_list(status="WEBHOOK_STATUS_ACTIVE").webhooks == []
    api.webhooks_service_delete(webhook.id)
    refused(NotFoundException, lambda: api.webhooks_service_get(webhook.id))


def main():
    with lb.ApiClient(lb.Configuration(host=HOST, access_token=TOKEN)) as client:
        made = design()
        webhook = webhooks(client)
        link = links(client, made.id)
        event = events(client, link)
        redesign(client, made)
        webhook_life(client, webhook)
        lb.LinksApi(client).links_service_delete(link.id)
        refused(NotFoundException, lambda: lb.LinksApi(client).links_service_get(link.id))
        status, _ = visit(link.entrypoint + "?q")
        assert status in (404, 410), status
    with lb.ApiClient(lb.Configuration(host=HOST, access_token="wrong")) as stranger:
        error = refused(ApiException, lambda: lb.LinksApi(stranger).links_service_list(page_size=1))
        assert error.status == 401, error
    print(f"linkbreakers {lb.__version__}: link {link.entrypoint}, event {event.id}, webhook delivered")


main()
