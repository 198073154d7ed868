"""INI files as `configparser` reads them, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_SEPARATOR = re.compile(r"[=:]")
_COMMENT = re.compile(r"\s*[#;]")


@dataclass
class Option:
    """One option of a section.

    Attributes:
        section: the section's name.
        key: the name in lower case.
        line: the line of the key.
        lines: number and text of every line of its value that is not blank.
    """

    section: str
    key: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)


def ini_options(text: str) -> Iterator[Option]:
    """Every option, in order."""
    section, option = "", None
    for number, line in enumerate(text.split("\n"), 1):
        if _COMMENT.match(line) or not line.strip():
            continue
        if line[0] in " \t" and option is not None:
            option.lines.append((number, line.strip()))
            continue
        if option is not None:
            yield option
            option = None
        if header := _SECTION.match(line.strip()):
            section = header["name"].strip()
        elif separator := _SEPARATOR.search(line):
            option = Option(section, line[: separator.start()].strip().lower(), number)
            if value := line[separator.end() :].strip():
                option.lines.append((number, value))
    if option is not None:
        yield option
