"""All trials that need semgrep as one change, so that the engine runs once, and its answer taken apart again.

Each trial stands in a folder of its own. Where a rule looks at paths itself that would mislead it, so
trials of such rules stand where they are, as many runs as paths repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.change import Change, ChangedFile
from checks.patterns import PatternMatch, PatternResults, PatternRule, SideResults

Scan = Callable[[Change, Sequence[PatternRule]], PatternResults]
"""The engine: answers rules about a change."""


@dataclass
class _Round:
    """What is put to the engine together."""

    rules: dict[str, PatternRule] = field(default_factory=dict)
    files: dict[str, ChangedFile] = field(default_factory=dict)


@dataclass
class Batch:
    """Trials gathered for the engine.

    Attributes:
        scan: the engine.
    """

    scan: Scan
    _apart: _Round = field(default_factory=_Round)
    _in_place: list[_Round] = field(default_factory=list)
    _where: dict[int, tuple[_Round, str]] = field(default_factory=dict)
    _kept: list[Change] = field(default_factory=list)
    _answers: dict[int, PatternResults] = field(default_factory=dict)

    def put(self, change: Change, rules: Sequence[PatternRule]) -> None:
        """Note a change that these rules are to be asked about."""
        bound = any('"paths":{' in rule.definition for rule in rules)
        prefix = "" if bound else f"{len(self._where)}/"
        chosen = self._round_for(change) if bound else self._apart
        chosen.rules.update((rule.key, rule) for rule in rules)
        chosen.files.update(
            (prefix + file.path, replace(file, path=prefix + file.path)) for file in change.files
        )
        self._where[id(change)] = (chosen, prefix)
        self._kept.append(change)

    def _round_for(self, change: Change) -> _Round:
        for one in self._in_place:
            if not any(file.path in one.files for file in change.files):
                return one
        self._in_place.append(_Round())
        return self._in_place[-1]

    def answered(self, change: Change) -> Change:
        """The change with what the engine found in it; the engine runs when it is first asked."""
        where = self._where.get(id(change))
        if where is None:
            return change
        chosen, prefix = where
        if id(chosen) not in self._answers:
            files = tuple(chosen.files[path] for path in sorted(chosen.files))
            whole = Change(base="0" * 40, head="1" * 40, files=files)
            self._answers[id(chosen)] = self.scan(whole, [chosen.rules[key] for key in sorted(chosen.rules)])
        answer = self._answers[id(chosen)]
        own = {prefix + file.path: file.path for file in change.files}
        found = PatternResults(answer.asked, _side(answer.head, own), _side(answer.base, own))
        return replace(change, patterns=found)


def _side(side: SideResults, own: Mapping[str, str]) -> SideResults:
    matches = {key: tuple(_renamed(found, own)) for key, found in side.matches.items()}
    unscanned = {
        key: {own[path]: reason for path, reason in paths.items() if path in own}
        for key, paths in side.unscanned.items()
    }
    return SideResults(matches, unscanned)


def _renamed(found: Sequence[PatternMatch], own: Mapping[str, str]) -> Iterator[PatternMatch]:
    return (match._replace(path=own[match.path]) for match in found if match.path in own)
