"""`CODEOWNERS` as GitHub reads it: the last line that matches a path names its owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from checks.change import TooLarge, Tree
from checks.path_syntax import pattern_mistake
from checks.paths import PathPatterns

CODEOWNERS_WORD = "codeowners"
"""The word that stands for the owners of each path, where a policy names approvers."""

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in its order; the first file that is there counts."""


@dataclass(frozen=True)
class Owned:
    """One line.

    Attributes:
        line: its number, from 1.
        pattern: the pattern as it is written.
        owners: who owns, in order; nobody for a line that takes owners away.
    """

    line: int
    pattern: str
    owners: tuple[str, ...]

    @cached_property
    def anchored(self) -> str:
        """The pattern from the root: one without a slash inside is meant at any depth."""
        if self.pattern == "*":
            return "**"
        plain = self.pattern.removeprefix("/")
        is_rooted = self.pattern.startswith("/") or "/" in self.pattern.rstrip("/")
        return plain if is_rooted else f"**/{plain}"

    @cached_property
    def example(self) -> str:
        """A path that the pattern names."""
        plain = self.pattern.strip("/").replace("**", "x").replace("*", "x").replace("?", "x")
        return f"{plain}/x" if self.pattern.endswith("/") else plain or "x"

    @cached_property
    def _patterns(self) -> PathPatterns:
        return PathPatterns((self.anchored,))

    def names(self, path: str) -> bool:
        """Whether it speaks of a path."""
        return self._patterns.matches(path)


@dataclass(frozen=True)
class Owners:
    """Who owns which paths.

    Attributes:
        lines: the lines of the file, in order; none where there is no file.
    """

    lines: tuple[Owned, ...] = ()

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a path, as they are written; nobody where no line or an empty one decides."""
        decides = next((line for line in reversed(self.lines) if line.names(path)), None)
        return decides.owners if decides else ()

    @property
    def teams(self) -> frozenset[str]:
        """Every team that owns something, as `org/team` in lower case."""
        return frozenset(
            owner.removeprefix("@").casefold()
            for line in self.lines
            for owner in line.owners
            if owner.startswith("@") and "/" in owner
        )


def owned(text: str) -> tuple[Owned, ...]:
    """The lines of a file that name a pattern; sections of GitLab and what is no pattern are passed over."""
    return tuple(_owned(text))


def _owned(text: str) -> Iterator[Owned]:
    for number, line in enumerate(text.split("\n"), 1):
        pattern, *owners = line.partition("#")[0].split() or [""]
        if pattern and not pattern.startswith(("[", "^[")):
            one = Owned(number, pattern, tuple(owners))
            if not pattern_mistake(one.anchored):
                yield one


def owners_in(tree: Tree) -> Owners:
    """The owners that a tree names; nobody where the file is missing or too large to be read."""
    for place in PLACES:
        try:
            content = tree.read(place)
        except TooLarge:
            return Owners()
        if content is not None:
            return Owners(owned(content.decode("utf-8", "surrogateescape")))
    return Owners()
