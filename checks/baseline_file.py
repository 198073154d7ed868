"""The baseline as a file: which findings stood when the rules came, one entry per line.

It is data that a machine writes and a person reviews, so it is read strictly: every key is known and there
once, every entry is there once, and a mistake is told with its place. Its bytes follow from its entries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from checks.policy_place import BASELINE
from checks.problem import PolicyInvalid, Problem

VERSION = 1
"""The only version of the format."""

MAX_BYTES = 1_000_000
"""Largest file that is read, about 4,000 entries."""

_MOST_SHOWN = 20
_REMEDY = "mend it, or delete the file and write it anew with `decisis baseline --write`"
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding that is known debt. Only the fingerprint and the rule count; the rest is for people.

    Attributes:
        fingerprint: the finding's identity, 32 hexadecimal digits.
        rule: id of the rule.
        decision: id of the decision, empty for a built-in check.
        path: the file, as reports show it.
        line: the line when it was recorded, 0 for the file as a whole.
        since: the day on which it was recorded.
    """

    fingerprint: str
    rule: str
    decision: str
    path: str
    line: int
    since: str

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """The order in the file, in which lines that shift move nothing."""
        return (self.path, self.rule, self.fingerprint)


_KEYS = tuple(field.name for field in fields(Entry))


def dump_baseline(entries: Iterable[Entry]) -> bytes:
    """The file of these entries: printable ASCII, sorted, one entry per line."""
    lines = [json.dumps(asdict(entry)) for entry in sorted(entries, key=lambda entry: entry.sort_key)]
    body = ",\n".join(lines)
    listed = f"[\n{body}\n]" if lines else "[]"
    return f'{{\n"version": {VERSION},\n"entries": {listed}\n}}\n'.encode("ascii")


def read_baseline(content: bytes, file: str = BASELINE) -> dict[str, Entry]:
    """The entries of a file by their fingerprint.

    Args:
        content: its bytes.
        file: its path, for the messages.

    Raises:
        PolicyInvalid: with the problems that could be found in one pass.
    """
    if len(content) > MAX_BYTES:
        message = f"{len(content)} bytes are too many, the limit is {MAX_BYTES}; mend some of the debt"
        raise PolicyInvalid((Problem(file, 1, 1, message),))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        column = broken.start - content.rfind(b"\n", 0, broken.start)
        raise PolicyInvalid((Problem(file, line, column, f"this is not UTF-8; {_REMEDY}"),)) from None
    reader = _Reader(file, text)
    entries = reader.read()
    if reader.problems:
        raise PolicyInvalid(tuple(reader.problems[:_MOST_SHOWN]))
    return entries


class _Stopped(Exception):
    """Reading ends here; the problem is noted."""


class _Twice(ValueError):
    """A key is there twice."""


class _Reader:
    """Reads one file; the outer two levels by hand, because the standard reader tells no places."""

    def __init__(self, file: str, text: str) -> None:
        self.problems: list[Problem] = []
        self._file, self._text = file, text
        self._decoder = JSONDecoder(object_pairs_hook=_once, parse_constant=_refused)

    def read(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        first: dict[str, int] = {}
        try:
            for at, value in self._entries():
                entry = self._entry(at, value)
                if entry is None:
                    continue
                if entry.fingerprint in entries:
                    line = self._place(first[entry.fingerprint])[0]
                    self._wrong(
                        at,
                        f"the entry `{entry.fingerprint}` is there twice, first on line {line}",
                    )
                entries[entry.fingerprint] = entry
                first.setdefault(entry.fingerprint, at)
        except _Stopped:
            pass
        return entries

    def _entries(self) -> Iterator[tuple[int, object]]:
        """The entries with their offsets; what stands around them is checked on the way."""
        at = self._symbol(0, "{", "a baseline is a mapping with `version` and `entries`")
        seen: set[str] = set()
        while True:
            start = self._skip(at)
            key, at = self._value(start)
            if key not in ("version", "entries"):
                self._stop(start, "a baseline has the keys `version` and `entries` and no other")
            if key in seen:
                self._stop(start, f"the key `{key}` is there twice")
            seen.add(str(key))
            at = self._symbol(at, ":", "a key is followed by `:`")
            if key == "version":
                start = self._skip(at)
                version, at = self._value(start)
                if version != VERSION or type(version) is not int:
                    self._stop(start, f"`version` must be {VERSION}, this engine knows no other")
            else:
                at = yield from self._list(at)
            at = self._skip(at)
            if not self._text.startswith(",", at):
                break
            at += 1
        end = self._skip(self._symbol(at, "}", "the baseline ends with `}`"))
        if end != len(self._text):
            self._stop(end, "nothing may follow the baseline")
        for key in ("version", "entries"):
            if key not in seen:
                self._stop(0, f"the key `{key}` is missing")

    def _list(self, at: int) -> Generator[tuple[int, object], None, int]:
        at = self._symbol(at, "[", "`entries` is a list")
        if self._text.startswith("]", start := self._skip(at)):
            return start + 1
        while True:
            start = self._skip(at)
            value, at = self._value(start)
            yield start, value
            at = self._skip(at)
            if not self._text.startswith(",", at):
                return self._symbol(at, "]", "entries are separated by `,` and end with `]`")
            at += 1

    def _entry(self, at: int, value: object) -> Entry | None:
        if not isinstance(value, dict):
            self._wrong(at, "an entry is a mapping")
        elif mistake := _mistake(value):
            self._wrong(at, mistake)
        else:
            return Entry(**value)
        return None

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _symbol(self, at: int, symbol: str, otherwise: str) -> int:
        at = self._skip(at)
        if not self._text.startswith(symbol, at):
            self._stop(at, otherwise)
        return at + 1

    def _value(self, at: int) -> tuple[object, int]:
        try:
            return self._decoder.raw_decode(self._text, at)
        except JSONDecodeError as broken:
            self._stop(broken.pos, "this is not JSON")
        except _Twice as twice:
            self._stop(at, f"the key `{_shown(str(twice))}` is there twice")
        except (ValueError, RecursionError):
            self._stop(at, "this value is none that an entry holds")

    def _wrong(self, at: int, message: str) -> None:
        self.problems.append(Problem(self._file, *self._place(at), f"{message}; {_REMEDY}"))
        if len(self.problems) >= _MOST_SHOWN:
            raise _Stopped

    def _stop(self, at: int, message: str) -> NoReturn:
        self._wrong(at, message)
        raise _Stopped

    def _place(self, at: int) -> tuple[int, int]:
        return self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at)


def _once(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _refused(word: str) -> object:
    raise ValueError(word)


def _mistake(value: Mapping[str, Any]) -> str:
    """What is wrong with an entry, empty if nothing is."""
    for key in value:
        if key not in _KEYS:
            return f"an entry has no key `{_shown(key)}`"
    for key in _KEYS:
        if key not in value:
            return f"the entry lacks the key `{key}`"
        if key != "line" and not _is_text(value[key]):
            return f"`{key}` is a text"
    if type(value["line"]) is not int or not 0 <= value["line"] < 10**9:
        return "`line` is a number from 0"
    if _FINGERPRINT.fullmatch(value["fingerprint"]) is None:
        return "`fingerprint` is 32 hexadecimal digits"
    if _DAY.fullmatch(value["since"]) is None:
        return "`since` is a day, as `2026-03-02`"
    return "" if value["rule"] and value["path"] else "`rule` and `path` are not empty"


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= 8_192
        and not any("\ud800" <= char <= "\udfff" for char in value)
    )


def _shown(key: str) -> str:
    return ascii(key)[1:-1][:40]
