#!/usr/bin/env python3
"""Verifies deliveries as a receiver does, with the Standard Webhooks library.

Reads one JSON array from stdin, an object per delivery: {"secret", "headers": {name: value}, "body": text}.
Prints one JSON array: "verified", or why the library refuses.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def verdict(delivery):
    try:
        Webhook(delivery["secret"]).verify(delivery["body"], delivery["headers"])
    except WebhookVerificationError as error:
        return f"refused: {error}"
    return "verified"


if __name__ == "__main__":
    json.dump([verdict(delivery) for delivery in json.load(sys.stdin)], sys.stdout)
