"""Globs of other tools as the patterns of `.gitignore` that this tool uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.path_syntax import pattern_mistake

_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_BEYOND = re.compile(r"[{}()|+@\\]|!\[|\[[!^]")
_MOST = 64


def patterns_of(glob: str) -> tuple[str, ...]:
    """The patterns that mean what a glob means, its alternatives written out.

    Raises:
        ValueError: no pattern means that; one sentence.
    """
    is_taken_back = glob.startswith("!")
    plain = glob.removeprefix("!").removeprefix("./")
    found = tuple(_alternatives(plain))
    for pattern in found:
        mistake = pattern_mistake(pattern)
        if _BEYOND.search(pattern) or len(found) > _MOST or mistake:
            raise ValueError(mistake or f"the glob `{glob}` has no counterpart among the patterns of git")
    return tuple(f"!{pattern}" for pattern in found) if is_taken_back else found


def crossing(glob: str) -> str:
    """A glob whose `*` goes across folders, as in Python's `fnmatch`, for a reader where it does not."""
    parts = []
    for part in glob.replace("\\", "/").split("/"):
        rest = part.replace("**", "*")
        if rest == "*":
            parts.append("**")
        elif rest.startswith("*"):
            parts += ["**", rest]
        else:
            parts.append(rest)
    joined = "/".join(parts)
    while "**/**/" in joined:
        joined = joined.replace("**/**/", "**/")
    return joined


def _alternatives(glob: str) -> Iterator[str]:
    waiting = [glob]
    made = 0
    while waiting and made <= _MOST:
        one = waiting.pop(0)
        braces = _BRACES.search(one)
        if braces is None:
            made += 1
            yield one
        else:
            waiting[:0] = [
                one[: braces.start()] + part + one[braces.end() :] for part in braces[1].split(",")
            ]
