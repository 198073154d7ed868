"""The Markdown of a decision record: front matter, sections, title, status, date and reason.

Read are MADR 2 to 4, structured MADR, Nygard's form as adr-tools writes it, and log4brains: what a record
says about itself stands in the front matter, in a bullet `* Status: accepted` or a line `Date: 2020-01-01`
above the first section, or as a paragraph under a heading such as `## Status`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checks.front_matter import separate
from checks.policy import DecisionStatus

_NUMBERED = re.compile(r"^\d+\.\s+")
_BY = re.compile(r"\bsuper[sc]eded by\b", re.IGNORECASE)
_WHY_HEADINGS = ("decision outcome", "decision", "context and problem statement", "context")
_CHOSEN = re.compile(r"^Chosen option: [\"“]([^\"“”]+)[\"”],? because ")
_PLACEHOLDER = re.compile(r"^\{.*\}$|\s\|\s", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LONE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of any level.

    Attributes:
        level: of the heading; 0 for what stands before the first.
        heading: its text.
        paragraphs: the paragraphs, those of lists included, without marks.
        first: index of the first line of the body that belongs to it.
        after: index of the line after its last.
    """

    level: int
    heading: str
    paragraphs: tuple[str, ...]
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block.

    Attributes:
        info: what stands behind its opening marks.
        heading: the heading it stands under.
        line: the line of the file on which it opens.
        content: its lines as they stand in the file.
    """

    info: str
    heading: str
    line: int
    content: str


@dataclass(frozen=True)
class RecordText:
    """A record taken apart.

    Attributes:
        front: the YAML between the first two `---` lines, `None` without front matter.
        front_line: the line on which it starts.
        body: the Markdown after it.
        body_line: the line on which that starts.
        fault: why the front matter cannot be told from the rest; empty if it can.
    """

    front: bytes | None
    front_line: int
    body: str
    body_line: int
    fault: str = ""

    @cached_property
    def _tokens(self) -> Sequence[Token]:
        return _markdown().parse(self.body)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section, in order."""
        end = self.body.count("\n") + 1
        starts: list[tuple[int, str, int, int]] = [(0, "", 0, 0)]
        texts: list[list[str]] = [[]]
        for opening, inline in zip(self._tokens, self._tokens[1:], strict=False):
            if opening.type == "heading_open":
                top, below = opening.map or (0, 0)
                starts.append((int(opening.tag[1:]), _plain(inline), below, top))
                texts.append([])
            elif opening.type == "paragraph_open":
                texts[-1].append(_plain(inline))
        afters = [*(top for _, _, _, top in starts[1:]), end]
        return tuple(
            Section(level, heading, tuple(paragraphs), first, after)
            for (level, heading, first, _), paragraphs, after in zip(starts, texts, afters, strict=True)
        )

    @cached_property
    def title(self) -> str:
        """The first heading, without Nygard's number."""
        return next((_NUMBERED.sub("", one.heading) for one in self.sections if one.heading), "")

    @cached_property
    def status(self) -> str:
        """The status as the body writes it, empty if it does not."""
        return self.stated("status")

    @cached_property
    def why(self) -> str:
        """The first paragraph under the decision, or else under its context, on one line.

        MADR's set phrase `Chosen option: "…", because …` is shortened to what it says.
        """
        by_heading = {
            one.heading.casefold(): one.paragraphs for one in reversed(self.sections) if one.paragraphs
        }
        found = next((by_heading[name] for name in _WHY_HEADINGS if name in by_heading), ("",))
        reason = " ".join(found[0].split())
        return _CHOSEN.sub(lambda chosen: f"{chosen[1]}, because ", reason)

    def stated(self, *names: str) -> str:
        """What the body says under a heading of such a name, or else in a line `Name: …` at its top."""
        for one in self.sections:
            if one.heading.casefold() in names and one.paragraphs:
                return "\n".join(one.paragraphs)
        name = "|".join(names)
        line = re.compile(
            rf"^[^\w\n]*(?:{name})[^\w\n]*:[^\w\n@]*(?P<said>[\w@].*)$", re.IGNORECASE | re.MULTILINE
        )
        for one in self.sections:
            if one.level > 1:
                break
            if found := line.search("\n".join(one.paragraphs)):
                return found["said"].strip()
        return ""

    @cached_property
    def fences(self) -> tuple[Fence, ...]:
        """The fenced code blocks, in order."""
        if "```" not in self.body and "~~~" not in self.body:
            return ()
        lines, found = self.body.split("\n"), []
        for token in self._tokens:
            if token.type == "fence" and token.map:
                start = token.map[0]
                inside = lines[start + 1 : start + 1 + token.content.count("\n")]
                heading = next((one.heading for one in self.sections if one.first <= start < one.after), "")
                content = "".join(f"{line}\n" for line in inside)
                found.append(Fence(token.info, heading, self.body_line + start, content))
        return tuple(found)

    def prose_lines(self, wanted: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
        """The lines of the body that are wanted, with their numbers in the file, code blocks left out.

        Mostly none is, and then the body need not be read as Markdown.
        """
        for index, line in enumerate(self.body.split("\n")):
            if wanted(line) and index not in self._code_lines:
                yield self.body_line + index, line

    def lines_of(self, section: Section) -> Iterator[tuple[int, str]]:
        """The lines of a section with their numbers in the file, without code blocks; comments are blank."""
        lines = self._plain_lines
        for index in range(section.first, min(section.after, len(lines))):
            if index not in self._code_lines:
                yield self.body_line + index, lines[index]

    @cached_property
    def _plain_lines(self) -> Sequence[str]:
        return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), self.body).split("\n")

    @cached_property
    def _code_lines(self) -> frozenset[int]:
        return frozenset(
            line
            for token in self._tokens
            if token.type in ("fence", "code_block") and token.map
            for line in range(*token.map)
        )


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark")


def take_apart(content: bytes) -> RecordText:
    """Separate front matter from Markdown.

    In the Markdown, bytes that are no UTF-8 become U+FFFD, and a carriage return that ends no line becomes
    a space: editors, git and Markdown would count lines differently.
    """
    parts = separate(content)
    body = _LONE_RETURN.sub(" ", parts.body.decode("utf-8", "replace"))
    return RecordText(parts.front, parts.front_line, body, parts.body_line, parts.fault)


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
