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
_WILD = "*?["


class Ground:
    """A tree whose files are listed once.

    Args:
        tree: the tree.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._sampled: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}

    @cached_property
    def _files(self) -> list[str]:
        return sorted(self.tree.walk())

    def governed(self, scopes: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """The first files that every list of patterns matches in some form, in order of their paths."""
        lists = tuple(tuple(scope) for scope in scopes if scope)
        if lists not in self._sampled:
            specs = [PathPatterns(patterns) for patterns in lists]
            matching = (
                path for path in self._near(lists) if all(spec.matches_any_form(path) for spec in specs)
            )
            self._sampled[lists] = tuple(islice(matching, _SAMPLE))
        return self._sampled[lists]

    def endings(self, scopes: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """The endings of those files, the most frequent first."""
        counted = Counter(suffix_of(path)[1:] for path in self.governed(scopes))
        return tuple(sorted((one for one in counted if one), key=lambda one: (-counted[one], one)))

    def _near(self, lists: Sequence[Sequence[str]]) -> Iterator[str]:
        """The files below the folders that a list spells out; those first, since most lists do; then all."""
        starts = sorted({start for patterns in lists[:1] for start in _starts(patterns)})
        for start in starts:
            for path in islice(self._files, bisect_left(self._files, start), None):
                if not path.startswith(start):
                    break
                yield path
        if not starts or "" not in starts:
            yield from (path for path in self._files if not path.startswith(tuple(starts)))


def _starts(patterns: Sequence[str]) -> Iterator[str]:
    """What every match of a pattern starts with, up to its first wildcard."""
    for pattern in patterns:
        if not pattern.startswith("!"):
            plain = pattern.removeprefix("/")
            yield plain[: min((plain.find(wild) for wild in _WILD if wild in plain), default=len(plain))]
