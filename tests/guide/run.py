#!/usr/bin/env python3
"""Runs the guide's sample for Python as it stands, the server's address alone replaced, and asks it for a code.

usage: run.py SERVER TOKEN
"""

import os
import sys
from pathlib import Path

import requests

server, os.environ["LINKBREAKERS_TOKEN"] = sys.argv[1:]
sample = (Path(__file__).parent / "samples/flask_app.py").read_text().replace("https://api.linkbreakers.com", server)
names = {"__name__": "flask_app"}
exec(compile(sample, "flask_app.py", "exec"), names)
client = names["app"].test_client()

made = client.post("/create-qr", json={"destination": "https://example.com", "name": "By Flask"})
assert made.status_code == 200, made.text
assert made.json["short_url"].startswith(server + "/"), made.json
image = requests.get(made.json["qr_url"], timeout=10)
assert image.headers["content-type"] == "image/png", image.headers

refused = client.post("/create-qr", json={"destination": "invalid-url", "name": "By Flask"})
assert refused.status_code == 500 and "400" in refused.json["error"], refused.text
print(made.json["short_url"])
