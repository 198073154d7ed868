"""Suppressions: remarks by which a file tells a checker to look away.

The syntaxes are those the tools document. What identifies a suppression is the tool and the rule, never
the code beside it: editing an old line with a `# noqa` adds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checks.languages.comments import Remark, grammar_of, remarks
from checks.languages.suppression_markers import Marker
from checks.languages.suppression_search import matched, may_hold
from checks.source import Source

ALL = "*"
"""The code of a suppression that names no rule and so covers all."""


class Suppression(NamedTuple):
    """One rule of one tool that is told to look away at one place.

    Attributes:
        tool: name of the tool, as its users know it.
        scope: `line`, `block` or `file`.
        code: the rule, `ALL` if none is named.
        line: the line in `Source.text`, from 1.
        end_line: its last line.
        shown: the suppression as written, in one line.
        family: see `Marker.family`.
    """

    tool: str
    scope: str
    code: str
    line: int
    end_line: int
    shown: str
    family: str

    @property
    def spoken_tool(self) -> str:
        """The tool in a sentence."""
        return _SPOKEN.get(self.tool, self.tool)

    @property
    def identity(self) -> str:
        """What makes two suppressions the same one, wherever they stand."""
        return f"{self.tool} {self.scope} {self.code}"


_MOST_SHOWN = 90
_LEADER = re.compile(r"^(?:[#/*;!<\s-]|\{-)*")
_SPOKEN = {
    "noqa": "the linter",
    "type: ignore": "the type checker",
    "nolint": "golangci-lint",
    "coverage": "the coverage report",
    "typescript": "the compiler",
    "rust lint": "the compiler",
    "nowarn": "the compiler",
    "SuppressWarnings": "the compiler",
    "Suppress": "the compiler",
    "#pragma warning": "the compiler",
    "#pragma diagnostic": "the compiler",
    "SuppressMessage": "the analysers",
}
_QUOTED = re.compile(r'"([^"]*)"')
_CODE_SEPARATOR = re.compile(r"[,\s]+")


def suppressions(path: str, source: Source) -> list[Suppression]:
    """Every suppression of a file, one per rule that it names, in order of place.

    Args:
        path: tells the language; files of a kind that is not known hold none.
        source: the content.
    """
    grammar = grammar_of(path, source)
    if grammar is None or not may_hold(source.text, grammar):
        return []
    found = {item for remark in remarks(path, source) for item in _read(remark)}
    return sorted(
        found, key=lambda item: (item.line, item.end_line, item.tool, item.scope, item.code, item.shown)
    )


def may_hold_any(path: str, source: Source | None) -> bool:
    """Whether a file could hold a suppression at all: a glance, without parsing."""
    if source is None:
        return False
    grammar = grammar_of(path, source)
    return grammar is not None and may_hold(source.text, grammar)


def _read(remark: Remark) -> Iterator[Suppression]:
    if remark.is_attribute:
        yield from _read_piece(remark, remark.text.strip(), 0, attributes=True)
        return
    for offset, line in enumerate(remark.text.split("\n")):
        if offset and not line.lstrip(" \t*").startswith("@"):
            continue  # only documentation tags may stand further down; a linter reads the start
        rest = line if offset or "eslint" not in line else remark.text.replace("\n", " ")
        pieces = re.split(r"(?<=\s)#|(?<=\s)//", rest) if offset == 0 else [rest]
        for piece in pieces:
            yield from _read_piece(remark, _LEADER.sub("", piece), offset, attributes=False)


def _read_piece(remark: Remark, piece: str, offset: int, *, attributes: bool) -> Iterator[Suppression]:
    found = matched(piece, remark.grammar, attributes=attributes)
    if found is None:
        return
    marker, match = found
    line = remark.line + offset
    end_line = remark.end_line if offset == 0 else line
    written = piece if attributes else match.group()
    shown = " ".join(written.split()).replace("`", "'")[:_MOST_SHOWN].strip()
    for code in _codes(marker, match):
        yield Suppression(marker.tool, marker.scope, code, line, end_line, shown, marker.family)


def _codes(marker: Marker, match: re.Match[str]) -> tuple[str, ...]:
    text = (match.groupdict().get("codes") or "").strip()
    if marker.tool in ("SuppressWarnings", "Suppress", "nowarn", "SuppressMessage"):
        named = _QUOTED.findall(text)
        return tuple(dict.fromkeys(named[1:2] if marker.tool == "SuppressMessage" else named)) or (
            text or ALL,
        )
    return tuple(dict.fromkeys(filter(None, _CODE_SEPARATOR.split(text)))) or (ALL,)
