"""Texts kept within the limits of GitHub, which count UTF-16 units here and UTF-8 bytes there.

Over the limit a summary is refused and a text is cut without a word, open fences and all. Every text is
therefore measured both ways, filled block by block, and says what it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

LIMIT = 65_000
"""Most UTF-16 units and most bytes of a check run's summary or text and of a comment (65,535 at GitHub)."""

JOB_SUMMARY_LIMIT = 1_000_000
"""Most bytes of a job summary; above 1 MiB GitHub drops all of it."""

_FENCE = re.compile(r"(`{3,})[^`]*")


def size(text: str) -> int:
    """The greater of the number of UTF-16 units and of UTF-8 bytes. Only the bytes can be the greater."""
    return len(text.encode("utf-8", "surrogatepass"))


class Page:
    """A text that is put together from whole blocks and never outgrows its limit.

    Args:
        limit: most UTF-16 units and most UTF-8 bytes.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._size = 0
        self._blocks: list[str] = []

    def room(self, reserve: int = 0) -> int:
        """How large the next block may be, with `reserve` kept free behind it."""
        return self._limit - self._size - 2 - reserve

    def add(self, block: str, reserve: int = 0) -> bool:
        """Append a block, separated by an empty line; returns whether there was room for it."""
        if size(block) > self.room(reserve):
            return False
        self._blocks.append(block)
        self._size += size(block) + 2
        return True

    def add_all(
        self, blocks: Iterable[tuple[str, int]], total: int, reserve: int, notice: Callable[[int], str]
    ) -> None:
        """Append blocks while there is room.

        Args:
            blocks: each with the number of things it shows.
            total: number of things in all blocks.
            reserve: the room to keep free for what comes behind; the notice is written into it.
            notice: makes the sentence that says how many things are missing.
        """
        shown = 0
        for block, things in blocks:
            if not self.add(block, reserve):
                break
            shown += things
        if shown < total:
            self.add(notice(total - shown))

    def __str__(self) -> str:
        return "\n\n".join(self._blocks) + "\n" if self._blocks else ""


def lines_within(lines: Iterable[str], room: int, total: int, notice: Callable[[int], str]) -> str:
    """As many whole lines as fit into `room` bytes, the last one telling how many are missing."""
    kept: list[str] = []
    used = 0
    spare = size(notice(total)) + 1
    for line in lines:
        used += size(line) + 1
        if used + spare > room:
            break
        kept.append(line)
    if len(kept) < total:
        kept.append(notice(total - len(kept)))
    return "\n".join(kept)


def cut(text: str, limit: int, notice: Callable[[int], str]) -> str:
    """A text of any origin cut at a line end, with open fences and details closed.

    Args:
        text: Markdown.
        limit: most UTF-16 units and most bytes of the result.
        notice: makes the sentence that says how many lines are missing.

    Returns:
        The text itself if it fits.
    """
    if size(text) <= limit:
        return text
    lines = text.split("\n")
    spare = size(notice(len(lines))) + 2
    used, kept, tail = 0, 0, ""
    open_fence, details = "", 0
    for number, line in enumerate(lines, start=1):
        used += size(line) + 1
        found = _FENCE.fullmatch(line)
        if open_fence:
            if found and line.strip() == found.group(1) and len(line) >= len(open_fence):
                open_fence = ""
        elif found:
            open_fence = found.group(1)
        else:
            details += line.startswith("<details>") - line.startswith("</details>")
        closing = f"\n{open_fence}" * bool(open_fence) + "\n\n</details>" * details
        if used + size(closing) + spare > limit:
            break
        kept, tail = number, closing
    return "\n".join(lines[:kept]) + tail + "\n\n" + notice(len(lines) - kept)
