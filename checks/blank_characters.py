"""Characters that leave no mark: two texts that differ in them alone read the same.

Written out instead of asked of `unicodedata`, whose answers differ between versions of Python.
"""

from __future__ import annotations

import re

_FORMATS = (
    "\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00-\x1f\x7f-\x9f"
_UNSEEN = re.compile(f"[{_FORMATS}]+")
_SEEN = re.compile(f"[^\\s{_FORMATS}{_CONTROLS}]")
_ODD = re.compile(f"[{_FORMATS}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")


def without_invisible(text: str, *, controls: bool = False) -> str:
    """The text without formats, selectors, fillers and tags.

    Args:
        text: the text.
        controls: whether control characters that are no white space go too.
    """
    if controls:
        return _ODD.sub("", text)
    return text if text.isascii() else _UNSEEN.sub("", text)


def holds_invisible(text: str) -> bool:
    """Whether a text holds such a character, or a control character that is no white space."""
    return _ODD.search(text) is not None


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return _SEEN.search(text) is None
