"""Regular expressions of a policy, run by RE2: their time is linear in the text, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_PLAIN = re.compile(r"(?:[\w \"'<>=,:;/@#%&~`!-]|\\[^\w\s])+", re.ASCII)
_LINE_FEED = re.compile(r"(?<!\\)(?:\\\\)*\\n|\n")


def compiled(pattern: str, *, of_lines: bool = False, never_nl: bool = False) -> Any:
    """A pattern of RE2.

    Args:
        pattern: the pattern.
        of_lines: whether `^` and `$` stand for the ends of a line.
        never_nl: whether no match reaches over the end of a line.

    Raises:
        ValueError: RE2 does not take it, one sentence.
    """
    import re2  # type: ignore[import-untyped]  # loaded where a policy has such a rule

    options = re2.Options()
    options.log_errors = False
    options.never_nl = never_nl
    try:
        return re2.compile(f"(?m:{pattern})" if of_lines else pattern, options)
    except re2.error as wrong:
        said = wrong.args[0] if wrong.args else ""
        detail = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(f"`{pattern}` is no regular expression of RE2: {detail}") from None


class LinearRegex:
    """One expression; `^` and `$` stand for the ends of a line.

    Args:
        pattern: in the syntax of RE2.
        multi_line: whether a match may reach over the end of a line.

    Raises:
        ValueError: the expression is wrong, one sentence.
    """

    def __init__(self, pattern: str, *, multi_line: bool = False) -> None:
        self._plain = pattern.replace("\\", "").encode() if _PLAIN.fullmatch(pattern) else b""
        self._lines = compiled(pattern, of_lines=True, never_nl=not multi_line)
        self._whole = compiled(pattern, never_nl=not multi_line)

    def is_in(self, text: bytes) -> bool:
        """Whether a text in UTF-8 holds a match."""
        if self._plain:  # the expression is a plain text, which is found without it
            return self._plain in text
        return self._lines.search(text) is not None

    def spans(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Start and end of every match, in order; a match of nothing is passed over."""
        for found in self._lines.finditer(text):
            start, end = found.span()
            if end > start:
                yield start, end

    def is_all_of(self, text: str) -> bool:
        """Whether a text as a whole is a match."""
        return self._whole.fullmatch(text.encode("utf-8", "replace")) is not None


@lru_cache(2_048)
def linear_regex(pattern: str, *, multi_line: bool = False, literal: bool = False) -> LinearRegex:
    """The expression, compiled once.

    Args:
        pattern: the expression, or a plain text.
        multi_line: whether a match may reach over the end of a line.
        literal: whether the pattern is a plain text.
    """
    return LinearRegex(re.escape(pattern) if literal else pattern, multi_line=multi_line)


def regex_mistake(pattern: str, *, multi_line: bool = False, literal: bool = False) -> str:
    """Why an expression is refused that is to find something, one sentence; empty if it is not."""
    if not pattern:
        return "a pattern must not be empty"
    if not multi_line and _LINE_FEED.search(pattern if not literal else pattern.replace("\\", "")):
        return f"`{pattern}` reaches over the end of a line; say `multi-line: true`"
    try:
        regex = linear_regex(pattern, multi_line=multi_line, literal=literal)
    except ValueError as wrong:
        return str(wrong)
    return f"`{pattern}` matches nothing at all, and so everywhere" if regex.is_in(b"") else ""
