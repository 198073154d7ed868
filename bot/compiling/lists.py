"""Settings in JSON with `permissions.deny` and `permissions.allow`: ours beside those of others."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from bot.compiling.record import Entries
from bot.errors import UserError
from bot.hook.json_edits import NotEditable, added, without

_LISTS = ("deny", "allow")


def with_entries(path: str, text: str, known: Entries, wanted: Entries) -> tuple[str, Entries]:
    """The text with what is wanted and without what was ours and is not wanted any more.

    Args:
        path: the file, for messages.
        text: what stands in it.
        known: entries of ours in it.
        wanted: the entries that are to be there.

    Returns:
        The new text, and which entries of it are ours.

    Raises:
        UserError: it cannot be edited.
    """
    ours: dict[str, Sequence[str]] = {}
    try:
        for name in _LISTS:
            keys, before, now = ("permissions", name), known.get(name, ()), wanted.get(name, ())
            text = without(text, keys, _one_of(set(before) - set(now)))
            standing = _held(text, keys)
            missing = [entry for entry in now if entry not in standing]
            for entry in missing:
                text = added(text, keys, entry)
            ours[name] = [entry for entry in now if entry in missing or entry in before]
    except NotEditable as fault:
        raise UserError(f"`{path}` cannot be edited: {fault}", "mend it, then run again") from fault
    return text, ours


def holds_nothing(text: str) -> bool:
    """Whether a file of these settings says nothing at all."""
    value = json.loads(text)
    return not value or value in ({"permissions": {"allow": []}}, {"permissions": {"allow": [], "deny": []}})


def _one_of(entries: set[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in entries


def _held(text: str, keys: Sequence[str]) -> Sequence[Any]:
    value: Any = json.loads(text)
    for key in keys:
        value = value.get(key, []) if isinstance(value, dict) else []
    return value if isinstance(value, list) else []
