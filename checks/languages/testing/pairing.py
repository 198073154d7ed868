"""Which test of the head is which test of the base, over the whole change: names first, then content."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from checks.languages.testing.model import Test

NOISE = frozenset(
    re.findall(
        r"\w+",
        """it test describe expect toBe toEqual toStrictEqual toHaveBeenCalled toHaveBeenCalledWith toThrow
        toContain toHaveLength toBeDefined toBeNull toBeTruthy mock fn spyOn each only skip len str int list
        dict set raises parametrize assert assertEqual assertTrue assertEquals assertThat isEqualTo Equal True
        False NoError Run Errorf Fatalf Fatal Error Parallel Helper eq to be print sorted range isinstance
        patch Mock MagicMock Log Logf anything any objectContaining info debug log""",
    )
)
"""Names of calls that say nothing about what a test tests."""

_LEAST_BODY = 15
_LEAST_ALIKE = 0.6
_MOST_COMPARED = 40_000
_SHARED_CALLS = 0.5


@dataclass(frozen=True, slots=True)
class Pairing:
    """The outcome.

    Attributes:
        pairs: base test and head test that are the same one.
        removed: tests of the base that have no counterpart.
        added: tests of the head that have none.
    """

    pairs: tuple[tuple[Test, Test], ...]
    removed: tuple[Test, ...]
    added: tuple[Test, ...]


def pair(base: Iterable[Test], head: Iterable[Test]) -> Pairing:
    """Pair the tests of all changed files, one to one, from the surest sign to the weakest."""
    pairs: list[tuple[Test, Test]] = []
    left, right = list(base), list(head)
    stages: Sequence[Callable[[Test], Hashable | None]] = (
        lambda test: (test.path, test.name, test.body),
        lambda test: (test.path, test.name),
        lambda test: (test.name, test.body),
        lambda test: (test.path, test.body) if len(test.body) >= _LEAST_BODY else None,
        lambda test: test.body if len(test.body) >= _LEAST_BODY else None,
        lambda test: (test.path, test.short_name),
        lambda test: test.name,
        lambda test: test.short_name,
    )
    for key in stages:
        left, right = _stage(key, left, right, pairs)
    left, right = _alike(left, right, pairs)
    pairs.sort(key=lambda both: (both[0].path, both[0].line, both[0].name))
    return Pairing(tuple(pairs), tuple(left), tuple(right))


def _stage(
    key: Callable[[Test], Hashable | None], base: list[Test], head: list[Test], pairs: list[tuple[Test, Test]]
) -> tuple[list[Test], list[Test]]:
    waiting: dict[Hashable, deque[Test]] = defaultdict(deque)
    for test in head:
        if (sign := key(test)) is not None:
            waiting[sign].append(test)
    rest, taken = [], set()
    for test in base:
        sign = key(test)
        if sign is not None and waiting.get(sign):
            found = waiting[sign].popleft()
            taken.add(id(found))
            pairs.append((test, found))
        else:
            rest.append(test)
    return rest, [test for test in head if id(test) not in taken]


def _alike(
    base: list[Test], head: list[Test], pairs: list[tuple[Test, Test]]
) -> tuple[list[Test], list[Test]]:
    """Tests that were renamed and rewritten at once share most of their words."""
    if len(base) * len(head) > _MOST_COMPARED:
        return base, head
    ranked = sorted(
        (
            (-alike, index, other)
            for index, test in enumerate(base)
            for other, found in enumerate(head)
            if (alike := _likeness(test, found)) >= _LEAST_ALIKE
        ),
    )
    used: set[int] = set()
    taken: set[int] = set()
    for _, index, other in ranked:
        if index not in used and other not in taken:
            used.add(index)
            taken.add(other)
            pairs.append((base[index], head[other]))
    return (
        [test for index, test in enumerate(base) if index not in used],
        [test for other, test in enumerate(head) if other not in taken],
    )


def _likeness(one: Test, other: Test) -> float:
    """Share of common words; a test that asserts nothing is like none."""
    if not other.assertions or not one.words:
        return 0.0
    return len(one.words & other.words) / len(one.words | other.words)


class Successors:
    """Tests that are new, or have gained assertions or rows of data: each gain takes over one removed test.

    Args:
        pairing: the tests of the change.
    """

    def __init__(self, pairing: Pairing) -> None:
        grown = [(head, _gain(base, head)) for base, head in pairing.pairs]
        grown += [(test, max(len(test.assertions), test.cases)) for test in pairing.added]
        grown = [(test, gain) for test, gain in grown if gain > 0 and test.assertions]
        self._tests = [test for test, _ in grown]
        self._room = [gain for _, gain in grown]
        self._by_call: dict[str, list[int]] = defaultdict(list)
        self._by_path: dict[str, list[int]] = defaultdict(list)
        for index, test in enumerate(self._tests):
            self._by_path[test.path].append(index)
            for name in test.calls - NOISE:
                self._by_call[name].append(index)

    def take_by_calls(self, test: Test) -> bool:
        """Whether one of them calls at least half of what a removed test called; it then counts once."""
        calls = test.calls - NOISE
        shared = Counter(index for name in sorted(calls) for index in self._by_call.get(name, ()))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return self._take(index for index, common in ranked if common >= _SHARED_CALLS * len(calls))

    def take_by_names(self, test: Test, names: frozenset[str]) -> bool:
        """Whether one of them, in the same file, speaks of one of the same names of the product.

        Args:
            test: the removed test.
            names: what it tests; empty where only the file is known, and then any test of the same file does.
        """
        return self._take(
            index
            for index in self._by_path.get(test.path, ())
            if not names or names & self._tests[index].words
        )

    def _take(self, candidates: Iterable[int]) -> bool:
        for index in candidates:
            if self._room[index] > 0:
                self._room[index] -= 1
                return True
        return False


def _gain(base: Test, head: Test) -> int:
    return max(len(head.assertions) - len(base.assertions), 0) + max(head.cases - base.cases, 0)
