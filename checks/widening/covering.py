"""Whether one term stands for another: a wider grant permits it already, a wider guard holds it back."""

from __future__ import annotations

import re

from checks.widening.model import Sense, Term, Topic

_CALL = re.compile(r"(?P<tool>[^()]+?)\s*(?:\((?P<held>.*)\))?", re.DOTALL)
_ALL = ("", "*", "**", " *", "**/*")


def covers(wide: Term, narrow: Term) -> bool:
    """Whether everything that `narrow` speaks of is spoken of by `wide` as well."""
    if wide.topic is not narrow.topic or wide.sense is not narrow.sense:
        return False
    if wide.scope not in ("", narrow.scope):
        return False
    if wide.sense is Sense.GUARD and wide.strictness < narrow.strictness:
        return False
    return reaches(wide, narrow)


def reaches(wide: Term, narrow: Term) -> bool:
    """The same by what they name alone, whatever their sense."""
    if wide.value == narrow.value:
        return True
    match wide.topic:
        case Topic.TOOL:
            return _calls(wide.value, narrow.value)
        case Topic.HOST:
            return wide.value == "*" or (
                wide.value.startswith("*.") and narrow.value.endswith(wide.value[1:])
            )
        case Topic.PATH:
            return _texts(wide.value, narrow.value)
        case _:
            return False


def _calls(wide: str, narrow: str) -> bool:
    outer, inner = _CALL.fullmatch(wide), _CALL.fullmatch(narrow)
    if wide in ("*", "@all") or outer is None or inner is None:
        return wide in ("*", "@all")
    held = outer["held"] or ""
    if outer["tool"] != inner["tool"]:
        return held in _ALL and _is_of_server(outer["tool"], inner["tool"])
    if held in _ALL:
        return True
    return bool(inner["held"]) and _texts(held, inner["held"])


def _is_of_server(wide: str, narrow: str) -> bool:
    """`mcp__github` and `mcp__github__*` mean every tool of that server."""
    stem = wide.removesuffix("*").removesuffix("__")
    return wide.startswith("mcp__") and len(stem) > len("mcp__") and narrow.startswith(f"{stem}__")


def _texts(pattern: str, text: str) -> bool:
    if pattern.endswith(" *"):
        stem = pattern[:-2]
        return text == stem or text.startswith(f"{stem} ")
    if pattern.endswith("**"):
        return text.startswith(pattern[:-2])
    if pattern.endswith("*"):
        stem = pattern[:-1]
        return text.startswith(stem) and ("/" not in stem or "/" not in text[len(stem) :])
    return False
