"""The trailers of commit messages: `Name: value` lines in the last paragraph, as git reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.change import Commit

_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]+(\S.*)")


def trailers(commits: Iterable[Commit]) -> Iterator[tuple[str, str]]:
    """Name and value of every trailer, in order; a folded value is put on one line.

    A paragraph is one of trailers if every line of it is one or goes on from the line above, indented.
    """
    for commit in commits:
        paragraphs = re.split(r"\n\s*\n", commit.message.replace("\r\n", "\n").strip())
        if len(paragraphs) < 2:
            continue
        found: list[tuple[str, str]] = []
        for line in paragraphs[-1].split("\n"):
            if match := _TRAILER.fullmatch(line.rstrip()):
                found.append((match[1], match[2]))
            elif line[:1].isspace() and found:
                found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
            else:
                found = []
                break
        yield from found
