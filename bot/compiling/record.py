"""Which entries of others' settings are ours.

It is recorded beside the policy, so that entries that the policy does not ask for any more go again, and one
that somebody had written before us never does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import UserError
from checks.policy_place import COMPILED

_VERSION = 1

Entries = Mapping[str, Sequence[str]]
"""Entries of ours by the list that they stand in."""


def recorded(text: str | None) -> dict[str, Entries]:
    """Entries of ours by host.

    Args:
        text: the record, `None` where there is none.

    Raises:
        UserError: it cannot be read.
    """
    if text is None:
        return {}
    try:
        return {
            str(host): {str(name): [str(entry) for entry in entries] for name, entries in lists.items()}
            for host, lists in _hosts(json.loads(text)).items()
        }
    except (ValueError, KeyError, AttributeError, TypeError) as fault:
        raise UserError(
            f"`{COMPILED}` cannot be read", "restore it from git: it says which entries are ours"
        ) from fault


def record_of(hosts: Mapping[str, Entries]) -> str | None:
    """The text of a record, `None` where nothing is ours."""
    kept = {host: lists for host, lists in hosts.items() if any(lists.values())}
    if not kept:
        return None
    return (
        json.dumps({"version": _VERSION, "hosts": kept}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )


def _hosts(value: Any) -> Mapping[str, Any]:
    if value["version"] != _VERSION:
        raise ValueError("the record is of another version")
    found: Mapping[str, Any] = value["hosts"]
    return found
