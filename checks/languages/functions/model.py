"""A function as a value that can be compared with another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

SHINGLE = 3
"""Tokens of a shingle: a change of one token changes so many shingles."""

ALIKE = 0.85
"""Share of common shingles from which on two bodies are nearly the same."""

_LENGTHS = 1.2
_WORD = re.compile(r"[A-Za-z_]\w+")


def words_in(text: str) -> frozenset[str]:
    """The names and words of a text, of two characters at least."""
    return frozenset(_WORD.findall(text))


@dataclass(frozen=True)
class Body:
    """What a function does, in a normal form.

    Attributes:
        tokens: parameters and other local names are numbered in the order in which they are used; without
            documentation, comments and, where they may be left out, types.
        words: the names and texts in it that are not its own, at least two characters long.
        size: how many of the tokens are names, values or keywords.
        statements: how many statements it holds, nested ones included.
    """

    tokens: tuple[str, ...]
    words: frozenset[str]
    size: int
    statements: int

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        """Every run of `SHINGLE` tokens."""
        count = max(len(self.tokens) - SHINGLE + 1, 1)
        return frozenset(self.tokens[at : at + SHINGLE] for at in range(count))

    def likeness(self, other: Body) -> float:
        """How alike two bodies are, from 0 to 1: 1 if their normal forms are equal, else Jaccard's measure.

        Bodies of which one is longer by more than a fifth are not compared.
        """
        if self.tokens == other.tokens:
            return 1.0
        shorter, longer = sorted((len(self.tokens), len(other.tokens)))
        if shorter * _LENGTHS < longer:
            return 0.0
        common = len(self.shingles & other.shingles)
        return min(common / len(self.shingles | other.shingles), 0.999)


@dataclass(frozen=True)
class Function:
    """A function.

    Attributes:
        name: its name.
        line: its first line in `Source.text`, from 1.
        end_line: its last line.
        is_free: whether it stands by itself, in no class, object or other function.
        text: its code.
        read: gives the body in its normal form, which takes a while.
    """

    name: str
    line: int
    end_line: int
    is_free: bool
    text: str = field(repr=False)
    read: Callable[[], Body] = field(repr=False, compare=False)

    @cached_property
    def body(self) -> Body:
        """The body in its normal form."""
        return self.read()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every name and word in its code, its own included."""
        return words_in(self.text)
