"""The scope that a pull request declares for itself: a contract between its author and whoever reads it.

A contract is a fenced code block of the description, marked `decisis-scope`, that stands by itself (neither
in a quotation nor in a comment). It holds one pattern a line, as in `.gitignore` and from the root; empty
lines and lines that begin with `#` say nothing, `!` takes back:

    ```decisis-scope
    src/auth/**
    tests/auth/**
    !src/auth/legacy/**
    ```

Read as well is the comment `<!-- mergewarden-contract`, with `allowed_paths` and `blocked_paths`. Where there
are several contracts, a file has to lie within each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks import document
from checks.description.prose import prose_of
from checks.path_matching import matches
from checks.path_syntax import checked
from checks.problem import PolicyInvalid

FENCE = "decisis-scope"
COMMENT = "mergewarden-contract"
_COMMENT = re.compile(rf"<!--\s*{COMMENT}\s*\n(.*?)-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Contract:
    """One declared scope.

    Attributes:
        patterns: the patterns as they are written, in order.
        mistake: why they are not understood, one sentence; empty if they are.
    """

    patterns: tuple[str, ...]
    mistake: str = ""

    def holds(self, path: str) -> bool:
        """Whether a path, as git spells it, lies within."""
        return matches(self.patterns, path)

    @property
    def shown(self) -> str:
        """The patterns as a sentence shows them, no more than five."""
        more = f" and {len(self.patterns) - 5} more" if len(self.patterns) > 5 else ""
        return ", ".join(f"`{pattern}`" for pattern in self.patterns[:5]) + more


def contracts(body: str) -> Iterator[Contract]:
    """The contracts of a description, in order; the fenced ones first."""
    if FENCE not in body and COMMENT not in body:
        return
    prose = prose_of(body)
    for fence in prose.fences:
        if fence.info.partition(" ")[0] == FENCE:
            lines = [line.strip() for line in fence.content.split("\n")]
            yield _contract([line for line in lines if line and not line.startswith("#")])
    for comment in prose.comments:
        for found in _COMMENT.finditer(comment):
            yield _of_comment(found[1])


def _contract(patterns: list[str]) -> Contract:
    try:
        checked(patterns)
    except ValueError as wrong:
        return Contract(tuple(patterns), str(wrong))
    return Contract(tuple(patterns))


def _of_comment(text: str) -> Contract:
    try:
        parsed = document.parse(COMMENT, text.encode("utf-8", "surrogatepass"))
    except PolicyInvalid as invalid:
        return Contract((), invalid.problems[0].message)
    lists = [parsed.at((key,)) or [] for key in ("allowed_paths", "blocked_paths")]
    allowed, blocked = (
        [one for one in found if isinstance(one, str)] for found in lists if isinstance(found, list)
    )
    return _contract([*allowed, *(f"!{one}" for one in blocked)])
