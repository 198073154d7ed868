"""JSON that others own, changed in one place: every other byte stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

_DECODER = json.JSONDecoder()
_BLANK = " \t\r\n"


class NotEditable(ValueError):
    """The text is no JSON in which the place can be found; one sentence says why."""


class _Member(NamedTuple):
    """A member of an object, or an element of an array, whose key is then empty."""

    key: str
    start: int
    value_start: int
    end: int


def added(text: str, keys: Sequence[str], element: Any, *, first: bool = False) -> str:
    """The text with an element in the array that the keys lead to; what is missing is made.

    Args:
        text: a JSON object; empty for a new one.
        keys: the keys from the root to the array.
        element: the value that is added.
        first: whether it is put before the others, and not behind them.

    Raises:
        NotEditable: the text is no JSON object, or something else stands where the keys lead.
    """
    whole = text if text.strip() else "{}\n"
    start, depth = _root(whole), 0
    for depth, key in enumerate(keys):
        members = list(_members(whole, start))
        found = next((one for one in members if one.key == key), None)
        if found is None:
            rest: Any = [element]
            for missing in reversed(keys[depth + 1 :]):
                rest = {missing: rest}
            return _inserted(whole, start, members, f"{json.dumps(key)}: ", rest)
        start = found.value_start
        if whole[start] != ("[" if depth == len(keys) - 1 else "{"):
            raise NotEditable(f"`{'.'.join(keys[: depth + 1])}` is of another kind than expected")
    members = list(_members(whole, start))
    if first and members:
        return _put_first(whole, start, members, element)
    return _inserted(whole, start, members, "", element)


def without(text: str, keys: Sequence[str], is_ours: Callable[[Any], bool]) -> str:
    """The text without the elements that are ours, and without what holds nothing any more then.

    Args:
        text: a JSON object.
        keys: the keys from the root to the array.
        is_ours: tells an element of ours.

    Raises:
        NotEditable: the text is no JSON object.
    """
    while True:
        starts, path = [_root(text)], []
        for key in keys:
            found = next((one for one in _members(text, starts[-1]) if one.key == key), None)
            if found is None or text[found.value_start] not in "{[":
                return text
            path.append(found)
            starts.append(found.value_start)
        ours = next(
            (one for one in _members(text, starts[-1]) if is_ours(_value(text, one.value_start)[0])), None
        )
        if ours is None:
            return text
        doomed, level = ours, len(keys)
        while level and len(list(_members(text, starts[level]))) == 1:
            level -= 1
            doomed = path[level]
        text = _removed(text, list(_members(text, starts[level])), doomed)


def _root(text: str) -> int:
    start = _skip(text, 0)
    value, end = _value(text, start)
    if not isinstance(value, dict) or text[end:].strip():
        raise NotEditable("it holds no JSON object")
    return start


def _value(text: str, start: int) -> tuple[Any, int]:
    try:
        found: tuple[Any, int] = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as fault:
        raise NotEditable(f"it is no JSON: {fault}") from fault
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _members(text: str, start: int) -> Iterator[_Member]:
    is_object = text[start] == "{"
    at = _skip(text, start + 1)
    while text[at] not in "}]":
        begun, key = at, ""
        if is_object:
            key, at = _value(text, at)
            at = _skip(text, _skip(text, at) + 1)
        value_start = at
        at = _value(text, at)[1]
        yield _Member(key, begun, value_start, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _inserted(text: str, start: int, members: Sequence[_Member], name: str, value: Any) -> str:
    step = _step(text)
    if members:
        line = text.rfind("\n", 0, members[-1].start)
        gap = text[line + 1 : members[-1].start]
        indent = gap if not gap.strip() else ""
        at, before = members[-1].end, "," + (f"\n{indent}" if line > start else " ")
        after = ""
    else:
        outer = text[text.rfind("\n", 0, start) + 1 : start]
        outer = outer[: len(outer) - len(outer.lstrip())]
        indent = outer + step
        at, before, after = start + 1, f"\n{indent}", f"\n{outer}"
        after = after if text[_skip(text, at)] in "}]" and _skip(text, at) == at else ""
    body = json.dumps(value, indent=step, ensure_ascii=False).replace("\n", f"\n{indent}")
    return text[:at] + before + name + body + after + text[at:]


def _put_first(text: str, start: int, members: Sequence[_Member], value: Any) -> str:
    at = members[0].start
    gap = text[start + 1 : at]
    indent = gap[gap.rfind("\n") + 1 :] if "\n" in gap else ""
    body = json.dumps(value, indent=_step(text) if indent else None, ensure_ascii=False)
    return text[:at] + body.replace("\n", f"\n{indent}") + "," + (gap or " ") + text[at:]


def _removed(text: str, members: Sequence[_Member], doomed: _Member) -> str:
    place = members.index(doomed)
    if place:
        return text[: members[place - 1].end] + text[doomed.end :]
    if len(members) > 1:
        return text[: doomed.start] + text[members[1].start :]
    before, after = text[: doomed.start].rstrip(_BLANK), text[doomed.end :].lstrip(_BLANK)
    return before + after


def _step(text: str) -> str:
    """What one level is indented by: as the first line that is, two blanks otherwise."""
    for line in text.split("\n")[1:]:
        blank = line[: len(line) - len(line.lstrip(" \t"))]
        if blank:
            return blank
    return "  "
