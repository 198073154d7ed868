"""Where the comments of a file stand, as offsets into its text."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from checks.languages.comments import grammar_of, remarks
from checks.source import Source

Span = tuple[int, int]


@lru_cache(256)
def comment_spans(path: str, source: Source) -> tuple[Span, ...] | None:
    """Start and end of every comment in `Source.text`, in order.

    Args:
        path: tells the language.
        source: the content.

    Returns:
        The spans; `None` where it is not known how comments are written in such a file.
    """
    if grammar_of(path, source) is None or source.is_binary:
        return None
    starts = (0, *accumulate(len(line) + 1 for line in source.lines))
    spans: list[Span] = []
    for remark in remarks(path, source):
        if remark.is_attribute:
            continue
        at = source.text.find(remark.text, max(starts[remark.line - 1], spans[-1][1] if spans else 0))
        if at >= 0:
            spans.append((at, at + len(remark.text)))
    return tuple(spans)


def is_within(spans: tuple[Span, ...], offset: int) -> bool:
    """Whether an offset lies in one of the spans."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and spans[at][0] <= offset < spans[at][1]
