"""Sheets of worked cases: what a real change must make the checks say, and what they must not say of it.

A line of a sheet is one JSON object: `id`, `repo`, `pr`, `base`, `head`, and the lists `expect` and
`must_not`, whose entries have `path`, `kind`, `line` (`null`: the file as a whole), `anchor` (a regular
expression of the line, `null` without one), `side` (`old` or `new`) and optionally `alt_kinds`. What else
stands there is for readers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.change import Change
from checks.finding import Finding, Side
from checks.verdict import Verdict

CHECKS_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "agent_artifact_committed": ("committed-artifact",),
    "agent_hook_changed": ("changed-guardrail", "widened-envelope"),
    "agent_permissions_changed": ("changed-guardrail", "widened-envelope"),
    "assertion_removed": ("weakened-assertion", "vacuous-test"),
    "ci_check_removed": ("weakened-ci",),
    "ci_file_deleted": ("weakened-ci",),
    "ci_permissions_widened": ("unsafe-workflow",),
    "ci_script_injection": ("unsafe-workflow",),
    "ci_unpinned_action": ("unsafe-workflow",),
    "dependency_added": ("new-dependency",),
    "dependency_section_moved": ("new-dependency",),
    "invisible_unicode": ("invisible-text",),
    "lint_rule_disabled": ("lowered-gate",),
    "lockfile_out_of_sync": ("lockfile-drift",),
    "policy_file_changed": ("changed-guardrail", "widened-envelope"),
    "secret": ("leaked-secret",),
    "suppression_added": ("added-suppression",),
    "swallowed_error": ("swallowed-error",),
    "test_file_deleted": ("deleted-test-file",),
    "test_removed": ("removed-test",),
    "test_skipped": ("skipped-test",),
    "test_weakened": ("weakened-assertion", "muted-test-run"),
}
"""Which rules answer for a kind of the sheet; an empty tuple or no entry: none does."""

_IN_BACKTICKS = re.compile(r"`([^`]+)`")
_MOVED = ("moves ", "moved ")


@dataclass(frozen=True)
class Place:
    """One entry of `expect` or `must_not`.

    Attributes:
        kinds: kinds of the sheet, any of which will do.
        path: the file.
        line: the line on its side, 0 where the file as a whole is meant.
        anchor: a regular expression that the line holds, empty without one.
        side: the tree that `line` belongs to.
    """

    kinds: tuple[str, ...]
    path: str
    line: int
    anchor: str
    side: Side

    @property
    def rules(self) -> frozenset[str]:
        """The rules that answer for it."""
        return frozenset(rule for kind in self.kinds for rule in CHECKS_BY_KIND.get(kind, ()))

    def is_meant_by(self, finding: Finding, change: Change) -> bool:
        """Whether the finding speaks of this place.

        A finding without a line speaks of its whole file, and one that gathers several places names each
        in backticks.
        """
        if finding.rule not in self.rules or finding.path != self.path or self._is_other_matter(finding):
            return False
        if not (self.line and finding.line):
            return True
        if finding.side is self.side and finding.line <= self.line <= max(finding.line, finding.end_line):
            return True
        line = self._text(change)
        return any(f'"{name}"' in line for name in _IN_BACKTICKS.findall(finding.message))

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {' or '.join(self.kinds)}"

    def _is_other_matter(self, finding: Finding) -> bool:
        """Whether it is the sentence on moved dependencies where one on new ones is meant."""
        return self.kinds == ("dependency_added",) and finding.message.startswith(_MOVED)

    def _text(self, change: Change) -> str:
        file = change.by_path.get(self.path)
        source = None if file is None else file.head_source if self.side is Side.HEAD else file.base_source
        lines = () if source is None else source.lines
        text = lines[self.line - 1] if self.line <= len(lines) else ""
        return text if re.search(self.anchor, text) else ""


@dataclass(frozen=True)
class WorkedCase:
    """One change of a sheet."""

    id: str
    repository: str
    pull: int
    base: str
    head: str
    expected: tuple[Place, ...]
    forbidden: tuple[Place, ...]


@dataclass(frozen=True)
class Answer:
    """What became of a case.

    Attributes:
        found: what was expected and said.
        missed: what was expected and not said.
        false: what must not be said, and the sentence that says it.
        gaps: what could not be judged.
    """

    found: tuple[Place, ...]
    missed: tuple[Place, ...]
    false: tuple[tuple[Place, str], ...]
    gaps: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing is missed, false or not judged."""
        return not (self.missed or self.false or self.gaps)


def answer_of(case: WorkedCase, change: Change, verdict: Verdict) -> Answer:
    """Hold a verdict against its case."""
    said = {
        place: [one for one in verdict.findings if place.is_meant_by(one, change)]
        for place in (*case.expected, *case.forbidden)
    }
    return Answer(
        found=tuple(place for place in case.expected if said[place]),
        missed=tuple(place for place in case.expected if not said[place]),
        false=tuple(
            (place, f"{one.rule} {one.path}:{one.line}: {one.message}")
            for place in case.forbidden
            for one in said[place]
        ),
        gaps=tuple(f"{gap.code} {gap.path}: {gap.measured} ({gap.rule})" for gap in verdict.incomplete),
    )


def read_sheet(sheet: Path) -> list[WorkedCase]:
    """The cases of a sheet, in its order.

    Raises:
        KeyError: a line lacks something.
    """
    lines = sheet.read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(row: Mapping[str, Any]) -> WorkedCase:
    return WorkedCase(
        id=row["id"],
        repository=row["repo"],
        pull=row["pr"],
        base=row["base"],
        head=row["head"],
        expected=_places(row["expect"]),
        forbidden=_places(row["must_not"]),
    )


def _places(entries: Iterable[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple(
        Place(
            kinds=(entry["kind"], *entry.get("alt_kinds", ())),
            path=entry["path"],
            line=entry["line"] or 0,
            anchor=entry["anchor"] or "",
            side=Side.BASE if entry["side"] == "old" else Side.HEAD,
        )
        for entry in entries
    )
