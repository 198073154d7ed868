"""The header of a file: the comments at its beginning, after what must come first."""

from __future__ import annotations

import re
from itertools import takewhile

from checks.finding import normalised
from checks.languages.comments import grammar_of, remarks
from checks.path_parts import name_of, suffix_of
from checks.source import Source

_FIRST = re.compile(
    r"#!(?!\[)|[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+|<\?(?:php|xml)\b|<!doctype\b|# *(?:syntax|escape|check) *="
    r"|@charset\b|---\s*$",
    re.IGNORECASE,
)
_FRONT_MATTER = {".md", ".mdx", ".markdown", ".html", ".njk"}
_LEADER = re.compile(r"^\s*(?:<!--+|/\*+!?|//+!?|\*+(?!/)|#+!?|--+|;+|%+)?\s*")
_TRAILER = re.compile(r"\s*(?:\*+/|--+>)\s*$")
_IN_ONE = re.compile(r"/\*(?:(?!\*/).)*\*/")
_MOST_FRONT_MATTER = 500

_HASH = ("python", "ruby", "bash", "yaml", "hash", "elixir", "hcl")
_SLASHES = (
    *("javascript", "typescript", "tsx", "go", "java", "csharp", "rust"),
    *("c", "cpp", "kotlin", "scala", "swift", "php"),
)
_SIGNS = {
    **dict.fromkeys(_HASH, ("# ", "")),
    **dict.fromkeys(_SLASHES, ("// ", "")),
    "css": ("/* ", " */"),
    "html": ("<!-- ", " -->"),
    "lua": ("-- ", ""),
}


def lines_before(path: str, source: Source) -> int:
    """How many lines at the beginning must come before any header: a shebang, an encoding, front matter."""
    lines = source.lines
    if suffix_of(path).lower() in _FRONT_MATTER and lines[0].rstrip() == "---":
        ends = (
            at for at, line in enumerate(lines[1:_MOST_FRONT_MATTER], 2) if line.rstrip() in ("---", "...")
        )
        return next(ends, 0)
    count = 0
    while count < min(len(lines), 4) and _FIRST.match(lines[count]):
        count += 1
    return count


def header_of(path: str, source: Source, most: int) -> str:
    """The text of the comments that begin within the first lines, line by line without their signs.

    Args:
        path: tells the language.
        source: the content.
        most: how many lines are looked at, after those that must come first.

    Returns:
        The text; where it is not known how comments are written, the lines themselves.
    """
    if grammar_of(path, source) is None:
        return beginning_of(path, source, most)
    start, found = lines_before(path, source), list[str]()
    for remark in remarks(path, source):
        if remark.line > start + most:
            break
        first = remark.text.lstrip().partition("\n")[0]
        if not remark.is_attribute and source.lines[remark.line - 1].lstrip().startswith(first):
            found += map(_bare, remark.text.split("\n"))
    return "\n".join(found)


def opening_of(path: str, source: Source, most: int) -> str:
    """The comments that stand in front of everything else, as far as signs alone tell them; cheap.

    What is found here is part of `header_of`; what is not may still be.
    """
    grammar = grammar_of(path, source) or ""
    start = lines_before(path, source)
    lines = source.lines[start : start + most]
    found: list[str] = []
    if grammar in _HASH:
        found += takewhile(lambda line: not line.strip() or line.lstrip().startswith("#"), lines)
    elif grammar in _SLASHES:
        is_inside = False
        for line in lines:
            bare = line.strip()
            begins = bare.startswith("/*") and "*/" not in bare
            if not (is_inside or not bare or bare.startswith("//") or begins or _IN_ONE.fullmatch(bare)):
                break
            if is_inside and "*/" in bare:
                if not bare.endswith("*/"):
                    break
                is_inside = False
            is_inside = is_inside or begins
            found.append(line)
        if is_inside and not any("*/" in line for line in source.lines[start + most :]):
            return ""  # the comment is never closed
    return "\n".join(map(_bare, found))


def beginning_of(path: str, source: Source, most: int) -> str:
    """The first lines without what looks like the signs of a comment, be they comments or not; cheap."""
    start = lines_before(path, source)
    return "\n".join(map(_bare, source.lines[start : start + most]))


def normalised_header(text: str) -> str:
    """A header on one line, without the signs of comments."""
    return normalised("\n".join(map(_bare, text.split("\n"))))


def commented(text: str, path: str, source: Source) -> str:
    """A header as comments of the language of a file; empty if it is not known how they are written."""
    signs = _SIGNS.get(grammar_of(path, source) or "")
    if signs is None:
        return ""
    before, after = signs
    return "\n".join(f"{before}{_bare(line)}{after}".rstrip() for line in text.strip().split("\n"))


def takes_no_comments(path: str) -> bool:
    """Whether files of this name cannot hold a comment."""
    return suffix_of(name_of(path)).lower() in (".json", ".csv", ".tsv", ".ipynb", ".map")


def _bare(line: str) -> str:
    return _TRAILER.sub("", _LEADER.sub("", line)).rstrip()
