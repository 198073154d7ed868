"""Tokens of a Gradle build script, Groovy or Kotlin: words, texts and brackets, without comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checks.dependencies.limits import refuse_long_lines
from checks.dependencies.model import NotRead

_TOKEN = re.compile(
    r"(?P<space>[ \t]+|\\\n)"
    r"|(?P<end>\n)"
    r"|(?P<comment>//[^\n]*|/\*)"
    r"|(?P<long>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')"
    r"|(?P<double>\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<single>'(?:[^'\\\n]|\\.)*')"
    r"|(?P<word>[\w$][\w$-]*(?:\.[\w$]+)*)"
    r"|(?P<mark>.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: `word`, `text`, `mark` or `end` (of a line).
        text: the word, the mark, or what stands between the quotes.
        line: the line.
        is_computed: whether a text holds `$`.
    """

    kind: str
    text: str
    line: int
    is_computed: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a script, in order.

    Raises:
        NotRead: a comment does not end.
    """
    refuse_long_lines(text)
    at, line = 0, 1
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return
        kind, written, at = found.lastgroup or "", found.group(), found.end()
        if kind == "comment" and written == "/*":
            end = text.find("*/", at)
            if end < 0:
                raise NotRead("a comment does not end")
            line += text.count("\n", at, end)
            at = end + 2
        elif kind == "long":
            yield Token("text", written[3:-3], line, "$" in written and written[0] == '"')
            line += written.count("\n")
        elif kind in ("double", "single"):
            yield Token("text", written[1:-1], line, "$" in written and kind == "double")
            line += written.count("\n")
        elif kind in ("word", "mark", "end"):
            yield Token(kind, written, line)
            line += kind == "end"
        elif kind == "space":
            line += written.count("\n")
