"""Files that are more than their names say: a picture with a script, a text that is an archive as well."""

from __future__ import annotations

import re
from typing import NamedTuple

from checks.finding import Level
from checks.languages.provenance import is_code

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|ico|tiff?)$", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:md|markdown|mdx|njk|liquid|html?|webc|vto|hbs|ejs|11ty\.\w+)$", re.IGNORECASE)
_SCRIPT = re.compile(
    rb"<(?:\w+:)?script[\s>/]"
    rb"|\son(?:load|begin|end|repeat|error|click|focus\w*|mouse\w+|key\w+|pointer\w+|activate)\s*=\s*[\"']"
    rb"|href\s*=\s*[\"']\s*(?:javascript|data:text/html)|<(?:\w+:)?(?:iframe|embed|object)[\s>]",
    re.IGNORECASE,
)
_OF_PROFILERS = re.compile(rb"flame ?graph|plantuml", re.IGNORECASE)
_RUNS_AS_CODE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*(?:js|javascript|node|cjs|mjs|coffee(?:script)?|ts)[ \t]*\r?\n"
)
_END_OF_ZIP = 65_557


class Disguise(NamedTuple):
    """What else a file is.

    Attributes:
        what: what it does, as the end of a sentence that begins with the change.
        at_most: what it weighs at most.
    """

    what: str
    at_most: Level


_ARCHIVED_PICTURE = Disguise("adds a picture that is an archive as well", Level.WARN)


def disguise_of(path: str, content: bytes) -> Disguise | None:
    """What a file is besides what its name says; `None` for nearly all.

    Args:
        path: its path.
        content: its bytes.
    """
    if path.lower().endswith(".svg"):
        if not _SCRIPT.search(content):
            return None
        level = Level.NOTE if _OF_PROFILERS.search(content) else Level.BLOCK
        return Disguise("adds a picture that runs a script where it is opened", level)
    if _PICTURE.search(path):
        if b"<?php" in content:
            return Disguise("adds a picture that is a program of PHP as well", Level.BLOCK)
        return _ARCHIVED_PICTURE if _is_zip_too(content) else None
    if _PAGE.search(path) and _RUNS_AS_CODE.match(content):
        return Disguise("adds a page whose front matter is code, which runs when pages are built", Level.WARN)
    if is_code(path) and _is_zip_too(content):
        return Disguise(
            "adds source that is an archive as well, which Python runs instead of it", Level.BLOCK
        )
    return None


def _is_zip_too(content: bytes) -> bool:
    """Whether an archive is appended, whose index readers look for from the end."""
    at = content.rfind(b"PK\5\6", max(0, len(content) - _END_OF_ZIP))
    return at > 0 and not content.startswith(b"PK") and b"PK\1\2" in content[:at]
