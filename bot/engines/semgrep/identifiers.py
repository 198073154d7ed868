"""Identifiers of Python as Python reads them: in normal form NFKC, where full-width letters are plain."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(
    r"""(?P<prefix>(?<!\w)[rRbBuUfFtT]{0,2})(?P<string>'''(?:\\.|(?!''').)*(?:'''|\Z)|\"\"\"(?:\\.|(?!\"\"\").)*(?:\"\"\"|\Z)
        |'(?:\\.|[^'\\\n])*(?:'|(?=\n)|\Z)|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z))
      |(?P<comment>\#[^\n]*)
      |(?P<name>\w+)""",
    re.VERBOSE | re.DOTALL,
)
_FIELD = re.compile(r"\{[^{}]*\}")
_NAME = re.compile(r"\w+")


def folded_identifiers(text: str) -> str:
    """Fold the identifiers of a Python source, strings and comments left as they are.

    The replacement fields of f-strings are code and are folded too. Lines stay where they are; columns
    may shift in a line that holds such identifiers.
    """
    return text if text.isascii() else _TOKEN.sub(_fold_token, text)


def _fold_token(token: re.Match[str]) -> str:
    whole = token[0]
    if whole.isascii() or token["comment"] is not None:
        return whole
    if token["name"] is not None:
        return unicodedata.normalize("NFKC", whole)
    if "f" in token["prefix"].lower() or "t" in token["prefix"].lower():
        return _FIELD.sub(
            lambda field: _NAME.sub(lambda name: unicodedata.normalize("NFKC", name[0]), field[0]), whole
        )
    return whole
