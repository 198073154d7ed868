"""The Markdown of a decision record: front matter, title, status and reason.

Read are MADR 2 to 4, Nygard's form as adr-tools writes it, and log4brains: the status stands in the
front matter, in a bullet `* Status: accepted`, or as a paragraph under `## Status`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checks.front_matter import separate
from checks.policy import DecisionStatus

_STATUS_LINE = re.compile(r"^\W*status\W*:\W*(?P<status>\w.*)$", re.IGNORECASE | re.MULTILINE)
_NUMBERED = re.compile(r"^\d+\.\s+")
_BY = re.compile(r"\bsuper[sc]eded by\b", re.IGNORECASE)
_STATUS_HEADINGS = ("status",)
_WHY_HEADINGS = ("decision outcome", "decision", "context and problem statement", "context")
_CHOSEN = re.compile(r"^Chosen option: [\"“]([^\"“”]+)[\"”],? because ")
_PLACEHOLDER = re.compile(r"^\{.*\}$|\s\|\s", re.DOTALL)


@dataclass(frozen=True)
class RecordText:
    """A record taken apart.

    Attributes:
        front: the YAML between the first two `---` lines, `None` without front matter.
        front_line: the line on which it starts.
        body: the Markdown after it.
        body_line: the line on which that starts.
        is_open: whether front matter was opened and never closed.
    """

    front: bytes | None
    front_line: int
    body: str
    body_line: int
    is_open: bool = False

    @cached_property
    def _tokens(self) -> Sequence[Token]:
        return _markdown().parse(self.body)

    @cached_property
    def _sections(self) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
        """Level, heading and paragraphs of every section; what stands before the first has level 0."""
        sections: list[tuple[int, str, list[str]]] = [(0, "", [])]
        for opening, inline in zip(self._tokens, self._tokens[1:], strict=False):
            if opening.type == "heading_open":
                sections.append((int(opening.tag[1:]), _plain(inline), []))
            elif opening.type == "paragraph_open":
                sections[-1][2].append(_plain(inline))
        return tuple((level, heading, tuple(texts)) for level, heading, texts in sections)

    @cached_property
    def title(self) -> str:
        """The first heading, without Nygard's number."""
        return next((_NUMBERED.sub("", heading) for _, heading, _ in self._sections if heading), "")

    @cached_property
    def status(self) -> str:
        """The status as the body writes it, empty if it does not."""
        for _, heading, texts in self._sections:
            if heading.casefold() in _STATUS_HEADINGS and texts:
                return "\n".join(texts)
        for level, _, texts in self._sections:
            if level > 1:
                break
            if found := _STATUS_LINE.search("\n".join(texts)):
                return found["status"].strip()
        return ""

    @cached_property
    def why(self) -> str:
        """The first paragraph under the decision, or else under its context, on one line.

        MADR's set phrase `Chosen option: "…", because …` is shortened to what it says.
        """
        by_heading = {heading.casefold(): texts for _, heading, texts in reversed(self._sections) if texts}
        found = next((by_heading[name] for name in _WHY_HEADINGS if name in by_heading), ("",))
        reason = " ".join(found[0].split())
        return _CHOSEN.sub(lambda chosen: f"{chosen[1]}, because ", reason)

    def prose_lines(self) -> Iterator[tuple[int, str]]:
        """The lines of the body with their numbers in the file, code blocks left out."""
        code = {
            line
            for token in self._tokens
            if token.type in ("fence", "code_block") and token.map
            for line in range(*token.map)
        }
        for index, line in enumerate(self.body.split("\n")):
            if index not in code:
                yield self.body_line + index, line


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark")


def take_apart(content: bytes) -> RecordText:
    """Separate front matter from Markdown; in the Markdown, bytes that are no UTF-8 become U+FFFD."""
    parts = separate(content)
    body = parts.body.decode("utf-8", "replace")
    return RecordText(parts.front, parts.front_line, body, parts.body_line, parts.is_open)


def is_placeholder(status: object) -> bool:
    """Whether a status still is the choice that a template offers, as `{proposed | accepted}`."""
    return isinstance(status, dict) or (isinstance(status, str) and bool(_PLACEHOLDER.search(status)))


def status_of(text: str) -> DecisionStatus | None:
    """A status as people write it, in any case, with a link or a date behind it; `None` if it is none."""
    if _BY.search(text):
        return DecisionStatus.SUPERSEDED
    word = re.match(r"\W*([a-z]+)(?![\w-])", text.casefold())
    found = {"superceded": "superseded"}.get(word[1], word[1]) if word else ""
    return DecisionStatus(found) if found in set(DecisionStatus) else None


def _plain(inline: Token) -> str:
    """The text of an inline token, without marks and links; code keeps its backticks."""
    parts = []
    for child in inline.children or ():
        if child.type == "text":
            parts.append(child.content)
        elif child.type == "code_inline":
            parts.append(f"`{child.content}`")
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts).strip()
