#!/usr/bin/env python3
"""Holds a running server against its own description, by schemathesis: no answer that is an error of the server's, none with
a status, a type or a shape that the description lacks.

usage: run.py SERVER PREFIX TOKEN     (PREFIX is empty or /sdk)

What operations on one object need is made first; their ids go into the configuration. Prints the last lines of the report.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

SERVER, PREFIX, TOKEN = sys.argv[1:]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
# Enough that every operation is met with good and bad data, few enough that it takes half a minute.
EXAMPLES = "3"


def ask(method, path, body=None):
    answer = requests.request(
        method, f"{SERVER}{PREFIX}/v1{path}", json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
    )
    assert answer.ok, answer.text
    # Envelopes have one member each, and so the id is found in either spelling.
    return answer.json()


def first_id(answer):
    if "id" in answer:
        return answer["id"]
    return next(found for found in (first_id(inner) for inner in answer.values() if isinstance(inner, dict)) if found)


workspace = ask("GET", "/workspace")
ask("PUT", "/workspace/lead-scorer", {"url": "https://example.com/score"})
links = [first_id(ask("POST", "/links", {"destination": "https://example.com", "external_id": name})) for name in "ab"]
ask("PATCH", f"/links/{links[0]}", {"destination": "https://example.com/b"})
link = ask("GET", f"/links/{links[0]}")["link"]
requests.get(link["entrypoint"], allow_redirects=False, timeout=20)
while not (visitors := ask("GET", "/visitors")["json"]["visitors"]):
    time.sleep(0.1)
ids = {
    "/visitors/": visitors[0]["id"],
    "/analytics/dashboards/": first_id(ask("POST", "/analytics/dashboards", {"name": "described"})),
    "/workspaces/": workspace["id"],
    "/settings/": workspace.get("link_setting_id") or workspace["linkSettingId"],
    "/workspace-tokens/": first_id({"token": ask("POST", "/workspace-tokens", {"name": "described"})["token"]}),
    "/directories/": first_id(ask("POST", "/directories", {"name": "described"})),
    "/qrcode-designs/": first_id(ask("POST", "/qrcode-designs", {})),
    "/custom-domains/": first_id(ask("POST", "/custom-domains", {"name": "qr.example.com"})),
    "/qrcode-templates/": first_id(ask("POST", "/qrcode-templates", {"name": "described"})),
    "/media/": first_id(ask("POST", "/media", {"file_data": "JVBERi0xLjcK"})),
    "/webhooks/": first_id(ask("POST", "/webhooks", {"url": "https://example.com/hook"})),
    "/jobs/": first_id(ask("POST", "/links/bulk/jobs", {"links": [{"destination": "https://example.com"}]})),
    "/links/": links[0],
}

with tempfile.TemporaryDirectory() as folder:
    operations = "".join(
        f'[[operations]]\ninclude-path-regex = "^/v1{path}"\nparameters = {{ "path.id" = "{id}", "path.external_id" = "b" }}\n'
        for path, id in ids.items()
    )
    Path(folder, "schemathesis.toml").write_text(operations)
    document = Path(folder, "openapi.json")
    document.write_text(json.dumps(requests.get(f"{SERVER}{PREFIX}/openapi.json", timeout=20).json()))
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(Path(folder, "schemathesis.toml")),
        "run", str(document), "--url", f"{SERVER}{PREFIX}", "-H", f"Authorization: Bearer {TOKEN}",
        "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--mode", "all", "--max-examples", EXAMPLES,
        "--seed", "7", "--generation-database", "none", "--no-color", "--suppress-health-check", "all", "--warnings", "off",
        # It has no end, which a reader of whole answers waits for.
        "--exclude-path-regex", "/events/stream$",
    ]  # fmt: skip
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said[-20_000:]
    print("\n".join(line for line in said.splitlines() if "generated" in line or "Tested:" in line))
