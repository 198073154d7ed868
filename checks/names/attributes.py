"""What `.gitattributes` hides from diffs, from the view of a pull request and from statistics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from checks.globs import ITSELF, NOT, glob
from checks.path_parts import folder_of

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
_MACRO = "[attr]"


class Veil(StrEnum):
    """From what a file is hidden; the value completes "hides … from"."""

    DIFF = "every diff"
    REVIEW = "the view of a pull request"
    STATISTICS = "the statistics of languages"


class Attribute(NamedTuple):
    """What one line says of one veil.

    Attributes:
        line: the line, from 1.
        pattern: which files, from the root of the repository.
        veil: the veil.
        hides: whether it is put on or taken off.
    """

    line: int
    pattern: str
    veil: Veil
    hides: bool


def attributes(path: str, text: str) -> list[Attribute]:
    """What a `.gitattributes` says about veils, in order; the last one that matches decides.

    Args:
        path: where it lies; its patterns hold below.
        text: what stands in it.
    """
    found: list[Attribute] = []
    macros: dict[str, list[str]] = {"binary": ["-diff"]}
    for number, line in enumerate(text.split("\n"), 1):
        words = _WORD.findall(line)
        if not words or words[0].startswith("#"):
            continue
        if words[0].startswith(_MACRO):
            macros[words[0].removeprefix(_MACRO)] = words[1:]
            continue
        pattern = _from_root(words[0].strip('"'), folder_of(path))
        for word in words[1:]:
            for part in (word, *macros.get(word, ())):
                for veil, hides in _veils(part):
                    found.append(Attribute(number, pattern, veil, hides))
    return found


def _from_root(pattern: str, folder: str) -> str:
    start = f"{folder}/" if folder else ""
    return start + (pattern.removeprefix("/") if "/" in pattern else f"**/{pattern}")


def _veils(word: str) -> Iterator[tuple[Veil, bool]]:
    name, _, value = word.lstrip("-!").partition("=")
    is_set = not word.startswith(("-", "!")) and value.lower() not in ("false", "0", "no", "off")
    match name:
        case "diff":
            yield Veil.DIFF, word.startswith("-")
        case "linguist-generated":
            yield Veil.REVIEW, is_set
        case "linguist-vendored" | "linguist-documentation":
            yield Veil.STATISTICS, is_set
        case "linguist-detectable":
            yield Veil.STATISTICS, not is_set and not word.startswith("!")


def hiding(said: list[Attribute], path: str, veil: Veil) -> Attribute | None:
    """The line that hides a path, `None` if it is not hidden."""
    parts = tuple(path.split("/"))
    for one in reversed(said):
        if one.veil is veil and _matches(one.pattern, parts):
            return one if one.hides else None
    return None


def _matches(pattern: str, parts: tuple[str, ...]) -> bool:
    if pattern.startswith("!") or pattern.endswith("/"):
        return False  # git takes neither in this file
    try:
        reach = glob(pattern).reach(parts)
    except ValueError:
        return False
    return reach is not NOT and (reach is ITSELF or pattern.endswith("/**"))
