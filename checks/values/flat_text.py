"""Flat files as nodes: `.env` and Java properties. Every value is a text."""

from __future__ import annotations

import re

from checks.values.node import Entry, Leaf, Table, Unreadable, whole

_ASSIGNMENT = re.compile(
    r"[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?:[=:][ \t]*"
    r"""(?:"(?P<double>(?:\\.|[^"\\])*+)"|'(?P<single>[^']*)'|`(?P<back>[^`]*)`|(?P<bare>(?:[^\n"'`][^\n]*)?)))?""",
    re.DOTALL,
)
_REST = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_NO_ASSIGNMENT = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_KEY = re.compile(r"(?:\\.|[^\\=: \t\f])*+", re.DOTALL)
_SEPARATOR = re.compile(r"[ \t\f]*[=:]?[ \t\f]*")


def env(text: str) -> Table:
    """The variables of a `.env` file; a quoted value may span lines.

    Raises:
        Unreadable: a line is neither an assignment nor a comment.
    """
    entries = []
    at, line = 0, 1
    while at < len(text):
        start = at
        if blank := _NO_ASSIGNMENT.match(text, at):
            at = blank.end()
        else:
            found = _ASSIGNMENT.match(text, at)
            rest = _REST.match(text, found.end()) if found else None
            if found is None or rest is None:
                raise Unreadable("it does not parse as environment variables")
            entries.append(Entry(found["key"], line, Leaf(line, _env_value(found), is_typed=False)))
            at = rest.end()
        line += text.count("\n", start, at)
    return Table(1, tuple(entries))


def _env_value(found: re.Match[str]) -> str:
    if found["double"] is not None:
        return _unescaped(found["double"])
    for quoted in (found["single"], found["back"]):
        if quoted is not None:
            return quoted
    return _COMMENT.sub("", found["bare"] or "", count=1).strip()


def properties(text: str) -> Table:
    """The entries of a Java properties file, as `Properties.load` takes them."""
    entries = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        first = number
        parts = [lines[number].lstrip(" \t\f")]
        number += 1
        if not parts[0] or parts[0][0] in "#!":
            continue
        while _goes_on(parts[-1]) and number < len(lines):
            parts[-1] = parts[-1][:-1]
            parts.append(lines[number].lstrip(" \t\f"))
            number += 1
        logical = "".join(parts)
        key = _KEY.match(logical)
        end = key.end() if key else 0
        separator = _SEPARATOR.match(logical, end)
        value = logical[separator.end() if separator else end :]
        leaf = Leaf(first + 1, _unescaped(value), is_typed=False)
        entries.append(Entry(_unescaped(logical[:end]), first + 1, leaf))
    return Table(1, tuple(entries))


def _goes_on(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescaped(text: str) -> str:
    return whole(
        _ESCAPE.sub(
            lambda found: chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2]), text
        )
    )
