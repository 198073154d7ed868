"""The tokens of SQL: words, quoted names, texts and signs; comments and white space are gone.

One reading fits all dialects but for two things. In MySQL, known by its backticks, a backslash escapes in
a text, and `/*! … */` is no comment but code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    TEXT = "text"
    SIGN = "sign"


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: what it is.
        text: words in upper case; names and texts without their quotes; a sign as it is.
        line: the line it starts on, from 1.
        raw: a word as it is written.
    """

    kind: Kind
    text: str
    line: int
    raw: str = ""

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, given in upper case."""
        return self.kind is Kind.WORD and self.text in words

    @property
    def is_name(self) -> bool:
        """Whether it can name a table or a column."""
        return self.kind in (Kind.WORD, Kind.NAME)

    @property
    def name(self) -> str:
        """The name it stands for, in lower case."""
        return (self.raw or self.text).lower()


_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<line>--[^\n]*|(?<![^\n])[ \t]*\#[^\n]*)"
    r"|(?P<code>/\*!\d*)"
    r"|(?P<block>/\*)"
    r"|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$)"
    r"|(?P<text>[EeNnBbXx]?')"
    r'|"(?P<double>(?:[^"]|"")*)"?'
    r"|`(?P<tick>(?:[^`]|``)*)`?"
    r"|\[(?P<bracket>[A-Za-z_][^\]\n]*)\]"
    r"|(?P<word>[^\W\d][\w$]*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_STANDARD = re.compile(r"(?:[^']|'')*")
_ESCAPED = re.compile(r"(?:[^'\\]|''|\\.)*", re.DOTALL)
_BLOCK_SIGN = re.compile(r"/\*|\*/")


@lru_cache(256)
def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a text, in order; what is left open ends with the text."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Token]:
    is_mysql = "`" in text
    at, line, end = 0, 1, len(text)
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:  # pragma: no cover - the last alternative takes any character
            return
        kind, after = found.lastgroup, found.end()
        match kind:
            case "block":
                after = _after_block(text, after)
            case "text":
                is_escaped = is_mysql or found[0][0] in "Ee"
                body = (_ESCAPED if is_escaped else _STANDARD).match(text, after)
                content = body[0] if body else ""
                after = min(after + len(content) + 1, end)
                yield Token(Kind.TEXT, content.replace("''", "'"), line)
            case "dollar":
                close = text.find(found[0], after)
                close = end if close < 0 else close
                yield Token(Kind.TEXT, text[after:close], line, found[0])
                after = min(close + len(found[0]), end)
            case "word":
                yield Token(Kind.WORD, found[0].upper(), line, found[0])
            case "double" | "tick" | "bracket":
                yield Token(Kind.NAME, found[kind], line)
            case "number" | "sign":
                yield Token(Kind.SIGN, found[0], line)
        line += text.count("\n", at, after)
        at = after


def _after_block(text: str, at: int) -> int:
    """The end of a block comment, which may hold others."""
    depth = 1
    for sign in _BLOCK_SIGN.finditer(text, at):
        depth += 1 if sign[0] == "/*" else -1
        if not depth:
            return sign.end()
    first = text.find("*/", at)  # comments of other dialects do not nest
    return len(text) if first < 0 else first + 2
