"""The hidden last line of our inline comments, by which they are found again on the next push.

`<!-- decisis: F-0a1b2c3d4e5f F-5e4d3c2b1a0f@9fceb02 -->` names the findings the comment is about, and for
a settled one the commit that fixed it or `waived`. Only the very last line counts: nothing quoted above
can be taken for it. The caller must pass comments of our own App alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKER = re.compile(r"(?:\A|\n)<!-- decisis:((?: F-[0-9a-f]{12}(?:@(?:[0-9a-f]{7,64}|waived))?)+) -->\s*\Z")

WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in a comment.

    Attributes:
        id: the finding's id.
        settled: empty while it stands, else the commit that fixed it or `waived`.
    """

    id: str
    settled: str = ""


def marker(entries: tuple[Entry, ...]) -> str:
    """The line for these findings, in order."""
    names = " ".join(f"{entry.id}@{entry.settled}" if entry.settled else entry.id for entry in entries)
    return f"<!-- decisis: {names} -->"


def entries(body: str) -> tuple[Entry, ...]:
    """The findings that a comment is about; empty if it is none of ours."""
    found = _MARKER.search(body)
    if found is None:
        return ()
    pairs = (word.partition("@") for word in found.group(1).split())
    return tuple(Entry(name, settled) for name, _, settled in pairs)
