#!/usr/bin/env python3
"""Reads drawn payloads by a decoder and parses them by libraries that other people wrote.

usage: read.py PAYLOADS.jsonl FOLDER

Each line of the file holds an `id`, whose picture is FOLDER/ID.png, and the `payload` that was asked for. Every one is read
by zxing-cpp and handed to the check of its id below: a parser of its format, or a writer that must give the same text. A line
without a check and a check without a line are failures too. Prints as JSON how many were read and what is wrong.
"""

import datetime
import json
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

try:
    import base58
    import bech32
    import biip
    import brcode.static
    import cemacqr
    import icalendar
    import idna
    import promptpay_qr
    import pyotp
    import qrbill
    import segno.helpers
    import stdnum.br.cpf
    import stdnum.ch.esr
    import stdnum.ean
    import stdnum.iban
    import stdnum.iso11649
    import stdnum.th.pin
    import vobject
    import zxingcpp
    from PIL import Image
except ImportError as error:
    sys.exit(f"{error}; install tests/requirements.txt (make test does)")

CHECKS = {}


def check(function):
    """A check of the payload with the function's name, underscores as hyphens. Gets the text read and what was asked for."""
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


def same(found, wanted):
    assert found == wanted, f"found {found!r}, wanted {wanted!r}"


def query(text):
    """The query of an address, percent signs decoded; + stays +, for only forms write a space so."""
    return {name: values[0] for name, values in parse_qs(urlsplit(text).query.replace("+", "%2B"), strict_parsing=True).items()}


def fields(text):
    """NAME:value; pairs with escapes by backslash, as scanners read MECARD and WIFI."""
    read, part, characters = [], "", iter(text)
    for character in characters:
        if character == "\\":
            part += next(characters)
        elif character == ";":
            read.append(part)
            part = ""
        else:
            part += character
    same((part, read[-1]), ("", ""))
    return [tuple(pair.split(":", 1)) for pair in read[:-1]]


# Addresses and texts.


@check
def url(text, _):
    parts = urlsplit(text)
    same((parts.scheme, parts.hostname, parts.path), ("https", "example.com", "/Menu"))
    same(query(text), {"für": "Ann B"})


@check
def url_idn(text, _):
    same(text, f"HTTPS://{idna.encode('bücher.example').decode().upper()}/neu")


@check
def text(read, asked):
    same(read, asked["text"])


@check
def binary(read, asked):
    same(read, bytes.fromhex(asked["hex"]))


# Access and contacts.


@check
def wifi(text, asked):
    found = fields(text.removeprefix("WIFI:"))
    same(found, [("T", "WPA"), ("S", asked["ssid"]), ("P", asked["password"]), ("H", "true")])
    # Of hidden networks the writer leaves the last semicolon out.
    theirs = segno.helpers.make_wifi_data(asked["ssid"], asked["password"], "WPA", hidden=True)
    same(sorted(fields(theirs.removeprefix("WIFI:").rstrip(";") + ";;")), sorted(found))


@check
def wifi_open(text, _):
    same(text, "WIFI:T:nopass;S:Guests;;")


@check
def vcard3(text, asked):
    assert "\r\n " not in text and all(line for line in text.split("\r\n")), "folded or empty lines"
    card = vobject.readOne(text)
    same(card.version.value, "3.0")
    name = card.n.value
    same((name.family, name.given, name.prefix), (asked["lastName"], asked["firstName"], asked["prefix"]))
    same(card.fn.value, "Dr Zoë Lee; Jr")
    same(card.org.value, [asked["organization"], asked["department"]])
    same(card.title.value, asked["title"])
    same([(tel.value, tel.params.get("TYPE")) for tel in card.tel_list], [("+442079460000", ["WORK"]), ("+447700900123", None)])
    same((card.email.value, card.email.params["TYPE"]), ("zoe@example.com", ["WORK"]))
    same(card.url.value, asked["url"])
    place, wanted = card.adr.value, asked["address"]
    same((place.street, place.city, place.region), (wanted["street"], wanted["city"], wanted["region"]))
    same((place.code, place.country), (wanted["postalCode"], wanted["country"]))
    same(card.bday.value, "1990-02-03")
    same(card.note.value, asked["note"])


@check
def vcard4(text, asked):
    card = vobject.readOne(text)
    same((card.version.value, card.fn.value, card.note.value), ("4.0", "Zoë Lee", "€ 5"))
    same((card.tel.value, card.tel.params["TYPE"], card.bday.value), ("+447700900123", ["cell"], "19900203"))


@check
def mecard(text, asked):
    found = fields(text.removeprefix("MECARD:"))
    wanted = [("N", "O:Lee;,Ann"), ("TEL", "+442079460000"), ("EMAIL", "ann@example.com"), ("URL", "https://example.com")]
    same(found, [*wanted, ("BDAY", "19900203"), ("NOTE", asked["note"])])
    theirs = segno.helpers.make_mecard_data(
        "O:Lee;,Ann", phone="+442079460000", email="ann@example.com", url="https://example.com", memo=asked["note"], birthday="19900203"
    )
    ours = dict(found) | {"MEMO": asked["note"]}
    for key, value in fields(theirs.removeprefix("MECARD:")):
        same(ours[key], value)


# Events.


def the_event(text):
    calendar = icalendar.Calendar.from_ical(text)
    same((calendar["VERSION"], len(calendar.events), calendar.errors), ("2.0", 1, []))
    same(calendar.events[0].errors, [])
    assert calendar["PRODID"] and calendar.events[0]["UID"] and calendar.events[0].DTSTAMP, "required properties"
    return calendar.events[0]


@check
def event(text, asked):
    found = the_event(text)
    same((found["SUMMARY"], found["LOCATION"]), (asked["summary"], asked["location"]))
    same((found["DESCRIPTION"], found["URL"]), (asked["description"], asked["url"]))
    same((found.start, found.end), tuple(datetime.datetime.fromisoformat(asked[key]) for key in ("start", "end")))


@check
def event_days(text, _):
    found = the_event(text)
    same((found.start, found.end), (datetime.date(2026, 12, 31), datetime.date(2027, 1, 2)))
    same((found["UID"], found.DTSTAMP.isoformat()), ("fair-26", "2026-01-02T03:04:05+00:00"))


@check
def event_bare(text, _):
    found = icalendar.Event.from_ical(text)
    same((found["SUMMARY"], found.start.isoformat()), ("Call", "2026-12-24T18:30:00+00:00"))


# Messages, calls and places.


@check
def email(text, asked):
    parts = urlsplit(text)
    same((parts.scheme, unquote(parts.path).split(",")), ("mailto", asked["to"]))
    same(query(text), {"cc": asked["cc"], "subject": asked["subject"], "body": asked["body"].replace("\n", "\r\n")})
    theirs = segno.helpers.make_make_email_data(asked["to"], cc=asked["cc"], subject=asked["subject"], body=asked["body"])
    same(query(theirs.replace("%0A", "%0D%0A")), query(text))


@check
def matmsg(text, asked):
    same(fields(text.removeprefix("MATMSG:")), [("TO", asked["to"]), ("SUB", asked["subject"]), ("BODY", asked["body"])])


@check
def phone(text, _):
    same(text, "tel:+33123456789")


@check
def sms(text, asked):
    same(text.split(":", 2), ["SMSTO", "+33123456789", asked["message"]])


@check
def sms_uri(text, asked):
    parts = urlsplit(text)
    same((parts.scheme, parts.path, query(text)), ("sms", "+33123456789", {"body": asked["message"]}))


@check
def mms(text, asked):
    same(text.split(":", 2), ["MMSTO", "+33123456789", asked["message"]])


@check
def geo(text, _):
    same(text, segno.helpers.make_geo_data(48.8584, -2.2945))


@check
def geo_label(text, asked):
    same(text.split("?")[0], segno.helpers.make_geo_data(48.8584, 2.2945))
    same(query(text), {"q": f"48.8584,2.2945({asked['label']})"})


@check
def whatsapp(text, asked):
    parts = urlsplit(text)
    same((parts.netloc, parts.path, query(text)), ("wa.me", "/33123456789", {"text": asked["message"]}))


@check
def telegram(text, _):
    same(text, "https://t.me/example_shop")


@check
def facetime(text, _):
    same(text, "facetime-audio:ann@example.com")


@check
def skype(text, _):
    same(text, "skype:echo123?chat")


# Keys and products.


@check
def otp(text, asked):
    key = pyotp.parse_uri(text)
    assert isinstance(key, pyotp.TOTP)
    same((key.issuer, key.name, key.secret), (asked["issuer"], asked["account"], "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    same((key.digest().name, key.digits, key.interval), ("sha256", 8, 60))


@check
def hotp(text, asked):
    key = pyotp.parse_uri(text)
    assert isinstance(key, pyotp.HOTP)
    same((key.name, key.secret, key.initial_count, key.digits), ("ann", asked["secret"], 7, 6))


@check
def gs1(text, asked):
    found = biip.parse(text).gs1_digital_link_uri
    same(
        [(element.ai.ai, element.value) for element in found.element_strings],
        [("01", "09506000134352"), ("22", "2A"), ("10", asked["lot"]), ("21", asked["serial"]), ("17", "261231"), ("3103", "001500")],
    )
    same((found.element_strings[4].date, found.element_strings[5].decimal), (datetime.date(2026, 12, 31), Decimal("1.5")))
    stdnum.ean.validate(found.element_strings[0].value)
    # Their own spelling of the same elements.
    same(text, found.as_uri())


# Payments.


def same_transfer(text, asked):
    """The writer leaves zeros of amounts out, and has no information for who pays."""
    lines = text.split("\n")
    theirs = segno.helpers._make_epc_qr_data(
        asked["name"], asked["iban"].replace(" ", ""), Decimal(str(asked["amount"])), asked.get("text"), asked.get("reference"),
        asked.get("bic"), asked.get("purpose"), encoding="utf-8",
    )  # fmt: skip
    theirs = (theirs.decode() if isinstance(theirs, bytes) else theirs).split("\n")
    same(Decimal(theirs[7].removeprefix("EUR")), Decimal(lines[7].removeprefix("EUR")))
    for number, (our, their) in enumerate(zip(lines[:11], theirs + [""] * 11)):
        if number not in (7, 9):
            same(our, their)
    same(lines[9], theirs[9].replace(" ", ""))
    stdnum.iban.validate(lines[6])
    return lines


@check
def epc(text, asked):
    lines = same_transfer(text, asked)
    same((lines[7], lines[11], len(lines)), ("EUR12.30", asked["information"], 12))


@check
def epc_reference(text, asked):
    lines = same_transfer(text, asked)
    same((lines[7], stdnum.iso11649.validate(lines[9]), len(lines)), ("EUR1000.00", lines[9], 10))


def same_bill(text, asked):
    def person(fields):
        names = {"houseNumber": "house_num", "postalCode": "pcode"}
        return fields and {names.get(name, name): value for name, value in fields.items()}

    bill = qrbill.QRBill(
        account=asked["iban"], creditor=person(asked["creditor"]), debtor=person(asked.get("debtor")), amount=asked.get("amount"),
        currency=asked.get("currency", "CHF"), reference_number=asked.get("reference"), additional_information=asked.get("message", ""),
    )  # fmt: skip
    same(text.split("\r\n"), bill.qr_data().split("\r\n")[: len(text.split("\r\n"))])
    same(bill.qr_data().rstrip("\r\n"), text)


@check
def swiss(text, asked):
    same_bill(text, asked)
    stdnum.ch.esr.validate(text.split("\r\n")[28])


@check
def swiss_scor(text, asked):
    same_bill(text, asked)


def the_payment(text):
    found = cemacqr.EmvQr.parse(text)
    assert found.crc_ok, f"CRC {found.stated_crc}, computed {found.computed_crc}"
    return found


@check
def emv(text, _):
    found = the_payment(text)
    same((found.currency, found.amount, found.country_code, found.point_of_initiation), ("458", "5.50", "MY", None))
    same((found.merchant_name, found.merchant_city), ("Kedai Ann", "Ipoh"))
    same(found.merchant_accounts, {"26": {"00": "A0000006150001", "02": "12345"}})
    same(found.template("62"), {"01": "INV7"})


@check
def pix(text, asked):
    the_payment(text)
    charge = {"name": asked["name"], "key": asked["key"], "city": asked["city"], "amount": 1000, "txid": "A1", "description": "Lunch"}
    same(text, brcode.static.fromJson(charge))


@check
def pix_cpf(text, asked):
    charge = {"name": "Ann", "key": stdnum.br.cpf.validate(asked["key"]), "city": "Recife", "txid": "***"}
    same(text, brcode.static.fromJson(charge))


@check
def paynow(text, asked):
    found = the_payment(text)
    same(found.template("26"), {"00": "SG.PAYNOW", "01": "2", "02": asked["uen"], "03": "0"})
    same((found.currency, found.amount, found.country_code, found.merchant_city), ("702", "10.00", "SG", "Singapore"))
    same(found.template("62"), {"01": "INV7"})


def same_objects(ours, theirs):
    """Only the first object and the last have places of their own; between them writers differ in the order."""
    ours, theirs = the_payment(ours), the_payment(theirs)
    same({tag: ours.get(tag) for tag in ours.tags if tag != "63"}, {tag: theirs.get(tag) for tag in theirs.tags if tag != "63"})


@check
def promptpay(text, _):
    same_objects(text, promptpay_qr.generate_payload("080-123-4567", amount=50))


@check
def promptpay_id(text, asked):
    same_objects(text, promptpay_qr.generate_payload(stdnum.th.pin.validate(asked["nationalId"])))


@check
def upi(text, asked):
    parts = urlsplit(text)
    same((parts.scheme, parts.netloc), ("upi", "pay"))
    wanted = {"pa": asked["payee"], "pn": asked["name"], "am": "99.50", "cu": "INR", "tn": asked["note"], "tr": asked["reference"]}
    same(query(text), wanted)


@check
def bitcoin(text, asked):
    parts = urlsplit(text)
    same((parts.scheme, parts.path), ("bitcoin", asked["address"]))
    same(bech32.decode("bc", parts.path)[0], 0)
    found = query(text)
    same((Decimal(found["amount"]), found["label"]), (Decimal("0.0015"), asked["label"]))


@check
def bitcoin_old(text, asked):
    same(base58.b58decode_check(text.removeprefix("bitcoin:"))[0], 0)


@check
def bitcoin_capitals(text, asked):
    same(text, f"BITCOIN:{asked['address'].upper()}")


@check
def ethereum(text, asked):
    parts = urlsplit(text)
    same((parts.scheme, parts.path, query(text)), ("ethereum", asked["address"] + "@1", {"value": str(2014 * 10**15)}))


@check
def ethereum_token(text, asked):
    parts = urlsplit(text)
    same(parts.path, asked["token"] + "@1/transfer")
    same(query(text), {"address": asked["address"], "uint256": asked["tokenAmount"]})


@check
def lightning(text, asked):
    invoice = text.removeprefix("LIGHTNING:").lower()
    same(invoice, asked["invoice"])
    readable, data = invoice.rsplit("1", 1)
    assert bech32.bech32_verify_checksum(readable, [bech32.CHARSET.index(character) for character in data])


def main(list_file, folder):
    problems, seen = [], set()
    for line in Path(list_file).read_text("utf-8").splitlines():
        case = json.loads(line)
        name, asked = case["id"], case["payload"]
        seen.add(name)
        found = zxingcpp.read_barcodes(Image.open(Path(folder) / f"{name}.png"), formats=zxingcpp.BarcodeFormat.QRCode)
        try:
            same(len(found), 1)
            if asked["type"] != "binary":
                # Readers guess what bytes mean: the text must be the UTF-8 of the bytes.
                same(found[0].text, found[0].bytes.decode("utf-8"))
            CHECKS[name](found[0].bytes if asked["type"] == "binary" else found[0].text, asked)
        except Exception as error:  # noqa: BLE001: one failure must not hide the others
            problems.append(f"{name}: {type(error).__name__}: {error}")
    problems += [f"{name}: checked, but not among the payloads" for name in sorted(CHECKS.keys() - seen)]
    json.dump({"read": len(seen), "problems": problems}, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
