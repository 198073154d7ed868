"""One word of a shell command, as the program that is started gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_PLAIN = re.compile(r"[^\s\"'\\$`;&|<>()]+")
_VARIABLE = re.compile(r"\$(?:\w+|[@*#?!$-])")
_ENDS = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}

_Add = Callable[[str, int], None]

UNKNOWN = "_"
"""Stands for what a variable or another command puts into the word: a name in every language."""


class Word(NamedTuple):
    """A word.

    Attributes:
        text: the word without its quotes; variables and results of commands are `UNKNOWN`.
        places: for each character of `text` where it stands in the command.
        end: where the word ends.
    """

    text: str
    places: tuple[int, ...]
    end: int


def word_at(text: str, at: int) -> Word:
    """The word that begins at a place; empty if none does."""
    out: list[str] = []
    places: list[int] = []

    def add(part: str, place: int) -> None:
        out.append(part)
        places.extend([place] * len(part))

    while at < len(text):
        char = text[at]
        if char == "'":
            end = _find(text, "'", at + 1)
            for place in range(at + 1, end):
                add(text[place], place)
            at = end + 1
        elif char == '"':
            at = _double(text, at + 1, add)
        elif text.startswith("$'", at):
            at = _ansi(text, at + 2, add)
        elif char == "\\":
            if text[at + 1 : at + 2] != "\n":
                add(text[at + 1 : at + 2], at)
            at += 2
        elif char in "$`":
            at = _substituted(text, at, add)
        elif plain := _PLAIN.match(text, at):
            for place in range(at, plain.end()):
                add(text[place], place)
            at = plain.end()
        else:
            break
    return Word("".join(out), tuple(places), at)


def _find(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found


def _double(text: str, at: int, add: _Add) -> int:
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\", "$", "`", "\n"):
            if text[at + 1] != "\n":
                add(text[at + 1], at + 1)
            at += 2
        elif text[at] in "$`":
            at = _substituted(text, at, add)
        else:
            add(text[at], at)
            at += 1
    return at + 1


def _ansi(text: str, at: int, add: _Add) -> int:
    while at < len(text) and text[at] != "'":
        if text[at] == "\\":
            following = text[at + 1 : at + 2]
            add(_ENDS.get(following, "\\" + following), at)
            at += 2
        else:
            add(text[at], at)
            at += 1
    return at + 1


def _substituted(text: str, at: int, add: _Add) -> int:
    """Pass a variable or the result of a command, which nobody knows before it runs."""
    if text[at] == "`":
        add(UNKNOWN, at)
        return _find(text, "`", at + 1) + 1
    if text.startswith(("$(", "${"), at):
        add(UNKNOWN, at)
        opened, closed = text[at + 1], {"(": ")", "{": "}"}[text[at + 1]]
        depth, place = 0, at + 1
        while place < len(text):
            depth += (text[place] == opened) - (text[place] == closed)
            place += 1
            if not depth:
                break
        return place
    variable = _VARIABLE.match(text, at)
    add(UNKNOWN if variable else "$", at)
    return variable.end() if variable else at + 1
