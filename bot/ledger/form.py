"""The form of a record as `docs/ledger.md` describes it; what has another form is no record of ours."""

from __future__ import annotations

import json

from bot.ledger.note import Topic
from bot.ledger.record import canonical

_EVERY = {
    "document": str,
    "head": str,
    "previous": str,
    "pull": int,
    "repository": int,
    "sequence": int,
    "time": int,
}
_VERDICT = {**_EVERY, "base": str, "conclusion": str, "engine": str, "policy": str}
_NOTE = {**_EVERY, "kind": str}
_LATER = {"inputs": str}
"""What verdicts of the first version lack."""

_CONCLUSIONS = frozenset({"success", "failure", "action_required"})


def fault_of(record: bytes) -> str:
    """What is wrong with a record by itself, as `is no record`; empty for nothing.

    Args:
        record: its bytes.
    """
    try:
        values = json.loads(record)
    except (ValueError, RecursionError):
        return "is no record"
    if not isinstance(values, dict):
        return "is no record"
    is_note = "kind" in values
    wanted = _NOTE if is_note else {**_VERDICT, **{name: _LATER[name] for name in _LATER if name in values}}
    if set(values) != set(wanted) or any(type(values[name]) is not kind for name, kind in wanted.items()):
        return "has other fields than a record"
    if is_note and values["kind"] not in list(Topic):
        return "is about something that this version does not know"
    if not is_note and values["conclusion"] not in _CONCLUSIONS:
        return "has a conclusion that is never published"
    return "" if canonical(values) == record else "is not in the canonical form"
