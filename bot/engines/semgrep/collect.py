"""Answers of runs put together as the results of one side of a change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.engines.semgrep.answer import ALL_RULES, FileAnswer, RawMatch
from bot.engines.semgrep.material import Material
from checks.change import Reason
from checks.pattern_gaps import gap
from checks.patterns import PatternMatch, PatternRule, SideResults


class Collector:
    """Gathers what runs answered, and sees that each rule has an answer or a gap for each file it covers.

    Args:
        rules: every rule that is asked.
    """

    def __init__(self, rules: Sequence[PatternRule]) -> None:
        self._keys: dict[str, list[str]] = defaultdict(list)
        self._definitions = {rule.key: rule.definition for rule in rules}
        for rule in rules:
            for language in rule.languages:
                self._keys[language].append(rule.key)
        self._matches: dict[str, set[PatternMatch]] = defaultdict(set)
        self._unscanned: dict[str, dict[str, str]] = defaultdict(dict)

    def unreadable(self, path: str, reasons: Iterable[tuple[str, str]]) -> None:
        """Note languages of a file that cannot be answered."""
        for language, reason in reasons:
            for key in self._keys[language]:
                self._unscanned[key][path] = reason

    def broken(self, rules: Mapping[str, str], materials: Iterable[Material]) -> None:
        """Note rules that the engine cannot read, for every file they cover."""
        for material in materials:
            for key in set(self._keys[material.language]) & rules.keys():
                self._unscanned[key][material.path] = gap(
                    Reason.POLICY_INVALID, f"semgrep cannot read the rule: {rules[key]}"
                )

    def answered(self, material: Material, file: FileAnswer, touched: frozenset[int] | None) -> None:
        """Take the answer about one material.

        Args:
            material: what was scanned.
            file: the answer.
            touched: lines whose parsing matters, as git counts them; `None` or empty: all of them.
        """
        for match in file.matches:
            if match.key in self._definitions:
                self._matches[match.key].add(_placed(material, match, self._definitions[match.key]))
        if not material.must_parse:
            return
        reasons = dict(file.gaps)
        span = _unparsed(material, file, touched)
        if span is not None:
            reasons[ALL_RULES] = f"lines {span[0]} to {span[1]} could not be parsed as {material.language}"
        for key in self._keys[material.language]:
            reason = reasons.get(ALL_RULES) or reasons.get(key)
            if reason is not None:
                self._unscanned[key][material.path] = gap(Reason.NOT_ANALYSED, reason)

    def results(self) -> SideResults:
        """All of it, in order."""
        matches = {key: tuple(sorted(found, key=_place)) for key, found in sorted(self._matches.items())}
        unscanned = {
            key: dict(sorted(paths.items())) for key, paths in sorted(self._unscanned.items()) if paths
        }
        return SideResults(matches, unscanned)


def _unparsed(material: Material, file: FileAnswer, touched: frozenset[int] | None) -> tuple[int, int] | None:
    for first, last in sorted(file.unparsed):
        lines = range(material.git_line(first), material.git_line(last) + 1)
        if not touched or any(line in touched for line in lines):
            return lines.start, lines.stop - 1
    return None


@lru_cache(maxsize=1024)
def _message(definition: str) -> str:
    """The rule's message as it was written: what the engine puts into it is text of the pull request."""
    return str(json.loads(definition)["message"])


def _placed(material: Material, match: RawMatch, definition: str) -> PatternMatch:
    """A match of the engine as a place in the file, with whole lines as its fix."""
    content = material.content
    line_start = content.rfind(b"\n", 0, match.start) + 1
    last_start = content.rfind(b"\n", 0, match.end) + 1
    line_end = content.find(b"\n", match.end)
    before = content[line_start : match.start].decode("utf-8", "replace")
    after = content[match.end : line_end if line_end >= 0 else len(content)].decode("utf-8", "replace")
    return PatternMatch(
        path=material.path,
        line=material.git_line(match.line),
        column=len(before) + 1,
        end_line=material.git_line(match.end_line),
        end_column=len(content[last_start : match.end].decode("utf-8", "replace")) + 1,
        text=content[match.start : match.end].decode("utf-8", "replace"),
        message=_message(definition),
        fix=None if match.fix is None or material.lines else before + match.fix + after,
        ignored=match.ignored,
    )


def _place(match: PatternMatch) -> tuple[str, int, int, int, int, str]:
    return (match.path, match.line, match.column, match.end_line, match.end_column, match.text)
