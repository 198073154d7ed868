"""The files of a tree, asked by pattern: which ones a rule governs, and what they are mostly called."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from checks.change import Tree
from checks.path_parts import suffix_of
from checks.paths import PathPatterns

_SAMPLE = 500

MOST_LOOKED_AT = 5_000_000
"""Most times that a file is held against a pattern; some tens of seconds."""
_WILD = "*?["


class Ground:
    """A tree whose files are listed once, and held against patterns up to a limit.

    Attributes:
        tree: the tree.
        is_exhausted: whether the limit was reached, so that nothing follows from files not found.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.is_exhausted = False
        self._left = MOST_LOOKED_AT
        self._sampled: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        return sorted((path.casefold(), path) for path in self.tree.walk())

    def governed(self, scopes: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """The first files that every list of patterns matches in some form, in order of their paths."""
        lists = tuple(tuple(scope) for scope in scopes if scope) or ((),)
        if lists not in self._sampled:
            specs = [PathPatterns(patterns) for patterns in lists]
            cost = sum(map(len, lists))
            matching = (
                path
                for path in self._affordable(self._near(lists), cost)
                if all(spec.matches_any_form(path) for spec in specs)
            )
            self._sampled[lists] = tuple(islice(matching, _SAMPLE))
        return self._sampled[lists]

    def endings(self, scopes: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """The endings of those files, the most frequent first."""
        counted = Counter(suffix_of(path)[1:] for path in self.governed(scopes))
        return tuple(sorted((one for one in counted if one), key=lambda one: (-counted[one], one)))

    def _affordable(self, paths: Iterable[str], cost: int) -> Iterator[str]:
        for path in paths:
            self._left -= cost
            if self._left < 0:
                self.is_exhausted = True
                return
            yield path

    def _near(self, lists: Sequence[Sequence[str]]) -> Iterator[str]:
        """The files below what the first list spells out, in any case of letters."""
        for start in sorted({start.casefold() for patterns in lists[:1] for start in _starts(patterns)}):
            for index in range(bisect_left(self._folded, (start, "")), len(self._folded)):
                plain, path = self._folded[index]
                if not plain.startswith(start):
                    break
                yield path


def _starts(patterns: Sequence[str]) -> Iterator[str]:
    """What every match of a pattern starts with, up to its first wildcard; nothing where there is none."""
    if not patterns:
        yield ""
    for pattern in patterns:
        if not pattern.startswith("!"):
            plain = pattern.removeprefix("/")
            yield plain[: min((plain.find(wild) for wild in _WILD if wild in plain), default=len(plain))]
