"""Answers questions about the decisions of one repository, as they stand on its default branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.engines.semgrep import SemgrepEngine
from bot.errors import UserError
from bot.git.history import tree_at
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.judge import Judge
from bot.mcp.answers import (
    Checked,
    DecisionTold,
    Explained,
    FindingTold,
    PathsTold,
    PathTold,
    RejectedTold,
    RuleTold,
)
from bot.places import cache_directory
from bot.policies import Policies, built_in
from bot.today import today
from checks.change import Change, PullFacts
from checks.check import all_checks
from checks.finding import Level
from checks.policy import Decision, DecisionStatus, Policy, Rule
from checks.report.explain import explain
from checks.verdict import Verdict

MOST_PATHS = 200
"""Paths that are answered at once."""


@dataclass(frozen=True)
class Adviser:
    """Reads and judges, and can change nothing.

    Attributes:
        start: a folder of the repository.
    """

    start: Path

    def decisions_for(self, paths: list[str]) -> PathsTold:
        """Every decision that governs these files, those that were turned down included. Ask before you edit.

        Args:
            paths: files from the root of the repository, such as `src/api/pay.py`; they need not exist.
        """
        with self._opened() as (_, _, policy):
            told = [PathTold(path=path, decisions=_governing(policy, path)) for path in paths[:MOST_PATHS]]
            return PathsTold(paths=told)

    def explain(self, id: str) -> Explained:  # noqa: A002 - the name is part of the protocol
        """A decision, a rule or a check in full: why it asks, what to do, an example.

        Args:
            id: such as `ADR-0012`, `ADR-0012/forbid-import-1` or `forbidden-import`.
        """
        with self._opened() as (_, _, policy):
            rule = next((one for one in policy.rules if one.id == id), None)
            if id in policy.decisions:
                return Explained(id=id, text=explain(policy.decisions[id], policy.rules))
            if rule is not None:
                return Explained(id=id, text=explain(rule))
            if id in all_checks():
                return Explained(id=id, text=explain(all_checks()[id]))
        raise UserError(f"nothing is called `{id[:80]}`", "name a decision, a rule or a check")

    def check_change(self, path: str = "", content: str = "", diff: str = "") -> Checked:
        """Judge a change before you make it. Nothing is written, and nobody is told.

        Args:
            path: the file from the root of the repository; with `content`.
            content: the whole new content of the file.
            diff: a diff as `git diff` prints it, instead of path and content.
        """
        if bool(diff) == bool(path):
            raise UserError("either `diff`, or `path` and `content`", "give one of the two")
        with self._opened() as (repository, store, policy), SemgrepEngine(cache=cache_directory()) as engine:
            base, facts = repository.head(store), PullFacts(as_of=today())
            change: Change = (
                repository.patch(store, base, diff.encode(), facts)
                if diff
                else repository.writing(store, base, {path: content.encode()}, facts)
            )
            return _checked(Judge(engine).judge(change, policy))

    def list_rejected(self) -> RejectedTold:
        """What was turned down here and must not come back, with what to do instead."""
        with self._opened() as (_, _, policy):
            turned_down = [
                _told(one, policy.rules)
                for one in policy.decisions.values()
                if one.status is DecisionStatus.REJECTED
            ]
            return RejectedTold(decisions=turned_down)

    @contextmanager
    def _opened(self) -> Iterator[tuple[LocalRepository, Store, Policy]]:
        repository = LocalRepository.open(self.start)
        with repository.store() as store:
            commit = repository.default_branch() or repository.head(store)
            if commit == store.empty_tree:
                yield repository, store, built_in()
            else:
                read = Policies(cache_directory()).at(commit, lambda: tree_at(store, commit))
                yield repository, store, read


def _governing(policy: Policy, path: str) -> list[DecisionTold]:
    rules = [
        rule
        for rule in policy.rules
        if rule.decision
        and rule.level is not Level.OFF
        and rule.paths.matches_any_form(path)
        and rule.check.concerns(path)
    ]
    names = sorted({rule.decision for rule in rules})
    return [_told(policy.decisions[name], rules) for name in names if name in policy.decisions]


def _told(decision: Decision, rules: Sequence[Rule]) -> DecisionTold:
    own = [rule for rule in rules if rule.decision == decision.id]
    return DecisionTold(
        id=decision.id,
        title=decision.title,
        status=decision.status.value,
        why=decision.why,
        instead=list(dict.fromkeys(rule.instead for rule in own if rule.instead)),
        file=decision.path,
        rules=[RuleTold(id=rule.id, check=rule.check.name, level=rule.level.value) for rule in own],
    )


def _checked(verdict: Verdict) -> Checked:
    return Checked(
        verdict=verdict.enforced_outcome.value,
        findings=[
            FindingTold(
                id=one.id,
                rule=one.rule,
                decision=one.decision,
                level=one.level.value,
                path=one.path,
                line=one.line,
                message=one.message,
                why=one.why,
                instead=one.instead,
            )
            for one in verdict.findings
        ],
        waiting=[f"{one.rule}: {one.message}" for one in verdict.waiting],
        incomplete=[f"{one.code}: {one.path}: {one.measured}; {one.help}" for one in verdict.incomplete],
    )
