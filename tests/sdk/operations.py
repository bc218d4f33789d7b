#!/usr/bin/env python3
"""Every operation of links, jobs, tags, directories, settings, designs, tokens and the workspace, by the official SDK for
Python, unmodified.

usage: operations.py HOST TOKEN     (HOST ends in /sdk)

Fields of several words, enumerations, times, errors and replays are asserted: the SDK drops what it does not know by its
camelCase name, without a word. Prints one line for each operation that was called.
"""

import sys
import time
import uuid
from datetime import datetime, timedelta, timezone

import linkbreakers as lb
from linkbreakers.exceptions import (
    ApiException,
    BadRequestException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
    UnprocessableEntityException,
)

from noted import NOWHERE, Noted, called, refused

HOST, TOKEN = sys.argv[1:]


def recent(moment):
    assert isinstance(moment, datetime) and moment.tzinfo is not None, moment
    assert abs(datetime.now(timezone.utc) - moment) < timedelta(minutes=5), moment


def client(token):
    return lb.ApiClient(lb.Configuration(host=HOST, access_token=token))


def workspace(api_client):
    api = Noted(lb.WorkspacesApi(api_client))
    mine = api.workspaces_service_get_my_workspace()
    recent(mine.created_at)
    assert mine.link_setting_id and mine.timezone == "UTC" and mine.is_sandbox is False, mine
    changed = api.workspaces_service_update(
        lb.UpdateWorkspaceRequest(
            name="Renamed", short_description="What we do", website="https://example.com", digest_frequency="DIGEST_FREQUENCY_WEEKLY"
        )
    )
    assert (changed.name, changed.short_description, changed.website) == ("Renamed", "What we do", "https://example.com"), changed
    assert changed.digest_frequency == "DIGEST_FREQUENCY_WEEKLY" and changed.updated_at > mine.updated_at, changed
    refused(BadRequestException, lambda: api.workspaces_service_update(lb.UpdateWorkspaceRequest(enforce_mfa=True)))
    assert api.workspaces_service_get_workspace(mine.id).short_description == "What we do"
    refused(NotFoundException, lambda: api.workspaces_service_get_workspace(NOWHERE))

    members = Noted(lb.MembersApi(api_client))
    me = members.members_service_get_myself()
    assert me.workspace_id == mine.id and me.role == "ROLE_ADMIN", me
    everybody = members.members_service_list(page_size=10)
    assert everybody.total_count == 1 and everybody.members[0].id == me.id, everybody

    settings = Noted(lb.LinkSettingsApi(api_client))
    setting = settings.settings_service_get_link_setting(mine.link_setting_id).link_setting
    assert setting.data_collection == "DATA_COLLECTION_BASIC", setting
    changed = settings.settings_service_update_link_setting(
        setting.id, lb.SettingsServiceUpdateLinkSettingBody(data_collection="DATA_COLLECTION_ADVANCED")
    ).link_setting
    assert changed.data_collection == "DATA_COLLECTION_ADVANCED" and changed.created_at == setting.created_at, changed
    refused(NotFoundException, lambda: settings.settings_service_get_link_setting(NOWHERE))


def tokens(api_client):
    api = Noted(lb.WorkspaceTokensApi(api_client))
    scopes = Noted(lb.APIScopesApi(api_client)).workspace_tokens_service_list_api_scopes().scopes
    assert len(scopes) == 29 and scopes[0].access == "API_SCOPE_ACCESS_READ" and scopes[0].description, scopes[0]

    secret = lb.WorkspaceTokenKeyType.WORKSPACE_TOKEN_KEY_TYPE_SECRET
    made = api.workspace_tokens_service_create(
        lb.CreateWorkspaceTokenRequest(name="Reader", key_type=secret, scopes=["API_SCOPE_LINKS_READ"])
    )
    assert made.access_token.count(".") == 2 and made.token.scopes == ["API_SCOPE_LINKS_READ"], made.token
    assert made.token.full_access is False and made.token.key_type == secret and made.token.created_by, made.token
    read = api.workspace_tokens_service_get(made.token.id).token
    assert read.name == "Reader" and read.last_used_at is None, read

    with client(made.access_token) as reader:
        links = lb.LinksApi(reader)
        assert links.links_service_list(page_size=1).total_count == 0
        refused(ForbiddenException, lambda: links.links_service_create(lb.CreateLinkRequest(destination="https://example.com")))
        refused(ForbiddenException, lambda: lb.WorkspaceTokensApi(reader).workspace_tokens_service_list())
        api.workspace_tokens_service_update(
            made.token.id, lb.WorkspaceTokensServiceUpdateBody(name="Writer", scopes=["API_SCOPE_LINKS_WRITE", "API_SCOPE_TOKENS_WRITE"])
        )
        link = links.links_service_create(lb.CreateLinkRequest(destination="https://example.com")).link
        links.links_service_delete(link.id)
        # A token grants at most what it has.
        more = lb.CreateWorkspaceTokenRequest(name="More", key_type=secret, scopes=["API_SCOPE_WEBHOOKS_READ"])
        refused(ForbiddenException, lambda: lb.WorkspaceTokensApi(reader).workspace_tokens_service_create(more))
        api.workspace_tokens_service_delete(made.token.id)
        refused(UnauthorizedException, lambda: links.links_service_list(page_size=1))
    refused(NotFoundException, lambda: api.workspace_tokens_service_get(made.token.id))

    publishable = lb.CreateWorkspaceTokenRequest(
        name="Page", key_type=lb.WorkspaceTokenKeyType.WORKSPACE_TOKEN_KEY_TYPE_PUBLISHABLE
    )
    key = api.workspace_tokens_service_create(publishable, idempotency_key="publishable")
    again = refused(ConflictException, lambda: api.workspace_tokens_service_create(publishable, idempotency_key="publishable"))
    assert "SECRET_SHOWN_ONCE" in again.body and key.access_token not in again.body, again.body
    with client(key.access_token) as page:
        refused(ForbiddenException, lambda: lb.LinksApi(page).links_service_list(page_size=1))
    first = api.workspace_tokens_service_list(page_size=1)
    assert first.total_count == 2 and first.next_page_token and len(first.tokens) == 1, first
    rest = api.workspace_tokens_service_list(page_size=1, page_token=first.next_page_token)
    assert rest.tokens[0].id == key.token.id and not rest.next_page_token, rest


def designs(api_client):
    api = Noted(lb.QRCodeDesignsApi(api_client))
    made = api.qrcode_design_service_public_create(
        lb.PublicCreateQrcodeDesignRequest(width=400, height=400, dots_options=lb.DotsOptions(type="DOTS_TYPE_HEXAGON"))
    ).qrcode_design
    assert made.dots_options.type == "DOTS_TYPE_HEXAGON" and made.error_correction_level == "Q", made
    refused(NotFoundException, lambda: api.qrcode_design_service_get(made.id))
    links = lb.LinksApi(api_client)
    link = links.links_service_create(lb.CreateLinkRequest(destination="https://example.com", qrcode_design_id=made.id)).link
    assert api.qrcode_design_service_get(made.id).qrcode_design.width == 400
    changed = api.qrcode_design_service_update(
        made.id, lb.QrcodeDesignServiceUpdateBody(background_options=lb.BackgroundOptions(
            theme_color=lb.ThemeColor(type="THEME_COLOR_TYPE_RADIAL", colors=["#fff", "#eee"])))
    ).qrcode_design
    assert changed.background_options.theme_color.type == "THEME_COLOR_TYPE_RADIAL" and changed.updated_at > made.updated_at, changed
    refused(ConflictException, lambda: api.qrcode_design_service_delete(made.id))
    template = lb.ApplyQrcodeTemplateRequest(link_id=link.id, qrcode_template_id=NOWHERE)
    refused(NotFoundException, lambda: api.qrcode_design_service_apply_template(template))
    off = links.links_service_update(link.id, lb.LinksServiceUpdateBody(qrcode_enabled=False)).link
    assert off.qrcode_enabled is False and off.qrcode_design_id is None and off.qrcode_signed_url is None, off
    api.qrcode_design_service_delete(made.id)
    links.links_service_delete(link.id)


def directories(api_client):
    api = Noted(lb.DirectoriesApi(api_client))
    root = api.directories_service_create(lb.CreateDirectoryRequest(name="Spring")).directory
    below = api.directories_service_create(lb.CreateDirectoryRequest(name="Posters", parent_directory_id=root.id)).directory
    assert below.path == "Spring/Posters" and below.parent_directory_id == root.id, below
    recent(below.created_at)
    refused(NotFoundException, lambda: api.directories_service_create(lb.CreateDirectoryRequest(name="x", parent_directory_id=NOWHERE)))
    assert [each.name for each in api.directories_service_list(page_size=10).directories] == ["Spring"]
    assert api.directories_service_list(page_size=10, parent_directory_id=root.id).total_count == 1
    assert api.directories_service_list(page_size=10, recursive=True).total_count == 2
    assert api.directories_service_list(page_size=10, recursive=True, search="POST").directories[0].id == below.id
    assert api.directories_service_list(page_size=10, parent_directory_id=root.id, include_root=True).total_count == 2
    body = lb.DirectoriesServiceUpdateBody(parent_directory_id=below.id)
    refused(BadRequestException, lambda: api.directories_service_update(root.id, body))
    refused(ApiException, lambda: api.directories_service_delete(root.id)).status == 412
    moved = api.directories_service_update(below.id, lb.DirectoriesServiceUpdateBody(name="Flyers", parent_directory_id_delete=True))
    assert moved.directory.path == "Flyers" and moved.directory.parent_directory_id is None, moved
    assert api.directories_service_get(below.id).directory.name == "Flyers"
    api.directories_service_delete(root.id)
    refused(NotFoundException, lambda: api.directories_service_get(root.id))
    return below


def links(api_client, directory):
    api = Noted(lb.LinksApi(api_client))
    ends = datetime(2035, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    wanted = lb.CreateLinkRequest(
        destination="https://example.com/a", name="Alpha", shortlink="alpha", tags=["spring", "print"],
        metadata={"camelKey": "kept"}, directory_id=directory.id, expires_at=ends, conversion_tracking=True,
    )
    made = api.links_service_create_with_http_info(wanted, idempotency_key="alpha")
    replay = api.links_service_create_with_http_info(wanted, idempotency_key="alpha")
    assert replay.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in made.headers
    assert replay.data == made.data, "the very same answer"
    alpha = made.data.link
    assert alpha.directory_id == directory.id and alpha.expires_at == ends and alpha.qrcode_signed_url, alpha
    assert made.data.workflow_steps[1].payload.client_redirect.conversion_tracking is True, made.data
    other = lb.CreateLinkRequest(destination="https://example.com/b")
    refused(UnprocessableEntityException, lambda: api.links_service_create(other, idempotency_key="alpha"))
    taken = lb.CreateLinkRequest(destination="https://example.com", shortlink="alpha")
    refused(ConflictException, lambda: api.links_service_create(taken))

    assert api.links_service_shortlink_availability(shortlink="alpha").available is False
    assert api.links_service_shortlink_availability(shortlink="beta").available is True
    assert api.links_service_shortlink_availability(shortlink="v1").available is False, "reserved"
    assert api.links_service_shortlink_availability(shortlink=alpha.id).available is False, "the id of a link"
    assert len(api.links_service_shortlink_random().shortlink) == 8

    pair = [lb.CreateLinkRequest(destination=f"https://example.com/{n}", name=f"Pair {n}", tags=["pair"]) for n in range(2)]
    assert [link.name for link in api.links_service_create_batch(pair).links] == ["Pair 0", "Pair 1"]
    bulk = api.links_service_create_bulk(lb.CreateBulkLinksRequest(links=pair)).links
    assert [link.name for link in bulk] == ["Pair 0", "Pair 1"] and bulk[0].tags[0].name == "pair", bulk
    before = api.links_service_list(page_size=1).total_count
    bad = lb.CreateBulkLinksRequest(links=pair + [lb.CreateLinkRequest(destination="https://example.com", shortlink="alpha")])
    assert "links[2].shortlink" in refused(ConflictException, lambda: api.links_service_create_bulk(bad)).body
    assert api.links_service_list(page_size=1).total_count == before, "all or nothing"

    jobs = Noted(lb.JobsApi(api_client))

    def done(answer):
        assert answer.status_code == 202 and answer.headers["location"].endswith("/v1/jobs/" + answer.data.id), answer.headers
        assert answer.data.status == "JOB_STATUS_PENDING" and answer.data.type == "JOB_TYPE_LINKS_BULK_CREATE", answer.data
        for _ in range(200):
            job = jobs.jobs_service_get(answer.data.id)
            if job.completed_at:
                return job
            time.sleep(0.05)
        raise AssertionError("the job does not end")

    job = done(api.links_service_create_bulk_async_with_http_info(lb.CreateBulkLinksRequest(links=pair)))
    assert job.status == "JOB_STATUS_SUCCEEDED" and job.item_count == 2, job
    assert [api.links_service_get(id).link.name for id in job.links_bulk_create.link_ids] == ["Pair 0", "Pair 1"]
    job = done(api.links_service_create_bulk_async_with_http_info(bad))
    assert job.status == "JOB_STATUS_FAILED" and job.error.code_type == "ALREADY_EXISTS" and "links[2]" in job.error.message, job
    refused(NotFoundException, lambda: jobs.jobs_service_get(NOWHERE))

    contact = api.links_service_create_contact_link(
        lb.CreateContactLinkRequest(name="Ada", vcard_data=lb.VCardData(first_name="Ada", last_name="Lovelace", phone="+44 20 7946 0000"))
    ).link
    assert contact.entrypoint and contact.qrcode_signed_url, contact
    thanks = api.links_service_create_thank_you_link(lb.CreateThankYouLinkRequest(title="Thanks!", description="Really.")).link
    assert thanks.entrypoint, thanks
    media = lb.CreateOpenMediaLinkRequest(media_id=NOWHERE)
    refused(NotFoundException, lambda: api.links_service_create_open_media_link(media))

    names = lambda answer: [link.name for link in answer.links]
    assert names(api.links_service_list(page_size=10, search="LPH")) == ["Alpha"]
    assert names(api.links_service_list(page_size=10, tags=["spring", "none"])) == ["Alpha"]
    assert api.links_service_list(page_size=10, tags=["spring", "pair"]).total_count == 7
    view = lb.LinkView.LINK_VIEW_DIRECTORY
    assert names(api.links_service_list(page_size=10, view=view, directory_id=directory.id)) == ["Alpha"]
    assert "Alpha" not in names(api.links_service_list(page_size=100, view=view))
    ascending = lb.SortDirection.SORT_DIRECTION_ASC
    sort = {"sort_by": lb.LinkSortField.LINK_SORT_FIELD_NAME, "sort_direction": ascending}
    first = api.links_service_list(page_size=2, **sort)
    assert names(first) == ["", "Ada"], first
    assert names(api.links_service_list(page_size=2, page_token=first.next_page_token, **sort)) == ["Alpha", "Pair 0"]
    refused(BadRequestException, lambda: api.links_service_list(page_size=2, page_token=first.next_page_token))
    for field in lb.LinkSortField:
        assert api.links_service_list(page_size=100, sort_by=field).total_count == 9, field

    both = [alpha.id, contact.id, NOWHERE]
    urls = api.links_service_resolve_qrcode_images(lb.ResolveQrcodeImagesRequest(link_ids=both)).qrcode_signed_urls
    assert sorted(urls) == sorted(both[:2]) and urls[alpha.id].startswith("http"), urls

    body = lb.LinksServiceUpdateBody(directory_id_delete=True, expires_at_delete=True, tags=["only"], purpose="To be found")
    changed = api.links_service_update(alpha.id, body).link
    assert changed.directory_id is None and changed.expires_at is None and changed.purpose == "To be found", changed
    assert [tag.name for tag in changed.tags] == ["only"] and changed.metadata == {"camelKey": "kept"}, changed
    read = api.links_service_get(alpha.id, include=["tags", "qrcodeSignedUrl", "qrcodeDesign"]).link
    assert [tag.name for tag in read.tags] == ["only"] and read.qrcode_signed_url, read

    tags = Noted(lb.TagsApi(api_client))
    assert sorted(tag.name for tag in tags.tags_service_list(page_size=10, search="PRI").tags) == ["print", "spring"]
    recent(tags.tags_service_list(page_size=1).tags[0].created_at)
    tags.tags_service_delete(name="only")
    refused(NotFoundException, lambda: tags.tags_service_delete(name="only"))
    assert api.links_service_get(alpha.id, include=["tags"]).link.tags == []

    api.links_service_delete(alpha.id)
    refused(NotFoundException, lambda: api.links_service_get(alpha.id))
    assert api.links_service_shortlink_availability(shortlink="alpha").available is False, "never given out again"
    own = str(uuid.uuid4())
    assert api.links_service_create(lb.CreateLinkRequest(destination="https://example.com", id=own)).link.id == own


def main():
    with client(TOKEN) as api_client:
        workspace(api_client)
        tokens(api_client)
        designs(api_client)
        directory = directories(api_client)
        links(api_client, directory)
    print("\n".join(sorted(called)))


main()
