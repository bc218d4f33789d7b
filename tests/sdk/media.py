#!/usr/bin/env python3
"""Every operation of the media library, by the official SDK for Python, unmodified.

usage: media.py HOST TOKEN FILES     (HOST ends in /sdk; FILES is the address of a server that has the folder's menu.pdf)

Files are sent by PUT as the SDK's answers say, and read back byte by byte. Prints one line for each operation that was called.
"""

import base64
import hashlib
import json
import sys

import linkbreakers as lb
import requests
from linkbreakers.exceptions import BadRequestException, ConflictException, NotFoundException

from noted import NOWHERE, Noted, called

HOST, TOKEN, FILES = sys.argv[1:]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><script>alert(1)</script><path d='M0 0h8v8z'/></svg>"
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(1000)


def pdf(text, size=0):
    return (b"%PDF-1.7\n% " + text.encode()).ljust(size, b"\n")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def refused(kind, call):
    try:
        call()
    except kind as error:
        assert '"codeType"' in error.body and '"details"' in error.body, error.body
        return json.loads(error.body)
    raise AssertionError(f"expected {kind.__name__}")


def put(answer, data, **changed):
    assert answer.upload_method == "PUT" and answer.upload_expires_at, answer
    return requests.put(answer.upload_url, data=data, headers={**answer.upload_headers, **changed}, timeout=20)


def read(url, **headers):
    return requests.get(url, headers=headers, timeout=20)


def facts(error):
    return next(detail["metadata"] for detail in error["details"] if "metadata" in detail)


def inline(api):
    made = api.media_service_create(
        lb.CreateMediaRequest(file_name="dot.png", file_data=base64.b64encode(PNG).decode(), media_type="TYPE_CENTRAL_QRCODE_IMAGE")
    ).media
    assert (made.kind, made.mime_type, made.size, made.status) == ("KIND_IMAGE", "image/png", len(PNG), "STATUS_READY"), made
    assert made.sha256 == sha256(PNG) and made.visibility == "VISIBILITY_PRIVATE", made
    assert made.uploaded_from == "UPLOAD_ORIGIN_QR_CODE_LOGO" and made.usage == "USAGE_CENTRAL_QRCODE_IMAGE", made
    assert made.media_type == "TYPE_CENTRAL_QRCODE_IMAGE" and made.references == [] and made.created_at, made
    answer = read(made.signed_url)
    assert answer.content == PNG and answer.headers["content-type"] == "image/png", answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff" and "sandbox" in answer.headers["content-security-policy"]
    assert 'filename="dot.png"' in answer.headers["content-disposition"], answer.headers
    assert read(made.signed_url, **{"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert read(made.signed_url.split("?")[0]).status_code == 403, "private"

    again = refused(
        ConflictException,
        lambda: api.media_service_create(lb.CreateMediaRequest(file_name="x", file_data=base64.urlsafe_b64encode(PNG).decode())),
    )
    assert again["codeType"] == "MEDIA_ALREADY_EXISTS", again
    assert facts(again) == {"existingMediaId": made.id, "existingFileName": "dot.png"}, again
    drawn = api.media_service_create(
        lb.CreateMediaRequest(file_name="a.svg", file_data=base64.b64encode(SVG).decode(), visibility="VISIBILITY_PUBLIC")
    ).media
    assert "?" not in drawn.signed_url and read(drawn.signed_url).content == SVG, drawn
    for data in ["", "###", base64.b64encode(b"GIF89a" + bytes(20)).decode(), base64.b64encode(b"<html>").decode()]:
        refused(BadRequestException, lambda: api.media_service_create(lb.CreateMediaRequest(file_name="x", file_data=data)))
    return made, drawn


def upload(api):
    data = pdf("menu", 9_000_000)
    wanted = lb.CreateMediaUploadRequest(file_name="menu.pdf", mime_type="application/pdf", size=len(data), sha256=sha256(data))
    answer = api.media_service_create_upload(wanted)
    id = answer.media.id
    assert answer.media.status == "STATUS_PENDING" and answer.media.signed_url is None, answer.media
    assert api.media_service_get(id).media.status == "STATUS_PENDING"
    assert id not in [each.id for each in api.media_service_list(page_size=100).media], "pending"
    error = refused(ConflictException, lambda: api.media_service_complete_upload(id, {}))
    assert "UPLOAD_INCOMPLETE" in json.dumps(error), error
    assert put(answer, data[:-1]).status_code == 400, "too short"
    assert put(answer, data, **{"Content-Type": "text/plain"}).status_code == 400, "another type"
    assert put(answer, bytes(len(data))).status_code == 400, "another hash"
    assert requests.put(answer.upload_url.replace("sig=", "sig=x"), data=data, timeout=20).status_code == 403
    sent = put(answer, data)
    assert sent.status_code == 200, sent.text
    done = api.media_service_complete_upload(id, {}).media
    assert done.id == id and done.status == "STATUS_READY" and done.kind == "KIND_DOCUMENT" and done.sha256 == sha256(data), done
    assert api.media_service_complete_upload(id, {}).media.id == id, "once more"
    assert put(answer, data).status_code == 404, "it was completed"
    assert read(done.signed_url).content == data
    part = read(done.signed_url, Range="bytes=3-8")
    assert part.status_code == 206 and part.content == data[3:9], part.headers
    assert part.headers["content-range"] == f"bytes 3-8/{len(data)}", part.headers
    assert read(done.signed_url, Range=f"bytes={len(data)}-").status_code == 416
    error = refused(ConflictException, lambda: api.media_service_create_upload(wanted))
    assert facts(error)["existingMediaId"] == id, error

    wrong = api.media_service_create_upload(lb.CreateMediaUploadRequest(file_name="film.mp4", mime_type="video/mp4", size=len(data)))
    assert put(wrong, pdf("no film", len(data))).status_code == 200
    error = refused(BadRequestException, lambda: api.media_service_complete_upload(wrong.media.id, {}))
    assert "application/pdf" in error["message"], error
    refused(NotFoundException, lambda: api.media_service_get(wrong.media.id))
    twice = api.media_service_create_upload(
        lb.CreateMediaUploadRequest(file_name="again.pdf", mime_type="application/pdf", size=len(data))
    )
    assert put(twice, data).status_code == 200
    error = refused(ConflictException, lambda: api.media_service_complete_upload(twice.media.id, {}))
    assert facts(error)["existingMediaId"] == id, error
    for kind, size in [("image/png", 10_000_001), ("application/pdf", 25_000_001), ("video/mp4", 50_000_001), ("image/gif", 9)]:
        request = lb.CreateMediaUploadRequest(file_name="large", mime_type=kind, size=size)
        refused(BadRequestException, lambda: api.media_service_create_upload(request))
    given_up = api.media_service_create_upload(lb.CreateMediaUploadRequest(file_name="no", mime_type="video/mp4", size=9))
    api.media_service_delete(given_up.media.id)
    refused(NotFoundException, lambda: api.media_service_get(given_up.media.id))
    return done


def lists(api, made):
    for_all = api.media_service_list(page_size=2)
    assert for_all.total_count == 3 and [each.id for each in for_all.media] == [made[2].id, made[1].id], for_all
    rest = api.media_service_list(page_size=2, page_token=for_all.next_page_token)
    assert [each.id for each in rest.media] == [made[0].id] and not rest.next_page_token, rest
    ids = lambda **filters: [each.id for each in api.media_service_list(page_size=10, **filters).media]
    assert ids(kind="KIND_DOCUMENT") == [made[2].id]
    assert ids(kind="KIND_UNSPECIFIED") == [made[2].id, made[1].id, made[0].id]
    assert ids(uploaded_from="UPLOAD_ORIGIN_QR_CODE_LOGO") == ids(usage="USAGE_CENTRAL_QRCODE_IMAGE") == [made[0].id]
    refused(BadRequestException, lambda: api.media_service_list(page_size=2, page_token="nonsense"))


def opened(api, links, document):
    link = links.links_service_create_open_media_link(lb.CreateOpenMediaLinkRequest(media_id=document.id, name="Menu"))
    step = link.workflow_steps[1]
    assert step.event_action == "EVENT_ACTION_OPEN_MEDIA" and step.payload.open_media.media_id == document.id, step
    link = link.link
    error = refused(NotFoundException, lambda: links.links_service_create_open_media_link(lb.CreateOpenMediaLinkRequest(media_id=NOWHERE)))
    assert error["details"][0]["field"] == "mediaId", error
    shown = requests.get(link.entrypoint + "?q", timeout=20)
    assert shown.history[0].status_code == 302 and shown.headers["content-type"] == "application/pdf", shown.headers
    assert shown.content == read(document.signed_url).content
    [use] = api.media_service_get(document.id).media.references
    assert (use.type, use.link_id, use.link_name) == ("TYPE_OPEN_MEDIA_STEP", link.id, "Menu"), use
    assert use.workflow_step_id == step.id, use
    error = refused(ConflictException, lambda: api.media_service_delete(document.id))
    assert error["codeType"] == "MEDIA_IN_USE" and facts(error)["linkIds"] == link.id, error
    return link


def replaced(api, document, link):
    film = lb.MediaServiceCreateReplaceUploadBody(file_name="film.mp4", mime_type="video/mp4", size=len(MP4), sha256=sha256(MP4))
    answer = api.media_service_create_replace_upload(document.id, film)
    assert answer.unchanged is False and answer.media.sha256 == document.sha256 and len(answer.media.references) == 1, answer
    assert put(answer, MP4).status_code == 200
    assert requests.get(link.entrypoint, timeout=20).headers["content-type"] == "application/pdf", "not yet"
    done = api.media_service_complete_replace(document.id, answer.replacement_id, {})
    assert done.unchanged is False and done.media.id == document.id and done.media.kind == "KIND_VIDEO", done
    assert done.media.file_name == "film.mp4" and done.media.sha256 == sha256(MP4), done
    assert requests.get(link.entrypoint, timeout=20).content == MP4, "from the next visit on"
    assert read(document.signed_url).content == MP4, "older addresses show it too"
    same = api.media_service_create_replace_upload(document.id, film)
    assert same.unchanged is True and not same.replacement_id and not same.upload_url, same
    film.sha256 = None
    answer = api.media_service_create_replace_upload(document.id, film)
    assert put(answer, MP4).status_code == 200
    assert api.media_service_complete_replace(document.id, answer.replacement_id, {}).unchanged is True
    refused(NotFoundException, lambda: api.media_service_complete_replace(document.id, answer.replacement_id, {}))
    taken = lb.MediaServiceCreateReplaceUploadBody(file_name="a", mime_type="image/png", size=len(PNG), sha256=sha256(PNG))
    assert refused(ConflictException, lambda: api.media_service_create_replace_upload(document.id, taken))["codeType"] == "MEDIA_ALREADY_EXISTS"
    refused(NotFoundException, lambda: api.media_service_create_replace_upload(NOWHERE, taken))


def imported(api, document):
    got = api.media_service_import(lb.ImportMediaRequest(url=f"{FILES}/elsewhere")).media
    assert (got.file_name, got.kind, got.uploaded_from) == ("menu.pdf", "KIND_DOCUMENT", "UPLOAD_ORIGIN_MEDIA_LIBRARY"), got
    error = refused(ConflictException, lambda: api.media_service_import(lb.ImportMediaRequest(url=f"{FILES}/menu.pdf")))
    assert facts(error)["existingMediaId"] == got.id, error
    for wanted in [{}, {"url": "menu.pdf"}, {"assistant_attachment_id": NOWHERE}, {"url": f"{FILES}/page"}, {"url": f"{FILES}/loop"}]:
        refused(BadRequestException, lambda: api.media_service_import(lb.ImportMediaRequest(**wanted)))
    body = lb.MediaServiceReplaceImportBody(url=f"{FILES}/other.pdf", file_name="other.pdf")
    done = api.media_service_replace_import(got.id, body)
    assert done.media.file_name == "other.pdf" and done.unchanged is False and done.media.sha256 != got.sha256, done
    assert api.media_service_replace_import(got.id, body).unchanged is True
    api.media_service_delete(got.id)
    refused(NotFoundException, lambda: api.media_service_get(got.id))
    assert read(done.media.signed_url).status_code == 404


def logos(api, api_client, picture, document):
    designs = Noted(lb.QRCodeDesignsApi(api_client))
    made = designs.qrcode_design_service_public_create(lb.PublicCreateQrcodeDesignRequest(width=400)).qrcode_design
    link = lb.LinksApi(api_client).links_service_create(lb.CreateLinkRequest(destination="https://example.com", qrcode_design_id=made.id)).link
    change = lambda **fields: designs.qrcode_design_service_update(made.id, lb.QrcodeDesignServiceUpdateBody(**fields)).qrcode_design
    with_logo = change(central_image_media_id=picture.id)
    assert with_logo.central_image_media_id == picture.id, with_logo
    assert read(with_logo.central_image_signed_url).headers["content-type"] == "image/png"
    [use] = api.media_service_get(picture.id).media.references
    assert (use.type, use.link_id) == ("TYPE_QR_CODE_LOGO", link.id), use
    error = refused(BadRequestException, lambda: change(central_image_media_id=document.id))
    assert error["codeType"] == "MEDIA_NOT_ALLOWED_HERE", error
    refused(NotFoundException, lambda: change(central_image_media_id=NOWHERE))
    refused(BadRequestException, lambda: change(central_image_media_id=picture.id, central_image_delete=True))
    assert change(width=500).central_image_media_id == picture.id, "kept"
    assert change(central_image_data=base64.b64encode(PNG).decode()).central_image_media_id is None
    assert change(central_image_data=base64.b64encode(PNG).decode(), central_image_media_id=picture.id).central_image_media_id
    assert change(central_image_delete=True).central_image_media_id is None
    change(central_image_media_id=picture.id)
    svg = SVG.replace(b"0 0 8 8", b"0 0 9 9")
    body = lb.MediaServiceCreateReplaceUploadBody(file_name="b.svg", mime_type="image/svg+xml", size=len(svg))
    answer = api.media_service_create_replace_upload(picture.id, body)
    assert put(answer, svg).status_code == 200
    detached = api.media_service_complete_replace(picture.id, answer.replacement_id, {}).detached_references
    assert [use.link_id for use in detached] == [link.id], detached
    kept = designs.qrcode_design_service_get(made.id).qrcode_design
    assert kept.central_image_media_id is None and read(kept.central_image_signed_url).headers["content-type"] == "image/png", kept
    change(central_image_media_id=picture.id)
    api.media_service_delete(picture.id)
    kept = designs.qrcode_design_service_get(made.id).qrcode_design
    assert kept.central_image_media_id is None and kept.central_image_signed_url, kept


def main():
    with lb.ApiClient(lb.Configuration(host=HOST, access_token=TOKEN)) as api_client:
        api, links = Noted(lb.MediaApi(api_client)), Noted(lb.LinksApi(api_client))
        picture, drawn = inline(api)
        document = upload(api)
        lists(api, [picture, drawn, document])
        link = opened(api, links, document)
        replaced(api, document, link)
        imported(api, document)
        logos(api, api_client, picture, document)
        links.api.links_service_delete(link.id)
        api.media_service_delete(document.id)
        assert read(document.signed_url).status_code == 404
    print("\n".join(sorted(name for name in called if name.startswith("media_"))))


main()
