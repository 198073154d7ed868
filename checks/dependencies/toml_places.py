"""Where the keys and values of a valid TOML text stand.

The text was accepted by `tomllib` before, so this walk needs no grammar: it follows strings, brackets
and commas, and counts lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from checks.dependencies.model import NotRead
from checks.dependencies.nodes import MAX_DEPTH

_KEY_PART = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """First and last line."""

    line: int
    end_line: int


def places(text: str) -> dict[Path, Place]:
    """The place of every value by the keys and indexes that lead to it; a table's is that of its header."""
    return _Walk(text).found


class _Walk:
    def __init__(self, text: str) -> None:
        self.found: dict[Path, Place] = {}
        self._text, self._at, self._line = text, 0, 1
        self._arrays: dict[Path, int] = {}
        table: Path = ()
        while self._skip_blank():
            if text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table, 0)

    def _go(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _skip_blank(self) -> bool:
        if blank := _BLANK.match(self._text, self._at):
            self._go(blank.end())
        return self._at < len(self._text)

    def _key(self) -> list[str]:
        parts = []
        while part := _KEY_PART.match(self._text, self._at):
            double, single, bare = part.groups()
            parts.append(_unescaped(double) if double is not None else single if single is not None else bare)
            self._go(part.end())
            if self._text[self._at : self._at + 1] != ".":
                return parts
            self._go(self._at + 1)
        raise NotRead(f"line {self._line} is no TOML")

    def _header(self) -> Path:
        is_array = self._text.startswith("[[", self._at)
        line = self._line
        self._go(self._at + (2 if is_array else 1))
        parts = self._key()
        path: Path = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            is_last = index == len(parts) - 1
            if is_last and is_array:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path])
        self.found.setdefault(path, Place(line, line))
        self._go(self._at + (2 if is_array else 1))
        return path

    def _pair(self, table: Path, depth: int) -> None:
        line = self._line
        path = table
        parts = self._key()
        self._go(self._at + 1)
        for part in parts:
            path = (*path, part)
            self.found.setdefault(path, Place(line, line))
        end = self._value(path, depth)
        self.found[path] = Place(line, end)

    def _value(self, path: Path, depth: int) -> int:
        """Pass over one value; returns its last line."""
        if depth > MAX_DEPTH:
            raise NotRead(f"this is nested more than {MAX_DEPTH} deep")
        self._skip_blank()
        start = self._text[self._at : self._at + 1]
        if start == "[":
            self._go(self._at + 1)
            index = 0
            while self._skip_blank() and self._text[self._at] != "]":
                line = self._line
                self.found[(*path, index)] = Place(line, self._value((*path, index), depth + 1))
                index += 1
                self._pass_comma()
            self._go(self._at + 1)
        elif start == "{":
            self._go(self._at + 1)
            while self._skip_blank() and self._text[self._at] != "}":
                self._pair(path, depth + 1)
                self._pass_comma()
            self._go(self._at + 1)
        elif string := _STRING.match(self._text, self._at):
            self._go(string.end())
        elif plain := _PLAIN.match(self._text, self._at):
            self._go(max(plain.end(), self._at))
        return self._line

    def _pass_comma(self) -> None:
        if self._skip_blank() and self._text[self._at] == ",":
            self._go(self._at + 1)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(*found.groups()), text)


def _character(short: str | None, long: str | None, named: str | None) -> str:
    if number := short or long:
        return chr(min(int(number, 16), 0x10FFFF))
    return _NAMED.get(named or "", named or "")
