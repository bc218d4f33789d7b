#!/usr/bin/env python3
"""Every operation of custom domains, and links on them, by the official SDK for Python, unmodified.

usage: domains.py HOST TOKEN     (HOST ends in /sdk; DNS knows none of the names)

Prints one line for each operation that was called.
"""

import sys

import linkbreakers as lb
from linkbreakers.exceptions import BadRequestException, ConflictException, NotFoundException

from noted import NOWHERE, Noted, called, refused

HOST, TOKEN = sys.argv[1:]


with lb.ApiClient(lb.Configuration(host=HOST, access_token=TOKEN)) as client:
    api, links = Noted(lb.CustomDomainsApi(client)), lb.LinksApi(client)
    create = lambda name, **more: api.custom_domains_service_create(lb.CreateCustomDomainRequest(name=name), **more).custom_domain
    domain = create("QR.Bücher.de", idempotency_key="first")
    assert create("QR.Bücher.de", idempotency_key="first").id == domain.id
    assert (domain.name, domain.status) == ("qr.xn--bcher-kva.de", "STATUS_INACTIVE") and domain.workspace_id, domain
    assert domain.activated_at is None and domain.root_destination is None and domain.created_at == domain.updated_at, domain
    for name in ("", "127.0.0.1", "localhost", "https://qr.example.com/a", "co.uk", "a..b", None):
        refused(BadRequestException, lambda: create(name))
    refused(ConflictException, lambda: create("qr.xn--bcher-kva.de"))

    checked = api.custom_domains_service_check(domain.id).custom_domain
    assert checked.status == "STATUS_DOMAIN_PENDING" and "leads nowhere" in checked.last_error and checked.last_checked_at, checked
    read = api.custom_domains_service_get(domain.id).custom_domain
    assert read.status == checked.status and read.updated_at == domain.updated_at, read
    refused(NotFoundException, lambda: api.custom_domains_service_get(NOWHERE))
    refused(NotFoundException, lambda: api.custom_domains_service_check(NOWHERE))

    change = lambda to: api.custom_domains_service_update(domain.id, lb.CustomDomainsServiceUpdateBody(root_destination=to)).custom_domain
    assert change("https://example.com").root_destination == "https://example.com"
    refused(BadRequestException, lambda: change("javascript:alert(1)"))
    assert change("").root_destination is None

    guide = api.custom_domains_service_get_setup_guide(domain.id).setup_guide
    assert (guide.zone, guide.host, guide.dns_provider) == ("xn--bcher-kva.de", "qr", "DNS_PROVIDER_UNKNOWN"), guide
    routing, ownership = guide.records
    assert (routing.type, routing.host, routing.value) == ("DNS_RECORD_TYPE_CNAME", "qr", "go.example.org"), routing
    assert (ownership.type, ownership.host) == ("DNS_RECORD_TYPE_TXT", "_qr-engine.qr") and ownership.detected is False, ownership
    assert guide.hints == ["CUSTOM_DOMAIN_SETUP_HINT_NAMESERVERS_NOT_FOUND"], guide.hints
    validations = api.custom_domains_service_validation_instructions(domain.id).validations
    assert [each.type for each in validations] == ["TYPE_CNAME", "TYPE_TXT"], validations
    assert validations[1].value == ownership.value and validations[1].purpose == "PURPOSE_OWNERSHIP", validations

    other = create("menu.example.com")
    page = api.custom_domains_service_list(page_size=1)
    assert page.total_count == 2 and [each.id for each in page.custom_domains] == [domain.id], page
    rest = api.custom_domains_service_list(page_size=1, page_token=page.next_page_token)
    assert [each.id for each in rest.custom_domains] == [other.id] and not rest.next_page_token, rest
    assert api.custom_domains_service_list(status="STATUS_ACTIVE").total_count == 0
    api.custom_domains_service_check(other.id)
    assert api.custom_domains_service_list(status="STATUS_DOMAIN_PENDING").total_count == 2

    wanted = lb.CreateLinkRequest(destination="https://example.com", shortlink="spring", custom_domain_id=domain.id)
    link = links.links_service_create(wanted).link
    assert link.custom_domain_id == domain.id and link.entrypoint == "https://qr.xn--bcher-kva.de/spring", link
    refused(ConflictException, lambda: links.links_service_create(wanted))
    batch = [lb.CreateLinkRequest(destination="https://example.com", shortlink="spring", custom_domain_id=other.id)]
    assert links.links_service_create_batch(batch).links[0].entrypoint == "https://menu.example.com/spring"
    wanted.custom_domain_id = NOWHERE
    refused(NotFoundException, lambda: links.links_service_create(wanted))
    free = lambda domain: links.links_service_shortlink_availability(shortlink="spring", custom_domain_id=domain).available
    assert (free(domain.id), free(other.id), free(None)) == (False, False, True)
    refused(NotFoundException, lambda: free(NOWHERE))
    beside = links.links_service_get(link.id, include=["customDomain"]).link
    assert beside.custom_domain.name == domain.name and links.links_service_get(link.id).link.custom_domain is None, beside
    listed = links.links_service_list(page_size=10, include=["customDomain"]).links
    assert {each.custom_domain.name for each in listed} == {domain.name, other.name}, listed

    # The first domain's link moves to the server's own name; then the second's cannot.
    api.custom_domains_service_delete(domain.id)
    moved = links.links_service_get(link.id).link
    assert moved.custom_domain_id is None and moved.entrypoint == HOST.removesuffix("/sdk") + "/spring", moved
    kept = refused(ConflictException, lambda: api.custom_domains_service_delete(other.id))
    assert "spring" in kept.body and "SHORTLINKS_TAKEN" in kept.body, kept.body
    refused(NotFoundException, lambda: api.custom_domains_service_delete(domain.id))
    assert create("qr.xn--bcher-kva.de").id != domain.id

print("\n".join(sorted(called)))
