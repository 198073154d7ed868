"""The text of a match, as far as it says whether two matches are the same code."""

from __future__ import annotations

import re

_STRING_OR_COMMENT = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
    r"|(?P<hash>\#[^\n]*)|(?P<slashes>//[^\n]*|/\*.*?\*/)",
    re.DOTALL,
)
_HASH_ENDINGS = (".py", ".pyi", ".pyw", ".rb", ".sh", ".bash", ".yml", ".yaml", ".tf", ".r", ".ex", ".exs")


def without_comments(text: str, path: str) -> str:
    """The text without its comments, so that a comment does not make an old place a new one.

    Args:
        text: a piece of code.
        path: the file it stands in, which says how its comments begin.
    """
    comment = "hash" if path.lower().endswith(_HASH_ENDINGS) else "slashes"
    return _STRING_OR_COMMENT.sub(lambda token: "" if token[comment] is not None else token[0], text)
