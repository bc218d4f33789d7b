#!/usr/bin/env python3
"""Holds messages against the JSON Schemas of the catalogue that the server serves.

Reads {"types": the catalogue's event types, "messages": [body]} from stdin; prints how many messages each type had. The
examples of the catalogue are held against their schemas too.
"""

import json
import sys
from collections import Counter

import jsonschema_rs

given = json.load(sys.stdin)
validators = {kind["name"]: jsonschema_rs.validator_for(kind["schema"], validate_formats=True) for kind in given["types"]}
for kind in given["types"]:
    validators[kind["name"]].validate(kind["example"])
for message in given["messages"]:
    validators[message["type"]].validate(message)
    # A schema that took everything would prove nothing.
    assert not validators[message["type"]].is_valid({**message, "data": {}}), message["type"]
    assert not validators[message["type"]].is_valid({**message, "event_type": "other"}), message["type"]
json.dump(Counter(message["type"] for message in given["messages"]), sys.stdout)
