"""A policy as values: decisions, the rules they bind, and how the repository wants to be judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from checks.baseline_file import Entry
from checks.check import Check
from checks.finding import Level
from checks.paths import PathPatterns
from checks.patterns import PatternRule
from checks.problem import Spot
from checks.waiver_terms import WaiverTerms


class Mode(StrEnum):
    """Whether findings hold a merge back."""

    ENFORCE = "enforce"
    OBSERVE = "observe"


class Audience(StrEnum):
    """Whose pull requests a rule is for."""

    AGENTS = "agents"
    EVERYONE = "everyone"


class DecisionStatus(StrEnum):
    """The status of a decision record."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"

    @property
    def is_in_force(self) -> bool:
        """Whether its rules weigh what they say: an accepted way is required, a rejected one forbidden."""
        return self in (DecisionStatus.ACCEPTED, DecisionStatus.REJECTED)

    @property
    def is_live(self) -> bool:
        """Whether its rules run at all; those of a proposed record only as notes."""
        return self.is_in_force or self is DecisionStatus.PROPOSED


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision record.

    Attributes:
        id: `ADR-0012`, or the stem of the file where the name carries no number; behind its category, as in
            `backend/ADR-0012`, where it stands in a sub-folder.
        title: its first heading.
        path: where it stands in the repository.
        status: its status.
        why: its reason: the text under the decision's outcome, one paragraph.
        rule_ids: the rules it binds, in order; empty for prose.
        date: the day of the decision, `2026-03-02`; empty if it is not told.
        decision_makers: who decided, as they are written.
        supersedes: ids of the records that it took the place of.
        superseded_by: ids of the records that took its place.
    """

    id: str
    title: str
    path: str
    status: DecisionStatus
    why: str
    rule_ids: tuple[str, ...] = ()
    date: str = ""
    decision_makers: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ByPath:
    """A level that counts for some files.

    Attributes:
        paths: the files; all of them where it has no patterns.
        level: what a finding weighs there; `off` where there is to be none.
    """

    paths: PathPatterns
    level: Level


@dataclass(frozen=True)
class RuleException:
    """Files that a rule leaves alone until a day.

    Attributes:
        paths: the files.
        owner: who answers for it.
        reason: why it is granted.
        until: its last day, `2026-06-30`.
    """

    paths: PathPatterns
    owner: str
    reason: str
    until: str

    def is_live(self, as_of: str) -> bool:
        """Whether it holds on a day; not if nobody knows the day."""
        return bool(as_of) and as_of <= self.until


@dataclass(frozen=True)
class Rule:
    """One bound, configured check.

    Attributes:
        id: `ADR-0012/forbid-import-1`, or the check's name for a built-in rule.
        check: the check with its options.
        level: what a finding weighs.
        paths: the files it governs.
        audience: whose pull requests it is for.
        decision: id of the decision, empty for a built-in rule.
        why: the reason given with every finding.
        instead: what to do instead, given with every finding that does not know better.
        since: the first day on which it holds, `2026-03-02`; empty for always.
        exceptions: files that it leaves alone for a time.
        by_path: levels for some files, of which `level` is the strictest; the last one that matches counts.
        agents: names of the only agents it is for; all of its audience where empty.
        not_agents: names of agents it is not for, because an envelope of their own says otherwise.
        waivable: whether a person may permit a finding of it by a comment, if its check lets them.
        at: where an envelope says so, `.github/decisis.yml:12:5`; empty for a rule of a decision or a check.
    """

    id: str
    check: Check
    level: Level
    paths: PathPatterns = PathPatterns()
    audience: Audience = Audience.AGENTS
    decision: str = ""
    why: str = ""
    instead: str = ""
    since: str = ""
    exceptions: tuple[RuleException, ...] = ()
    by_path: tuple[ByPath, ...] = ()
    agents: tuple[str, ...] = ()
    not_agents: tuple[str, ...] = ()
    waivable: bool = True
    at: str = ""

    def level_at(self, path: str) -> Level:
        """What a finding in a file weighs; another spelling of its path makes it weigh no less."""
        spelled = [one for one in self.by_path if not one.paths.patterns or one.paths.matches(path)]
        level = spelled[-1].level if spelled else self.level
        if any(one.paths.patterns for one in spelled):
            return level
        forms = [one.level for one in self.by_path if one.paths.matches_any_form(path)]
        return min([level, *forms], key=lambda one: one.rank)

    @property
    def is_dated(self) -> bool:
        """Whether what it says depends on the day."""
        return bool(self.since or self.exceptions)

    def holds(self, as_of: str) -> bool:
        """Whether it is in force on a day; it is if nobody knows the day."""
        return not (self.since and as_of) or self.since <= as_of


@dataclass(frozen=True, slots=True)
class FloorSource:
    """Where a floor was looked for.

    Attributes:
        repository: `owner/name`.
        path: the policy file in it.
        commit: the commit it was read at; empty where there is no such repository, or it was not at hand.
        digest: SHA-256 over everything that was read; empty where nothing was, so that no floor holds.
    """

    repository: str
    path: str
    commit: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Where a policy was read.

    Attributes:
        source: `builtin`, or the path of the policy file, or of the folder of decisions without one.
        commit: the commit it was read at, empty for the built-in policy or a file outside git.
        digest: SHA-256 over everything that was read, in hexadecimal digits.
        extends: the floors that were looked for.
    """

    source: str
    commit: str
    digest: str
    extends: tuple[FloorSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a policy file as it is written: `mode`, `checks/skipped-test`, `baseline/from`."""

    value: str
    at: Spot


@dataclass(frozen=True)
class Policy:
    """What a repository has decided, ready to judge with.

    Attributes:
        mode: enforce or observe.
        rules: all rules, sorted by id.
        decisions: all records by id, the ones without rules included.
        agent_accounts: account numbers that the policy adds to the known agents → agent name.
        notices: what the reader should be told about the policy itself, such as "no record carries a rule".
        source: where it was read.
        settings: what the policy file says itself, by name, with the place.
        baseline: the findings that are known debt, by fingerprint.
        waivers: who may permit a finding by a comment.
    """

    mode: Mode
    rules: tuple[Rule, ...]
    source: PolicySource
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    agent_accounts: Mapping[int, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    baseline: Mapping[str, Entry] = field(default_factory=dict)
    waivers: WaiverTerms = WaiverTerms()

    @property
    def extends(self) -> str:
        """The floor that it names, empty for none."""
        named = self.settings.get("extends")
        return named.value if named else ""

    @cached_property
    def pattern_rules(self) -> tuple[PatternRule, ...]:
        """Every semgrep rule that any rule reads, once each, sorted by key."""
        found = {wanted.key: wanted for rule in self.rules for wanted in rule.check.pattern_rules}
        return tuple(found[key] for key in sorted(found))
