"""Which marker of a suppression a text begins with, and whether a file can hold any at all."""

from __future__ import annotations

import re
from functools import cache

from checks.languages.suppression_markers import MARKERS, Marker

_CASELESS = str.maketrans("\u017f\u0130\u0131", "sii")
"""Letters that a pattern without regard to case takes for ASCII ones, and `str.lower` does not."""


@cache
def _markers_of(grammar: str) -> tuple[Marker, ...]:
    """The markers that mean something in files of a grammar, in the order in which they are tried."""
    return tuple(marker for marker in MARKERS if not marker.grammars or grammar in marker.grammars)


@cache
def _words_of(grammar: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for marker in _markers_of(grammar) for word in marker.words))


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def folded_case(text: str) -> str:
    """The text with every letter in the one form in which markers give their words."""
    return text.lower() if text.isascii() else text.translate(_CASELESS).lower()


def may_hold(text: str, grammar: str) -> bool:
    """Whether a file could hold a suppression: without a word of any marker it holds none."""
    folded = folded_case(text)
    return any(word in folded for word in _words_of(grammar))


def matched(piece: str, grammar: str, *, attributes: bool) -> tuple[Marker, re.Match[str]] | None:
    """The first marker that a piece of a remark begins with, and the match.

    Args:
        piece: the text, without the leader of a comment.
        grammar: the grammar of the file.
        attributes: whether the piece is code that the compiler reads.
    """
    folded = folded_case(piece)
    for marker in _markers_of(grammar):
        if marker.is_attribute is attributes and any(word in folded for word in marker.words):
            match = _compiled(marker.pattern, marker.flags).match(piece)
            if match is not None:
                return marker, match
    return None
