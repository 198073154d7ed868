"""The front matter of a Markdown file, told apart by its two `---` lines and not parsed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from checks.path_parts import suffix_of

_NEVER_CLOSED = "the front matter is never closed by `---`"
_LONE_RETURNS = "the lines of the front matter end in a lone carriage return; save the file with line feeds"
_OPENED_BY_RETURN = re.compile(rb"---[ \t]*\r(?!\n)")
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
_ENFORCES = re.compile(rb"^(?:enforce|\"enforce\"|'enforce')[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A Markdown file taken apart.

    Attributes:
        front: the YAML between the first two `---` lines, `None` without front matter.
        front_line: the line on which it starts.
        body: what stands after it.
        body_line: the line on which that starts.
        fault: why the front matter cannot be told from the rest, one sentence; empty if it can.
    """

    front: bytes | None
    front_line: int
    body: bytes
    body_line: int
    fault: str = ""


def separate(content: bytes) -> Parts:
    """Take a Markdown file apart; a byte order mark is left out."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if _OPENED_BY_RETURN.match(content):
        return Parts(content.replace(b"\r", b"\n"), 1, b"", 1, _LONE_RETURNS)
    opening = _FENCE.match(content)
    if opening is None:
        return Parts(None, 1, content, 1)
    closing = _FENCE.search(content, opening.end())
    if closing is None:
        return Parts(content[opening.end() + 1 :], 2, b"", 2, _NEVER_CLOSED)
    front = content[opening.end() + 1 : closing.start()]
    return Parts(front, 2, content[closing.end() + 1 :], 3 + front.count(b"\n"))


def carries_rules(content: bytes) -> bool:
    """Whether the front matter of a file has a line that opens `enforce`; nothing is judged or parsed."""
    front = separate(content).front
    return front is not None and bool(_ENFORCES.search(front))


def is_record_name(path: str) -> bool:
    """Whether a file in a folder of decisions is read."""
    return suffix_of(path).casefold() in (".md", ".markdown")
