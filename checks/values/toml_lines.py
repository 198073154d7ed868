"""The lines of the values of a TOML text that was found valid before."""

from __future__ import annotations

import json
import re
from contextlib import suppress

Location = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]+|#[^\n]*)*+")
_KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|"((?:\\.|[^"\\\n])*+)"|'([^'\n]*)')[ \t]*""")
_TEXT = re.compile(
    r'''
      """ (?: \\. | [^"\\] | "(?!"") )*+ "{3,5}
    | \'\'\' (?: [^'] | '(?!\'\') )*+ '{3,5}
    | " (?: \\. | [^"\\\n] )*+ "
    | ' [^'\n]* '
    ''',
    re.DOTALL | re.VERBOSE,
)
_BARE = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Location, int]:
    """The line of every key, header and list item, as far as they can be told."""
    finder = _Finder(text)
    with suppress(_Lost, RecursionError):
        finder.statements()
    return finder.lines


class _Lost(Exception):
    """The text is not as it was expected; what follows has the line of what encloses it."""


class _Finder:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self._counted = text, 0, 1, 0
        self.lines: dict[Location, int] = {}
        self._tables: dict[Location, int] = {}
        """How many tables an array of tables holds by now."""

    def statements(self) -> None:
        within: Location = ()
        while self._skip():
            if self.text.startswith("[[", self.at):
                self.at += 2
                path = self._resolved(self._key())
                count = self._tables.get(path, 0)
                self._tables[path] = count + 1
                within = (*path, count)
                self._note(path)
                self._note(within)
                self._expect("]]")
            elif self.text.startswith("[", self.at):
                self.at += 1
                within = self._resolved(self._key())
                self._note(within)
                self._expect("]")
            else:
                self._assignment(within)

    def _assignment(self, within: Location) -> None:
        line = self._here()
        names = self._key()
        for length in range(1, len(names) + 1):
            self.lines.setdefault((*within, *names[:length]), line)
        self._expect("=")
        self._value((*within, *names))

    def _value(self, location: Location) -> None:
        self._skip()
        self.lines.setdefault(location, self._here())
        if self.text.startswith("[", self.at):
            self.at += 1
            index = 0
            while self._skip() != "]":
                self._value((*location, index))
                index += 1
                self._separate()
            self.at += 1
        elif self.text.startswith("{", self.at):
            self.at += 1
            while self._skip() != "}":
                self._assignment(location)
                self._separate()
            self.at += 1
        else:
            found = _TEXT.match(self.text, self.at) or _BARE.match(self.text, self.at)
            self.at = found.end() if found else self.at

    def _separate(self) -> None:
        if (found := self._skip()) == ",":
            self.at += 1
        elif found not in ("]", "}"):
            raise _Lost

    def _key(self) -> Location:
        names: list[str] = []
        while found := _KEY.match(self.text, self.at):
            self.at = found.end()
            names.append(found[1] or _unescaped(found[2]) or found[3] or "")
            if not self.text.startswith(".", self.at):
                return tuple(names)
            self.at += 1
        raise _Lost

    def _resolved(self, names: Location) -> Location:
        """A header within the last table of each array of tables on the way."""
        path: Location = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if position < len(names) - 1 and path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path

    def _skip(self) -> str:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _expect(self, sign: str) -> None:
        self._skip()
        if not self.text.startswith(sign, self.at):
            raise _Lost
        self.at += len(sign)

    def _note(self, location: Location) -> None:
        for length in range(1, len(location) + 1):
            self.lines.setdefault(location[:length], self._here())

    def _here(self) -> int:
        self.line += self.text.count("\n", self._counted, self.at)
        self._counted = max(self._counted, self.at)
        return self.line


def _unescaped(text: str | None) -> str:
    try:
        return str(json.loads(f'"{text or ""}"'))
    except ValueError:
        return text or ""
