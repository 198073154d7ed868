"""Strict YAML 1.2 as plain values, with the place of every key and value.

A policy must read the same to a person, to an editor and to us. So there is one document without
aliases, anchors, merge keys, tags, directives, duplicate or non-text keys, and with no character that
cannot be seen. `off`, `yes` and `2026-03-02` are texts, as YAML 1.2 says; `null`, `true` and `false`
are not. Values are built from the parser's events, so nothing is ever expanded: a file that is too
deep or too large is refused before it costs anything.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from checks.problem import PolicyInvalid, Problem
from checks.yaml_events import events, quick_events

MAX_BYTES = 256 * 1024
"""Largest policy file or record that is read, in bytes (`threats.md` F)."""

MAX_DEPTH = 20
"""Deepest nesting of mappings and lists (`threats.md` F)."""

Location = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_CONSTANTS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TOO_OFTEN = "{%d}" % (MAX_DEPTH + 1)  # noqa: UP031 - an f-string would have to double every brace
_OPENERS = re.compile(r"(?:[\[{]\s*)" + _TOO_OFTEN + r"|(?:[-?]\s+)" + _TOO_OFTEN)
_TOO_DEEP = f"this is nested more than {MAX_DEPTH} deep"
_JOINER = "\u200d"
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column of a file, both from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """A parsed document.

    Attributes:
        file: path of the file.
        value: plain mappings, lists, texts, integers, floats, booleans and `None`.
        keys: the place of every key.
        values: the place of every value; the empty location is the document.
    """

    file: str
    value: object
    keys: Mapping[Location, Place] = field(default_factory=dict)
    values: Mapping[Location, Place] = field(default_factory=dict)

    def at(self, location: Location) -> object:
        """The value at a location, `None` if there is none."""
        value = self.value
        for step in location:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def problem(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """A problem at a value, or at its key; where neither exists, at what encloses it."""
        while location and location not in self.values:
            location, at_key = location[:-1], False
        place = self.keys.get(location) if at_key else None
        place = place or self.values.get(location, Place(1, 1))
        return Problem(self.file, place.line, place.column, message)


def parse(file: str, content: bytes, first_line: int = 1) -> Document:
    """Read one document.

    Args:
        file: path for the messages.
        content: the bytes of the YAML text.
        first_line: the line of the file on which `content` starts.

    Raises:
        PolicyInvalid: with every problem that could be found in one pass.
    """
    text = _decoded(file, content, first_line)
    builder = _Builder(file, first_line)
    builder.problems += islice(_unseen(file, text, first_line), _MOST_SHOWN)
    if run := _OPENERS.search(text):  # the scanner needs quadratic time for these
        builder.problems.append(_at(file, text, first_line, run.start(), _TOO_DEEP))
    if builder.problems:
        raise PolicyInvalid(tuple(builder.problems))
    if (quick := _quick(file, text, first_line)) is not None:
        return quick
    try:
        for event in events(text):
            builder.take(event)
    except _Stopped:
        pass
    except MarkedYAMLError as broken:
        said = " ".join(filter(None, (broken.problem, broken.context)))
        builder.wrong(broken.problem_mark or broken.context_mark, f"this is not YAML: {said}")
    except (YAMLStreamError, ValueError) as broken:
        builder.wrong(None, f"this is not YAML: {type(broken).__name__}")
    if builder.problems:
        raise PolicyInvalid(tuple(builder.problems))
    return Document(file, builder.root, builder.keys, builder.values)


def _quick(file: str, text: str, first_line: int) -> Document | None:
    """The document, unless anything about it is odd: what is wrong, and where, one reader alone tells."""
    builder = _Builder(file, first_line)
    try:
        for event in quick_events(text) or ():
            builder.take(event)
    except _Stopped:
        return None
    if builder.problems or not builder.documents:
        return None
    return Document(file, builder.root, builder.keys, builder.values)


def _decoded(file: str, content: bytes, first_line: int) -> str:
    if len(content) > MAX_BYTES:
        message = f"{len(content)} bytes are too many, the limit is {MAX_BYTES}"
        raise PolicyInvalid((Problem(file, first_line, 1, message),))
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        before = content[: broken.start].decode("utf-8")
        problem = _at(file, before, first_line, len(before), "this is not UTF-8; save the file as UTF-8")
        raise PolicyInvalid((problem,)) from None


def _at(file: str, text: str, first_line: int, offset: int, message: str) -> Problem:
    line = first_line + text.count("\n", 0, offset)
    return Problem(file, line, offset - text.rfind("\n", 0, offset), message)


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in ("\t", "\n", _JOINER)


def _unseen(file: str, text: str, first_line: int) -> Iterator[Problem]:
    if not any(map(_is_unseen, set(text))):
        return
    for number, line in enumerate(text.split("\n"), first_line):
        for column, char in enumerate(line.removesuffix("\r"), 1):
            if _is_unseen(char):
                yield Problem(
                    file, number, column, f"the invisible character U+{ord(char):04X} is not allowed"
                )


class _Stopped(Exception):
    """Reading ends here; the problem is noted."""


@dataclass
class _Open:
    """A mapping or list whose end was not seen yet."""

    value: dict[str, object] | list[object]
    location: Location
    key: str | None = None
    skips_value: bool = False


@dataclass
class _Builder:
    """Builds values from parser events and notes what is not allowed."""

    file: str
    first_line: int
    documents: int = 0
    root: object = None
    keys: dict[Location, Place] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)

    def wrong(self, mark: StringMark | None, message: str) -> None:
        place = self._place(mark)
        self.problems.append(Problem(self.file, place.line, place.column, message))

    def take(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.wrong(event.start_mark, "a second document is not allowed")
                    raise _Stopped
                if event.version or event.tags:
                    self.wrong(event.start_mark, "directives are not allowed")
            case MappingEndEvent() | SequenceEndEvent():
                self._stack.pop()
            case AliasEvent():
                self.wrong(
                    event.start_mark, f"the alias `*{event.anchor}` is not allowed; write the value out"
                )
                self._place_value(event, None)
            case NodeEvent():
                self._take_node(event)

    def _take_node(self, event: NodeEvent) -> None:
        if event.anchor:
            self.wrong(event.start_mark, f"the anchor `&{event.anchor}` is not allowed")
        if isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.tag:
            self.wrong(event.start_mark, "a tag is not allowed")
        if isinstance(event, ScalarEvent):
            if self._is_at_key():
                self._take_key(event)
            else:
                self._place_value(event, self._scalar(event))
            return
        if len(self._stack) >= MAX_DEPTH:
            self.wrong(event.start_mark, _TOO_DEEP)
            raise _Stopped
        opened: dict[str, object] | list[object] = {} if isinstance(event, MappingStartEvent) else []
        self._stack.append(_Open(opened, self._place_value(event, opened)))

    def _is_at_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].value, dict) and self._stack[-1].key is None

    def _take_key(self, event: ScalarEvent) -> None:
        top, key = self._stack[-1], event.value
        location = (*top.location, key)
        top.key, top.skips_value = key, location in self.keys
        if event.style is None and key == "<<":
            self.wrong(event.start_mark, "a merge key is not allowed; write the keys out")
        elif not isinstance(self._scalar(event), str):
            self.wrong(event.start_mark, f"the key `{key}` is not a text; quote it")
        elif top.skips_value:
            line = self.keys[location].line
            self.wrong(event.start_mark, f"the key `{key}` is there twice, first on line {line}")
        self.keys.setdefault(location, self._place(event.start_mark))

    def _place_value(self, event: NodeEvent, value: object) -> Location:
        """Put a value where it belongs and return its location."""
        if not self._stack:
            self.root = value
            location: Location = ()
        else:
            top = self._stack[-1]
            if isinstance(top.value, list):
                location = (*top.location, len(top.value))
                top.value.append(value)
            elif top.key is None:
                self.wrong(event.start_mark, "a key must be a text")
                top.key, location = "", (*top.location, "")
                return location
            else:
                location = (*top.location, top.key)
                if not top.skips_value:
                    top.value[top.key] = value
                top.key = None
        place = self._place(event.start_mark)
        if isinstance(event, ScalarEvent) and event.style is None and not event.value:
            place = self.keys.get(location, place)  # the parser puts an empty value behind the line end
        self.values.setdefault(location, place)
        return location

    def _scalar(self, event: ScalarEvent) -> object:
        text: str = event.value
        if event.style is not None:
            if hidden := next(filter(_is_unseen, text), None):
                self.wrong(event.start_mark, f"the text holds the invisible character U+{ord(hidden):04X}")
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        if not _FLOAT.fullmatch(text):
            return text
        number = float(text)
        if text.lstrip("+-").isdecimal() or math.isinf(number):
            self.wrong(event.start_mark, "this number is too large")
        return number

    def _place(self, mark: StringMark | None) -> Place:
        if mark is None:
            return Place(self.first_line, 1)
        return Place(self.first_line + mark.line, mark.column + 1)
