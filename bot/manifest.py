"""The App as it is registered at GitHub: its permissions and events, as `app.yml` gives their reasons.

The wheel does not hold `app.yml`; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PERMISSIONS: Mapping[str, str] = {
    "metadata": "read",
    "checks": "write",
    "pull_requests": "write",
    "contents": "read",
    "issues": "read",
    "members": "read",
    "merge_queues": "read",
    "statuses": "read",
}
"""The whole grant that Decisis asks for."""

EVENTS = ("pull_request", "pull_request_review", "issue_comment", "push", "merge_group", "status")
"""What Decisis subscribes to; `check_run`, `check_suite` and `installation*` arrive unasked."""

EXAMPLE_HOOK = "https://decisis.example.com/webhook"
"""Stands for the address of the service until somebody knows it."""

WEBHOOK = "/webhook"
"""Where the service takes deliveries."""


def manifest(hook_url: str, redirect_url: str) -> dict[str, Any]:
    """The manifest that GitHub registers an App from.

    Args:
        hook_url: where deliveries go; empty if nobody knows it yet, then nothing is delivered.
        redirect_url: where GitHub sends the browser with the code.
    """
    return {
        "name": "Decisis",
        "url": "https://github.com/decisis/decisis",
        "description": "Holds pull requests opened by coding agents to what your organisation has decided, "
        "and proves it did.",
        "public": False,
        "hook_attributes": {"url": hook_url or EXAMPLE_HOOK, "active": bool(hook_url)},
        "redirect_url": redirect_url,
        "default_permissions": dict(PERMISSIONS),
        "default_events": list(EVENTS),
    }
