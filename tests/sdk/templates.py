#!/usr/bin/env python3
"""Every operation of QR code templates, by the official SDK for Python, unmodified.

usage: templates.py HOST TOKEN     (HOST ends in /sdk)

Prints one line for each operation that was called.
"""

import sys

import linkbreakers as lb
from linkbreakers.exceptions import BadRequestException, ConflictException, ForbiddenException, NotFoundException

from noted import NOWHERE, Noted, called, refused

HOST, TOKEN = sys.argv[1:]


def own(api, designs, links):
    design = designs.qrcode_design_service_public_create(
        lb.PublicCreateQrcodeDesignRequest(width=400, dots_options=lb.DotsOptions(type="DOTS_TYPE_CLASSY"))
    ).qrcode_design
    wanted = lb.CreateQrcodeTemplateRequest(
        name="House", description="Ours", tags="brand, blue", learn_more="# More", faq="[]", qrcode_design_id=design.id
    )
    made = api.qrcode_templates_service_create_qrcode_template_with_http_info(wanted, idempotency_key="house")
    again = api.qrcode_templates_service_create_qrcode_template_with_http_info(wanted, idempotency_key="house")
    assert again.headers["idempotent-replayed"] == "true" and again.data == made.data, again
    house = made.data.qrcode_template
    assert (house.name, house.tags, house.learn_more, house.faq) == ("House", "brand, blue", "# More", "[]"), house
    assert house.owned is True and house.built_in is False and house.usage_count == 0 and house.workspace_id, house
    assert house.qrcode_design_id == design.id and house.qrcode_design.dots_options.type == "DOTS_TYPE_CLASSY", house
    assert house.thumbnail_signed_url.startswith("http") and house.published_at is None and house.duplicated_from is None, house
    refused(ConflictException, lambda: api.qrcode_templates_service_create_qrcode_template(wanted))
    refused(NotFoundException, lambda: api.qrcode_templates_service_get_qrcode_template(NOWHERE))
    read = api.qrcode_templates_service_get_qrcode_template(house.id)
    assert read.id == house.id and read.qrcode_design is None, read
    assert api.qrcode_templates_service_get_qrcode_template(house.id, include=["qrcodeDesign"]).qrcode_design.width == 400

    link = links.links_service_create(lb.CreateLinkRequest(destination="https://example.com", qrcode_template_id=house.id)).link
    assert link.qrcode_template_id == house.id and link.qrcode_design_id not in (None, design.id), link
    worn = designs.qrcode_design_service_get(link.qrcode_design_id).qrcode_design
    assert worn.dots_options.type == "DOTS_TYPE_CLASSY" and worn.width == 400, worn
    designs.qrcode_design_service_update(design.id, lb.QrcodeDesignServiceUpdateBody(dots_options=lb.DotsOptions(type="DOTS_TYPE_DOTS")))
    follows = designs.qrcode_design_service_get(link.qrcode_design_id).qrcode_design
    assert follows.dots_options.type == "DOTS_TYPE_DOTS" and follows.updated_at > worn.updated_at, follows
    assert api.qrcode_templates_service_get_qrcode_template(house.id).usage_count == 1
    forgotten = links.links_service_update(link.id, lb.LinksServiceUpdateBody(qrcode_template_id_delete=True)).link
    assert forgotten.qrcode_template_id is None and forgotten.qrcode_design_id == link.qrcode_design_id, forgotten
    return house, link


def published(api, workspaces, house):
    error = refused(BadRequestException, lambda: api.qrcode_templates_service_publish_qrcode_template(house.id, {}))
    assert '"slug"' in error.body and '"workspace.slug"' in error.body and '"name"' not in error.body, error.body
    body = lb.QrcodeTemplatesServiceUpdateQrcodeTemplateBody(slug="house", description="Ours, in blue")
    changed = api.qrcode_templates_service_update_qrcode_template(house.id, body).qrcode_template
    assert (changed.slug, changed.description, changed.name) == ("house", "Ours, in blue", "House"), changed
    assert changed.updated_at > house.updated_at, changed
    refused(NotFoundException, lambda: api.qrcode_templates_service_public_get_qrcode_template("house"))
    workspaces.workspaces_service_update(lb.UpdateWorkspaceRequest(slug="acme", name="Acme"))
    shown = api.qrcode_templates_service_publish_qrcode_template(house.id, {}).qrcode_template
    assert shown.published_at is not None, shown
    public = api.qrcode_templates_service_public_get_qrcode_template("house", include=["workspace"])
    assert public.workspace.name == "Acme" and public.workspace.slug == "acme" and public.built_in is False, public
    assert public.thumbnail_signed_url.startswith("http"), public
    mine = api.qrcode_templates_service_public_list_qrcode_templates(workspace_id=house.workspace_id)
    assert [one.slug for one in mine.qrcode_templates] == ["house"] and not mine.has_more, mine


def gallery(api, designs, link):
    first = api.qrcode_templates_service_public_list_qrcode_templates()
    assert len(first.qrcode_templates) <= 20 and all(one.slug and one.name and one.description for one in first.qrcode_templates), first
    slugs, token = [], None
    while True:
        page = api.qrcode_templates_service_public_list_qrcode_templates(page_size=5, page_token=token)
        slugs += [one.slug for one in page.qrcode_templates]
        token = page.next_page_token
        assert page.has_more is bool(token), page
        if not token:
            break
    assert len(slugs) == len(set(slugs)) >= 13 and "ocean" in slugs and "house" in slugs, slugs
    found = api.qrcode_templates_service_public_list_qrcode_templates(search="LAGOON")
    assert [one.slug for one in found.qrcode_templates] == ["ocean"] and found.qrcode_templates[0].built_in is True, found

    applied = designs.qrcode_design_service_apply_template(lb.ApplyQrcodeTemplateRequest(link_id=link.id, template_slug="ocean"))
    assert applied.qrcode_design.id == link.qrcode_design_id, "the link's own design"
    assert applied.qrcode_design.shape == "SHAPE_CIRCLE", applied
    assert designs.qrcode_design_service_get(link.qrcode_design_id).qrcode_design == applied.qrcode_design, "as it is read"

    copy = api.qrcode_templates_service_import_qrcode_template(lb.ImportQrcodeTemplateRequest(slug="ocean")).qrcode_template
    available = lb.QrcodeTemplateScope.QRCODE_TEMPLATE_SCOPE_AVAILABLE
    everything = api.qrcode_templates_service_list_qrcode_templates(scope=available, page_size=100)
    ocean = next(one for one in everything.qrcode_templates if one.slug == "ocean")
    assert copy.duplicated_from == ocean.id and copy.owned and copy.slug is None and copy.published_at is None, copy
    assert copy.qrcode_design.shape == "SHAPE_CIRCLE" and copy.qrcode_design.id == copy.qrcode_design_id, copy
    assert everything.qrcode_templates[0].id == ocean.id and ocean.usage_count == 2, "the most used first"
    assert ocean.workspace_id is None and ocean.owned is False and everything.total_count == len(slugs) + 1, ocean
    body = lb.QrcodeTemplatesServiceUpdateQrcodeTemplateBody(name="Mine")
    refused(ForbiddenException, lambda: api.qrcode_templates_service_update_qrcode_template(ocean.id, body))
    own = api.qrcode_templates_service_list_qrcode_templates(page_size=1, include=["qrcodeDesign"])
    assert own.total_count == 2 and own.has_more and own.qrcode_templates[0].id == copy.id, own
    assert own.qrcode_templates[0].qrcode_design.shape == "SHAPE_CIRCLE", own
    rest = api.qrcode_templates_service_list_qrcode_templates(page_size=1, page_token=own.next_page_token)
    assert rest.qrcode_templates[0].name == "House" and not rest.has_more, rest
    named = api.qrcode_templates_service_list_qrcode_templates(search="BLUE")
    assert [one.name for one in named.qrcode_templates] == ["House"], named

    ids = lb.ResolveQrcodeTemplateImagesRequest(template_ids=[copy.id, ocean.id, NOWHERE])
    urls = api.qrcode_templates_service_resolve_qrcode_template_images(ids).thumbnail_signed_urls
    assert sorted(urls) == sorted([copy.id, ocean.id]) and all("/-/t/" in url for url in urls.values()), urls
    api.qrcode_templates_service_delete_qrcode_template(copy.id)
    refused(NotFoundException, lambda: api.qrcode_templates_service_get_qrcode_template(copy.id))


def main():
    with lb.ApiClient(lb.Configuration(host=HOST, access_token=TOKEN)) as client:
        api = Noted(lb.QRCodeTemplatesApi(client))
        designs, links = lb.QRCodeDesignsApi(client), lb.LinksApi(client)
        house, link = own(api, designs, links)
        published(api, lb.WorkspacesApi(client), house)
        gallery(api, Noted(designs), link)
    called.difference_update(name for name in set(called) if name.startswith("qrcode_design_service") and "apply" not in name)
    print("\n".join(sorted(called)))


main()
