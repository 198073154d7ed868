"""What a text must hold for a rule to match, as semgrep tells it, so that it is not started in vain.

`semgrep-core -prefilter_of_rules` prints for each rule what its option `-fast` goes by, which every scan has:
a file without it is not even parsed. What is evaluated here lets through whatever that lets through.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.engines.semgrep.binary import Binary
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.process import prefilters_of
from bot.engines.semgrep.rulefile import rule_file
from checks.patterns import PatternRule

MOST_KEPT = 10_000
"""Rules whose prefilters are kept; each takes some hundred bytes."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Prefilter, ...]

    def may_match(self, content: bytes) -> bool:
        """Whether a rule may match in the content."""
        return all(part.may_match(content) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    """Some part must hold."""

    parts: tuple[Prefilter, ...]

    def may_match(self, content: bytes) -> bool:
        """Whether a rule may match in the content."""
        return any(part.may_match(content) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Held:
    """A text must stand in the content."""

    text: bytes

    def may_match(self, content: bytes) -> bool:
        """Whether a rule may match in the content."""
        return self.text in content


Prefilter = All | Either | Held
ANYTHING = All(())
"""The prefilter of a rule that may match anywhere, or of which that is not known."""


class Prefilters:
    """Prefilters of rules, learnt once. Safe to share among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_key: dict[str, Prefilter] = {}

    def knows(self, rules: Iterable[PatternRule]) -> bool:
        """Whether all of these rules were learnt."""
        return all(rule.key in self._by_key for rule in rules)

    def may_match(self, rules: Iterable[PatternRule], content: bytes) -> bool:
        """Whether some of these rules may match in a content."""
        return any(self._by_key.get(rule.key, ANYTHING).may_match(content) for rule in rules)

    def learn(self, binary: Binary, rules: Sequence[PatternRule], limits: Limits) -> None:
        """Ask the program about rules; one of which it says nothing may match anywhere."""
        unknown = tuple(rule for rule in rules if rule.key not in self._by_key)
        if not unknown:
            return
        found = read(prefilters_of(binary, rule_file(unknown), limits))
        with self._lock:
            if len(self._by_key) + len(unknown) > MOST_KEPT:
                self._by_key.clear()
            for rule in unknown:
                self._by_key[rule.key] = found.get(rule.key, ANYTHING)


def read(printed: bytes) -> dict[str, Prefilter]:
    """Prefilters by the id of the rule; none from what is not the expected form."""
    try:
        entries = json.loads(printed)
        return {entry["rule_id"]: _optional(entry["filter"]) for entry in entries}
    except (ValueError, TypeError, KeyError):
        return {}


def _optional(told: Any) -> Prefilter:
    match told:
        case ["Some", formula]:
            return _formula(formula)
    return ANYTHING


def _formula(told: Any) -> Prefilter:
    match told:
        case ["And", [*parts]]:
            return All(tuple(map(_formula, parts)))
        case ["Or", [*parts]] if parts:
            return Either(tuple(map(_formula, parts)))
        case ["Pred", ["Idents", [*words]]] if words and all(isinstance(word, str) for word in words):
            return Either(tuple(Held(word.encode()) for word in words))
    return ANYTHING
