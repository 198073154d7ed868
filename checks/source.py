"""Bytes of a file as text for analysis, with a way back to the lines that git counts.

Git ends a line at a line feed. Python also ends one at a lone carriage return, which lets code hide
behind a comment in every diff. `Source.text` therefore has all three line ends folded into a line
feed, and `Source.git_line` leads back.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from functools import cached_property

_LINE_END = re.compile("\r\n|\r|\n")
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Source:
    """The text of one file.

    Args:
        content: the bytes of the file.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and other.content == self.content

    def __hash__(self) -> int:
        return hash(self.content)

    @cached_property
    def encoding(self) -> str:
        """The encoding that was found: by its mark UTF-8 or UTF-16, else UTF-8 if valid, else Latin-1."""
        if self.content.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        for mark, name in _UTF_16.items():
            if self.content.startswith(mark):
                return name
        try:
            self.content.decode("utf-8")
        except UnicodeDecodeError:
            return "latin-1"
        return "utf-8"

    @cached_property
    def is_binary(self) -> bool:
        """Whether the content is no text: a NUL is left after decoding."""
        return "\0" in self.raw_text

    @cached_property
    def raw_text(self) -> str:
        """The decoded text without a byte order mark; line ends untouched."""
        return self.content.decode(self.encoding, errors="replace").removeprefix("\ufeff")

    @cached_property
    def text(self) -> str:
        """The decoded text; every kind of line end is a line feed here."""
        return _LINE_END.sub("\n", self.raw_text) if "\r" in self.raw_text else self.raw_text

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of `text`, without their ends."""
        return tuple(self.text.split("\n"))

    @cached_property
    def _git_lines(self) -> tuple[int, ...]:
        numbers, number = [1], 1
        for end in _LINE_END.finditer(self.raw_text):
            number += end.group() != "\r"
            numbers.append(number)
        return tuple(numbers)

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    def git_line(self, line: int) -> int:
        """The line as git counts it, for a line of `text`; both count from 1."""
        return self._git_lines[min(line, len(self._git_lines)) - 1]

    def line_at(self, offset: int) -> int:
        """The line of `text`, from 1, that holds the character at `offset`."""
        return bisect_right(self._line_starts, offset)

    def excerpt(self, git_line: int, most: int = 3) -> tuple[str, ...]:
        """Up to `most` lines of `text` that git counts as `git_line`."""
        first = bisect_left(self._git_lines, git_line)
        last = bisect_right(self._git_lines, git_line, lo=first)
        return self.lines[first : min(last, first + most)]
