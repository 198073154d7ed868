"""The encoding that a Python file declares: one in which a comment can hold code is refused."""

from __future__ import annotations

import re

from checks.source import Source

_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(r"^[ \t\f]*(?:#.*)?$")
_PLAIN_ENCODINGS = re.compile(
    r"utf[-_]?8([-_]?sig)?|latin[-_]?1|iso[-_]?8859[-_]?1(5)?|l1|(us[-_]?)?ascii|646|cp1252|windows[-_]?1252",
    re.IGNORECASE,
)


def refused_encoding(source: Source) -> str:
    """The encoding that the file declares, if it is one in which a comment can hold code; else empty.

    The cookie of PEP 263 stands on line one, or on line two below a comment or a blank line.
    """
    for lines in (source.text.split("\n", 2)[:2], source.raw_text.split("\n", 2)[:2]):
        for line in lines:
            found = _COOKIE.match(line)
            if found and not _PLAIN_ENCODINGS.fullmatch(found[1]):
                return found[1]
            if not _BLANK.match(line):
                break
    return ""
