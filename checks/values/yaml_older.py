"""Plain scalars that readers of YAML 1.1, still the most, take for something else than YAML 1.2 says."""

from __future__ import annotations

import re

_TRUE, _FALSE = ("y", "yes", "on"), ("n", "no", "off")
_WORDS = {
    form: word in _TRUE for word in (*_TRUE, *_FALSE) for form in (word, word.capitalize(), word.upper())
}
_OCTAL = re.compile(r"[-+]?0[0-7_]*[0-7]")
_BINARY = re.compile(r"[-+]?0b[01_]*[01]")
_SPACED = re.compile(r"[-+]?[1-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?")
_BY_SIXTY = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+")
_MOST_CHARACTERS = 60


def older_reading(text: str) -> bool | int | float | None:
    """What they take a plain scalar for; `None` where all readers agree, as far as it matters here."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _MOST_CHARACTERS or not text[-1:].isdigit():
        return None
    plain = text.replace("_", "")
    if _OCTAL.fullmatch(text):
        return int(plain, 8)
    if _BINARY.fullmatch(text):
        return int(plain.replace("0b", "", 1), 2)
    if _SPACED.fullmatch(text):
        return float(plain) if "." in plain else int(plain)
    return _by_sixty(plain) if _BY_SIXTY.fullmatch(text) else None


def _by_sixty(text: str) -> int:
    total = 0
    for part in text.lstrip("+-").split(":"):
        total = total * 60 + int(part)
    return -total if text.startswith("-") else total
