"""One marked block in a file that others own: found, put in, replaced and taken out."""

from __future__ import annotations

import re

BEGIN = "<!-- decisis:begin -->"
END = "<!-- decisis:end -->"

_MARK = re.compile(rf"^[ \t]*({re.escape(BEGIN)}|{re.escape(END)})[ \t]*\r?$", re.MULTILINE)


class BrokenBlock(ValueError):
    """The marks in a file are not one pair, so what lies between them cannot be told."""


def block_in(text: str) -> str | None:
    """The block of a text with its marks, lines ended as in Unix; `None` if it holds none.

    Raises:
        BrokenBlock: one mark is missing, or there are more than two.
    """
    span = _span(text)
    return None if span is None else text[slice(*span)].replace("\r\n", "\n").rstrip("\n") + "\n"


def line_of_block(text: str) -> int:
    """The line of the first mark, from 1; 0 if there is none."""
    found = _MARK.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def with_block(text: str, block: str) -> str:
    """The text with the block in the place of the one it holds, or at its end.

    Every byte outside of the block stays; the block's lines end as those of the text.

    Args:
        text: what stands in the file; empty for a new one.
        block: the block with its marks, ended by a line feed; empty takes it out.

    Raises:
        BrokenBlock: one mark is missing, or there are more than two.
    """
    span = _span(text)
    ending = "\r\n" if "\r\n" in text else "\n"
    block = block.replace("\n", ending)
    if span is not None:
        before, after = text[: span[0]], text[span[1] :]
        if not block:
            return before.rstrip("\r\n") + ending + after if before.strip() else after.lstrip("\r\n")
        return before + block + after
    if not block or not text:
        return text + block
    gap = "" if text.endswith(ending * 2) else ending if text.endswith("\n") else ending * 2
    return text + gap + block


def _span(text: str) -> tuple[int, int] | None:
    marks = list(_MARK.finditer(text))
    if not marks:
        return None
    if [mark[1] for mark in marks] != [BEGIN, END]:
        raise BrokenBlock(f"the marks `{BEGIN}` and `{END}` must stand once each, in this order")
    end = marks[1].end()
    return marks[0].start(), end + 1 if text[end : end + 1] == "\n" else end
