"""Commands in comments: `/decisis waive F-0123456789ab because …`, each alone on a line.

A command counts where a reader sees it as plain text: not in code, a quotation, a list or a table, and not
in a comment that holds HTML, which can hide what it says. What only looks like a command is told, so that
nobody believes it worked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from checks.days import is_day

MOST_BYTES = 20_000
"""Longest comment that is read for commands."""

LEAST_REASON = 10
MOST_REASON = 500
"""Length of a reason in characters."""

PREFIX = "/decisis"

_FINDING = re.compile(r"F-[0-9a-f]{12}", re.ASCII)
_UNTIL = re.compile(r" +until +(?P<until>[0-9][^ ]*)\Z")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SLASHES = str.maketrans({"\u2215": "/", "\u2044": "/", "\u29f8": "/", "\u2571": "/", "\uff0f": "/"})


class Verb(StrEnum):
    """What a command asks for."""

    WAIVE = "waive"
    UNWAIVE = "unwaive"
    RECHECK = "recheck"
    EXPLAIN = "explain"


class Command(NamedTuple):
    """One command.

    Attributes:
        verb: what it asks for; `None` for what only looks like a command.
        finding: the finding it names, `F-` and 12 digits; empty for `recheck`.
        reason: the reason of a waiver.
        until: the last day of a waiver, empty where it does not say.
        problem: why it has no effect, one sentence; empty if it may have one.
    """

    verb: Verb | None
    finding: str = ""
    reason: str = ""
    until: str = ""
    problem: str = ""


def may_hold_command(body: str) -> bool:
    """Whether a text is worth a closer look; cheap, because every comment is asked about."""
    return "decisis" in unicodedata.normalize("NFKC", _INVISIBLE.sub("", body)).casefold()


def commands_in(body: str) -> tuple[Command, ...]:
    """The commands of a comment, in order.

    Args:
        body: its raw text.
    """
    if not may_hold_command(body):
        return ()
    if len(body.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return (Command(None, problem=f"a comment with a command has at most {MOST_BYTES} bytes"),)
    return tuple(_commands(body))


def _commands(body: str) -> Iterator[Command]:
    lines, has_html = _plain_lines(body)
    for line in lines:
        if line == PREFIX or line.startswith(f"{PREFIX} "):
            yield _read(line) if not has_html else Command(None, problem=_HTML)
        elif _looks_like_one(line):
            yield Command(None, problem=_NOT_EXACT)


_HTML = "a comment with HTML in it holds no commands; write it without"
_NOT_EXACT = (
    "this only looks like a command; write `/decisis` in plain characters at the start of its own line"
)


def _plain_lines(body: str) -> tuple[list[str], bool]:
    """Lines of the paragraphs that stand in nothing else, and whether there is HTML anywhere."""
    from markdown_it import MarkdownIt  # only comments need it

    tokens = MarkdownIt("commonmark").parse(body)
    has_html = any(
        token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())
        for token in tokens
    )
    raw = body.split("\n")
    found: list[str] = []
    for token in tokens:
        if token.type == "paragraph_open" and token.level == 0 and token.map:
            found += (line.rstrip("\r") for line in raw[token.map[0] : token.map[1]])
    return found, has_html


def _looks_like_one(line: str) -> bool:
    shown = unicodedata.normalize("NFKC", _INVISIBLE.sub("", line).translate(_SLASHES)).casefold().lstrip()
    return shown.startswith(PREFIX) and not shown[len(PREFIX) :][:1].isalnum()


def _read(line: str) -> Command:
    word, _, rest = line.removeprefix(PREFIX).strip(" ").partition(" ")
    rest = rest.strip(" ")
    if word not in list(Verb):
        known = ", ".join(f"`{verb}`" for verb in Verb)
        return Command(None, problem=f"there is no such command; known are {known}")
    verb = Verb(word)
    if verb is Verb.RECHECK:
        return Command(verb, problem="`recheck` takes no words" if rest else "")
    finding, _, reason = rest.partition(" ")
    if not _FINDING.fullmatch(finding):
        return Command(verb, problem=f"`{verb}` names one finding, as `F-0123456789ab`")
    if verb is not Verb.WAIVE:
        return Command(
            verb, finding, problem=f"`{verb}` takes one finding and no more" if reason.strip() else ""
        )
    return _waiver(finding, reason.strip(" "))


def _waiver(finding: str, text: str) -> Command:
    ending = _UNTIL.search(f" {text}")
    until = ending["until"] if ending else ""
    reason = f" {text}"[: ending.start()].strip() if ending else text
    problem = ""
    if until and not is_day(until):
        problem = "the day of a waiver is written as `until 2026-06-30`"
    elif not LEAST_REASON <= len(reason) <= MOST_REASON:
        problem = f"a waiver says why, in {LEAST_REASON} to {MOST_REASON} characters"
    elif _FINDING.search(reason):
        problem = "a waiver names one finding; write one line for each"
    elif not reason.isprintable() or _INVISIBLE.search(reason):
        problem = "a reason is written in visible characters"
    return Command(Verb.WAIVE, finding, reason, until, problem)
