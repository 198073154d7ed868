"""What the documentation of a type says about each of its fields, such as a check's about its options."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Mapping

from checks.check import Check

_LISTED = re.compile(r"- (?P<names>`[^`]+`(?:(?:, | or | and )`[^`]+`)*): (?P<text>.+)")
_ATTRIBUTE = re.compile(r" {4}(?P<names>[a-z]\w*(?:, [a-z]\w*)*): (?P<text>.+)")
_NAME = re.compile(r"[a-z][\w-]*")


def option_texts(check: type[Check]) -> Mapping[str, str]:
    """The sentence about each option of a check, by its name in YAML; see `field_texts`."""
    return field_texts(check, check.option_name)


def field_texts(documented: type, named: Callable[[str], str] = str) -> Mapping[str, str]:
    """The sentence about each field of a dataclass, by its name.

    Read are entries `name: text` under `Attributes:` and "- `name`: text" in a list, one or more names to
    an entry, with the more indented lines that go on. A field that is not mentioned has none.

    Args:
        documented: the dataclass.
        named: what a field is called where it is described.
    """
    names = {named(field.name) for field in dataclasses.fields(documented)}
    found: dict[str, str] = {}
    open_names: list[str] = []
    for line in inspect.cleandoc(documented.__doc__ or "").split("\n"):
        entry = _LISTED.fullmatch(line) or _ATTRIBUTE.fullmatch(line)
        told = [named(name) for name in _names(entry["names"])] if entry else []
        if entry and told and set(told) <= names:
            open_names = told
            found.update(dict.fromkeys(told, entry["text"].strip()))
        elif open_names and line.startswith("  ") and line.strip():
            found.update({name: f"{found[name]} {line.strip()}" for name in open_names})
        else:
            open_names = []
    return found


def _names(written: str) -> list[str]:
    """The names of an entry; `present: true` names `present`."""
    parts = re.findall(r"`([^`]+)`", written) or written.split(", ")
    return [match[0] for part in parts if (match := _NAME.match(part))]
