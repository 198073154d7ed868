"""A finding as a picture of plain lines: what, where, the line itself with carets, what to do instead.

    blocks[ADR-0012/forbid-import-1] imports `requests`
      --> app/orders.py:3
      |
    3 | import requests
      | ^^^^^^^^^^^^^^^
      = instead: use `services.http.client`
      = finding: F-0a1b2c3d4e5f

No line of it begins with text of the pull request, and the message is true without the picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Finding, Side
from checks.policy import Mode
from checks.report import safe, sentences

MOST_MESSAGE = 1_000
"""Longest message or advice shown, in characters; the JSON report has it whole."""

MOST_LINE = 240
"""Longest line of source shown, in characters."""

MOST_PATH = 1_000
"""Longest path shown, in characters."""


def picture(finding: Finding, mode: Mode, width: int | None = None) -> list[str]:
    """The lines of a finding, without line ends, every character visible.

    Args:
        finding: the finding.
        mode: whether its policy enforces.
        width: where to break messages, in characters; `None` leaves that to the reader's window.
    """
    gutter = " " * len(str(finding.line))
    lines = [
        *safe.wrapped(_short(finding.message), width, f"{heading(finding, mode)} ", "    "),
        f"{gutter}--> {place(finding)}",
        *_excerpt(finding, gutter),
    ]
    for label, text in _notes(finding):
        lines += safe.wrapped(_short(text), width, f"{gutter} = {label}: ", f"{gutter}     ")
    return lines


def heading(finding: Finding, mode: Mode) -> str:
    """The weight and the rule: `blocks[ADR-0012/forbid-import-1]`."""
    return f"{sentences.level(finding.level, mode)}[{safe.log(finding.rule)}]"


def place(finding: Finding) -> str:
    """`path:line`, the path alone if the file as a whole is meant; the base side is named."""
    path = safe.log(safe.shortened(finding.path, MOST_PATH))
    spot = f"{path}:{finding.line}" if finding.line else path
    return f"{spot} (base)" if finding.side is Side.BASE else spot


def entry(finding: Finding) -> str:
    """A finding on one line, for lists of what does not block."""
    return f"- {place(finding)}: {safe.log(_short(finding.message))} [{safe.log(finding.rule)}, {finding.id}]"


def _short(text: str) -> str:
    return safe.shortened(text, MOST_MESSAGE)


def _excerpt(finding: Finding, gutter: str) -> Iterator[str]:
    if not finding.excerpt:
        return
    yield f"{gutter} |"
    for index, source in enumerate(finding.excerpt[:3]):
        line = safe.shown_line(safe.shortened(source, MOST_LINE))
        yield f"{gutter if index else finding.line} | {line}".rstrip()
        indent = len(line) - len(line.lstrip(" "))
        if line:
            yield f"{gutter} | {' ' * indent}{'^' * (len(line) - indent)}"


def _notes(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.side is Side.BASE:
        yield "note", sentences.removed_place()
    elif not finding.on_changed_line:
        yield "note", sentences.other_place()
    if finding.instead:
        yield "instead", finding.instead
    yield "finding", finding.id
