#!/usr/bin/env python3
"""Writes a file of places in MaxMind's format, by a writer that others made.

usage: write.py FILE FORM     (FORM is `city`, nested as MaxMind's files are, or `flat`, as some free ones are)
"""

import sys

from mmdb_writer import MMDBWriter
from netaddr import IPSet

path, form = sys.argv[1:]
berlin = {
    "country": {"iso_code": "DE", "names": {"en": "Germany"}},
    "subdivisions": [{"iso_code": "BE", "names": {"en": "Land Berlin"}}],
    "city": {"names": {"en": "Berlin"}},
    "location": {"time_zone": "Europe/Berlin"},
}
writer = MMDBWriter(4, "Test-City", languages=["en"], description="Test")
writer.insert_network(IPSet(["127.0.0.0/8"]), berlin if form == "city" else {"country_code": "FR"})
writer.to_db_file(path)
