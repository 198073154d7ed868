"""Recorded outputs that tests compare with: snapshots of Jest, Vitest, syrupy and insta, golden files."""

from __future__ import annotations

import re

_RECORDED = re.compile(
    r"(?:^|/)__snapshots__/|\.(?:snap|ambr)$|\.(?:approved|verified|golden)(?:\.\w+)?$", re.IGNORECASE
)
_ENTRY = re.compile(r"^(?:exports\[`(?P<title>(?:\\.|[^`\\])*)`\] =|# name: (?P<name>.*))", re.MULTILINE)


def is_snapshot(path: str) -> bool:
    """Whether a file records what a test once saw."""
    return _RECORDED.search(path) is not None


def rewritten(before: str, after: str) -> tuple[str, ...]:
    """The recordings that are there on both sides and say something else.

    Args:
        before: the file at the base.
        after: the file at the head.

    Returns:
        Their names; a single empty one for a file that is one recording as a whole.
    """
    old, new = _entries(before), _entries(after)
    if not old or not new:
        return ("",) if before != after else ()
    return tuple(name for name in old if name in new and old[name] != new[name])


def _entries(text: str) -> dict[str, str]:
    found = list(_ENTRY.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return {
        one["title"] or one["name"] or "": text[one.end() : end].strip()
        for one, end in zip(found, ends[: len(found)], strict=True)
    }
