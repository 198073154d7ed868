"""Owners of paths: who must agree before and after, decided path by path as the last matching line does.

Every pattern of either side stands for the files that it names. A path loses an owner where the line that
decides about it no longer names one that decided before; owners who come beside the old ones take nothing
away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.change import Tree
from checks.codeowners import Owned


@dataclass(frozen=True)
class Lost:
    """Owners that a path had and has no more.

    Attributes:
        pattern: the files, by a pattern of either side.
        gone: who owned them.
        left: who owns them now.
        base_line: the line that decided before.
        head_line: the line that decides now, 0 for none.
    """

    pattern: str
    gone: tuple[str, ...]
    left: tuple[str, ...]
    base_line: int
    head_line: int


def lost(base: Sequence[Owned], head: Sequence[Owned], tree: Tree) -> Iterator[Lost]:
    """What was owned and is owned by fewer; a pattern that names nothing any more is passed over.

    Args:
        base: the lines before.
        head: the lines after.
        tree: the files after.
    """
    seen = set()
    for one in (*base, *head):
        if one.pattern in seen or _is_gone(one.pattern, tree):
            continue
        seen.add(one.pattern)
        before, after = _deciding(base, one.example), _deciding(head, one.example)
        gone = (
            tuple(owner for owner in before.owners if after is None or owner not in after.owners)
            if before
            else ()
        )
        if before and gone:
            left = after.owners if after else ()
            yield Lost(one.pattern, gone, left, before.line, after.line if after else 0)


def _deciding(lines: Sequence[Owned], path: str) -> Owned | None:
    return next((one for one in reversed(lines) if one.names(path)), None)


def _is_gone(pattern: str, tree: Tree) -> bool:
    """Whether a pattern is a plain path from the root that is not there."""
    plain = pattern.strip("/")
    is_plain = pattern.startswith("/") and not set(plain) & set("*?[")
    return is_plain and tree.mode(plain) is None
