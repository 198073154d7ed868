"""One piece of code inside another file, with the way back to the lines of that file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """Code of one language.

    Attributes:
        language: canonical name of the language, as `checks.pattern_languages` has it.
        text: the code, every line end a line feed.
        lines: for each line of `text` the line of the file that it comes from, from 1.
        is_whole: whether it must parse. What a shell or make puts together first may be no code before.
    """

    language: str
    text: str
    lines: tuple[int, ...]
    is_whole: bool = False


def joined(language: str, parts: Iterable[tuple[str, Sequence[int]]], *, is_whole: bool = False) -> Piece:
    """Several texts, each with its lines, one below the other."""
    texts: list[str] = []
    lines: list[int] = []
    for text, numbers in parts:
        texts.append(text)
        lines += numbers
    return Piece(language, "\n".join(texts), tuple(lines), is_whole)
