"""The description of a pull request taken apart: what is said, and what is only shown, quoted or hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_CHARACTERS = 65_536
"""Characters of a description that are read; GitHub takes no longer one."""

_TASK = re.compile(r"\[[ xX]\]\s")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, a heading or an item of a list.

    Attributes:
        text: its words with those in backticks, without marks.
        plain: its words without those in backticks, each link with the address that it leads to.
        is_heading: whether it is a heading.
        is_task: whether it is an item to be ticked.
    """

    text: str
    plain: str
    is_heading: bool = False
    is_task: bool = False


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block that stands by itself.

    Attributes:
        info: what stands behind its opening marks.
        content: its lines.
    """

    info: str
    content: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A description.

    Attributes:
        paragraphs: what is said; neither quotations nor code blocks nor comments.
        fences: code blocks, neither in quotations nor in lists.
        comments: blocks of HTML, which readers mostly do not see.
    """

    paragraphs: tuple[Paragraph, ...]
    fences: tuple[Fence, ...]
    comments: tuple[str, ...]


@lru_cache(8)
def prose_of(body: str) -> Prose:
    """Take a description apart.

    Args:
        body: the Markdown, with any line ends.
    """
    text = body[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    tokens = _markdown().parse(text)
    paragraphs: list[Paragraph] = []
    fences: list[Fence] = []
    comments: list[str] = []
    quoted = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if quoted:
            continue
        if token.type == "inline":
            is_heading = before is not None and before.type == "heading_open"
            paragraphs.append(_paragraph(token.children or (), is_heading=is_heading))
        elif token.type == "fence" and token.level == 0:
            fences.append(Fence(token.info.strip(), token.content))
        elif token.type == "html_block":
            comments.append(token.content)
    return Prose(tuple(paragraphs), tuple(fences), tuple(comments))


def _paragraph(parts: Sequence[Token], *, is_heading: bool) -> Paragraph:
    text: list[str] = []
    plain: list[str] = []
    for part in parts:
        if part.type == "text":
            text.append(part.content)
            plain.append(part.content)
        elif part.type in ("softbreak", "hardbreak"):
            text.append("\n")
            plain.append("\n")
        elif part.type == "code_inline":
            text.append(part.content)
            plain.append(" ")
        elif part.type == "link_open":
            plain.append(f" {part.attrGet('href')} ")
    whole = "".join(text).strip()
    return Paragraph(
        text=_TASK.sub("", whole, count=1) if _TASK.match(whole) else whole,
        plain="".join(plain).strip(),
        is_heading=is_heading,
        is_task=_TASK.match(whole) is not None,
    )


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark")
