"""usage: convert.py matchers.py > parsers.json — the rules of the Python package ua-parser-builtins as JSON."""

import ast
import json
import sys

KINDS = {
    "UserAgentMatcher": (
        "user_agent_parsers",
        ["regex", "family_replacement", "v1_replacement", "v2_replacement", "v3_replacement", "v4_replacement"],
    ),
    "OSMatcher": (
        "os_parsers",
        ["regex", "os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement", "os_v4_replacement"],
    ),
}

rules = {section: [] for section, _ in KINDS.values()}
with open(sys.argv[1], encoding="utf-8") as source:
    for node in ast.walk(ast.parse(source.read())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in KINDS:
            section, fields = KINDS[node.func.id]
            values = map(ast.literal_eval, node.args)
            rules[section].append({field: value for field, value in zip(fields, values) if value is not None})

# One rule per line, so that a newer revision shows its differences.
lines = [
    f"{json.dumps(section)}: [\n" + ",\n".join(json.dumps(rule, ensure_ascii=False) for rule in listed) + "\n]"
    for section, listed in rules.items()
]
print("{" + ",\n".join(lines) + "}")
