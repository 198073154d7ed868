"""Names that are close to another name: a slip of the pen, told instead of passed over."""

from __future__ import annotations

import difflib

_NEAR = 0.85


def is_near(name: str, known: str) -> bool:
    """Whether a name is not the known one, but could be meant to be."""
    return name != known and difflib.SequenceMatcher(None, name.casefold(), known).ratio() >= _NEAR
