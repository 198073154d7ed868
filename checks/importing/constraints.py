"""The section `## Constraints`, in which two tools keep their directives, one on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.importing.found import Source

HEADING = "constraints"
OF_MNEME = re.compile(r"^\s*[-*]\s*(?P<kind>[A-Z][A-Z_]+)\s*:\s*(?P<value>.*?)\s*$")
OF_ADR_DRIFT = re.compile(
    r"^\s*[-*]?\s*(?P<kind>forbid-import|forbid-pattern|require-pattern)\s*:\s*(?P<value>.*?)\s*$"
)


def lines(source: Source) -> Iterator[tuple[int, str]]:
    """The lines under the heading, sub-headings included, with their numbers in the file."""
    body = source.text.body.split("\n")
    is_inside = False
    for section in source.text.sections:
        if section.level <= 2:
            is_inside = section.level == 2 and section.heading.casefold() == HEADING
        if is_inside:
            for index in range(section.first, min(section.after, len(body))):
                yield source.text.body_line + index, body[index].rstrip("\r")


def is_prose_bullet(line: str) -> bool:
    """Whether a line opens an item of a list that is a directive of neither tool."""
    return (
        bool(re.match(r"^\s*[-*]\s+\S", line)) and not OF_MNEME.match(line) and not OF_ADR_DRIFT.match(line)
    )
