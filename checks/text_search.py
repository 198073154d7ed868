"""Finding the texts that a policy names in the files of a change."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from weakref import WeakKeyDictionary

from checks.blank_characters import without_invisible
from checks.change import ChangedFile
from checks.linear_regex import LinearRegex
from checks.source import Source


@dataclass(frozen=True, slots=True)
class Found:
    """A match.

    Attributes:
        text: what matched.
        line: its first line in `Source.text`, from 1.
        end_line: its last line.
        offset: where it starts in `Source.text`; the start of the line if it is only read so.
        is_disguised: whether it matches as a person reads it and not as it is written.
    """

    text: str
    line: int
    end_line: int
    offset: int
    is_disguised: bool = False


class Haystack:
    """A text that many expressions are looked for in.

    Args:
        text: with line feeds as the only line ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def whole(self) -> bytes:
        """The text and, below it, its lines that are read otherwise than they are written."""
        return b"\n".join((self._encoded, *self._readings.values()))

    def find(self, regex: LinearRegex) -> Iterator[Found]:
        """Every match, in order of the line."""
        if not regex.is_in(self.whole):
            return
        encoded, starts = self._encoded, self._starts
        plain = [self._found(encoded, starts, span) for span in regex.spans(encoded)]
        seen = {one.line for one in plain}
        disguised = [
            Found(reading[start:end].decode("utf-8", "replace"), line, line, self._offsets[line - 1], True)
            for line, reading in self._readings.items()
            if line not in seen
            for start, end in regex.spans(reading)
        ]
        yield from sorted([*plain, *disguised], key=lambda one: (one.line, one.offset))

    def _found(self, encoded: bytes, starts: tuple[int, ...], span: tuple[int, int]) -> Found:
        start, end = span
        line = bisect_right(starts, start)
        column = len(encoded[starts[line - 1] : start].decode("utf-8", "replace"))
        text = encoded[start:end].decode("utf-8", "replace")
        return Found(text, line, line + text.rstrip("\n").count("\n"), self._offsets[line - 1] + column)

    @cached_property
    def _encoded(self) -> bytes:
        return self.text.encode("utf-8", "replace")

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *accumulate(len(line) + 1 for line in self._encoded.split(b"\n")))[:-1]

    @cached_property
    def _readings(self) -> dict[int, bytes]:
        """Lines by number as a person reads them, where that is another text."""
        if self.text.isascii():
            return {}
        lines = ((number, line) for number, line in enumerate(self.text.split("\n"), 1))
        read = ((number, line, as_read(line)) for number, line in lines if not line.isascii())
        return {
            number: reading.encode("utf-8", "replace") for number, line, reading in read if reading != line
        }

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        return (0, *accumulate(len(line) + 1 for line in self.text.split("\n")))


def as_read(text: str) -> str:
    """The text without characters that show nothing, and with wide and styled letters made plain."""
    return without_invisible(unicodedata.normalize("NFKC", text))


_WHOLE: WeakKeyDictionary[Source, Haystack] = WeakKeyDictionary()
_ADDED: WeakKeyDictionary[Source, dict[frozenset[int], Haystack]] = WeakKeyDictionary()


def haystack_of(source: Source) -> Haystack:
    """The text of a file, prepared once for all rules."""
    known = _WHOLE.get(source)
    if known is None:
        known = _WHOLE[source] = Haystack(source.text)
    return known


def added_haystack(file: ChangedFile, source: Source) -> Haystack:
    """The lines of the head that a change adds or rewrites, for a first look."""
    if file.base_source is None:
        return haystack_of(source)
    known = _ADDED.setdefault(source, {})
    if file.added_lines not in known:
        lines = enumerate(source.lines, 1)
        is_plain = "\r" not in source.raw_text  # then every line is one that git counts
        added = (
            line
            for number, line in lines
            if (number if is_plain else source.git_line(number)) in file.added_lines
        )
        known[file.added_lines] = Haystack("\n".join(added))
    return known[file.added_lines]
