"""Characters that no reader sees, or sees as others: which they are, and where they are ordinary text.

A byte order mark at the start of a file, joiners in emoji and in the scripts that need them, one variation
selector behind an emoji or an ideograph, marks of direction beside letters that run from right to left and
soft hyphens in prose are ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u034f\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}"  # one selects a glyph, two in a row only carry data
    "|(?<=[\x21-\x7e])[\u200c\u200d]+"  # joiners belong between letters of other scripts, and in emoji
)
"""All of them, for texts in which none has a place."""


class Hidden(StrEnum):
    """How a character deceives."""

    DIRECTION = "direction"
    MARK = "mark"
    TAG = "tag"
    SELECTOR = "selector"
    ZERO_WIDTH = "zero-width"
    CONTROL = "control"
    LOOKALIKE = "lookalike"


class Sight(NamedTuple):
    """What deceives in one line in one way.

    Attributes:
        how: the way.
        found: the characters, in order.
        word: the word that holds letters of two scripts, empty for the rest.
    """

    how: Hidden
    found: str
    word: str = ""


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINING = "\u0590-\u0dff\u0e00-\u109f\u1780-\u17ff\ufb1d-\ufdff"
_PATTERNS = (
    (Hidden.DIRECTION, re.compile("[\u202a-\u202e\u2066-\u2069]")),
    (Hidden.MARK, re.compile("[\u061c\u200e\u200f]")),
    (Hidden.TAG, re.compile("[\U000e0000-\U000e007f]+")),
    (
        Hidden.SELECTOR,
        re.compile(
            "[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}|(?<=[A-Za-z ])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
        ),
    ),
    (
        Hidden.ZERO_WIDTH,
        re.compile(
            "[\u034f\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0]"
            f"|(?<=[\x20-\x7e])[\u200c\u200d]+(?![{_JOINING}])|[\u200c\u200d]{{2,}}"
        ),
    ),
    (Hidden.CONTROL, re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\u2028\u2029]")),
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f")
_OVERRIDES = "\u202d\u202e"
_OPEN, _CLOSE = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
_CYRILLIC = "АВЕКМНОРСТХаеорсухіјѕԁԛԝ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_MIXED = re.compile(rf"\b(?=\w*[A-Za-z])(?=\w*[{_CYRILLIC}{_GREEK}])[\w]+\b")
_OTHER_LETTER = re.compile(rf"[^\W\d_A-Za-z{_CYRILLIC}{_GREEK}]")
_SOMETIMES = re.compile(f"[{_CYRILLIC}{_GREEK}]")
_CONTROLS = "\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f"
_ASCII = re.compile(f"[{_CONTROLS}]")
_ANY = re.compile(
    f"[{_CONTROLS}\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164"
    f"\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef{_CYRILLIC}{_GREEK}]"
)


def may_deceive(text: str) -> bool:
    """Whether a text holds any such character; cheap, and never wrong in saying no."""
    return (_ASCII if text.isascii() else _ANY).search(text) is not None


def sights(line: str) -> Iterator[Sight]:
    """What deceives in a line, one for each way."""
    plain = _FLAG.sub("", line)
    runs_left = _RIGHT_TO_LEFT.search(plain) is not None
    for how, pattern in _PATTERNS:
        found = "".join(pattern.findall(plain))
        if not found:
            continue
        if runs_left and (how is Hidden.MARK or (how is Hidden.DIRECTION and _is_balanced(found))):
            continue
        yield Sight(how, found)


def lookalikes(line: str) -> Iterator[Sight]:
    """Words of a line in which a letter of another script stands for the Latin letter that it looks like."""
    if line.isascii():
        return
    for word in _MIXED.finditer(line):
        if not _OTHER_LETTER.search(word[0]):  # a word of the other script with a Latin letter in it
            yield Sight(Hidden.LOOKALIKE, "".join(_SOMETIMES.findall(word[0])), word[0])


def _is_balanced(found: str) -> bool:
    """Whether directions are opened and closed within the line, and none overrides."""
    depth = 0
    for char in found:
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth < 0 or char in _OVERRIDES:
            return False
    return depth == 0


def shown(found: str) -> str:
    """Up to three of the characters by their numbers, in order of number."""
    return ", ".join(f"U+{ord(char):04X}" for char in sorted(set(found))[:3])
