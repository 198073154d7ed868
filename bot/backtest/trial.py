"""A merged pull request judged again, under one policy or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.backtest.merged import Merged
from bot.git.change import compare
from bot.git.history import commits
from bot.git.store import Store
from bot.judge import Judge
from checks.change import Account, Change, PullFacts
from checks.identity import identify
from checks.policy import Policy
from checks.verdict import Outcome, Verdict

_UNKNOWN = Account("somebody")


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule that holds a change back, with its first finding.

    Attributes:
        rule: id of the rule.
        decision: id of its decision, empty for a built-in check.
        path: the file.
        line: the line, 0 for the file as a whole.
        message: what was seen.
        count: how many findings it has.
    """

    rule: str
    decision: str
    path: str
    line: int
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is kept of a verdict.

    Attributes:
        outcome: what it would be in a policy that enforces, without what is due from people.
        blocked: the rules that block, in the order of their first findings in a report.
        gap: why something could not be judged, empty if everything was.
    """

    outcome: Outcome
    blocked: tuple[Blocked, ...] = ()
    gap: str = ""

    @property
    def is_blocked(self) -> bool:
        """Whether the change would have been held back."""
        return self.outcome in (Outcome.FAIL, Outcome.INCOMPLETE)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that block, sorted, each once."""
        return tuple(sorted(one.rule for one in self.blocked))


@dataclass(frozen=True, slots=True)
class Tried:
    """One pull request judged again.

    Attributes:
        merged: the pull request.
        agent: name of the agent that is taken to have written it, empty for none.
        rulings: one for each policy, in their order; none where it could not be judged at all.
        fault: why it could not, empty if it could.
    """

    merged: Merged
    agent: str = ""
    rulings: tuple[Ruling, ...] = ()
    fault: str = ""


def tried(store: Store, one: Merged, policies: Sequence[Policy], judge: Judge, *, as_agents: bool) -> Tried:
    """Judge a change under every policy; it is read once, and nothing of it is kept.

    Args:
        store: an open store of the repository.
        one: the change.
        policies: the policies.
        judge: judges; its engine keeps what semgrep found by content.
        as_agents: whether every change is judged as an agent's, whoever wrote it.

    Raises:
        GitError: git lacks an object, or failed.
    """
    facts = _facts(store, one)
    change = compare(store, [one.parent], one.commit)
    agent = identify(facts, {})
    if not as_agents and not agent.name:
        facts = replace(facts, author=_UNKNOWN)
    whole = replace(change, facts=facts)
    return Tried(one, agent.name, tuple(_ruling(whole, policy, judge) for policy in policies))


def _facts(store: Store, one: Merged) -> PullFacts:
    return PullFacts(
        title=one.subject,
        body=one.body,
        branch=one.branch,
        commits=commits(store, one.parent, one.commit),
        as_of=one.day,
    )


def _ruling(change: Change, policy: Policy, judge: Judge) -> Ruling:
    verdict: Verdict = judge.judge(change, policy)
    found: dict[str, Blocked] = {}
    for finding in verdict.findings:
        if finding.blocks:
            first = found.get(finding.rule) or Blocked(
                finding.rule, finding.decision, finding.path, finding.line, finding.message, 0
            )
            found[finding.rule] = replace(first, count=first.count + 1)
    outcome = Outcome.PASS
    if verdict.incomplete:
        outcome = Outcome.INCOMPLETE
    elif found:
        outcome = Outcome.FAIL
    elif verdict.waiting:
        outcome = Outcome.WAITING
    gap = next((f"{one.code.value}: {one.measured}" for one in verdict.incomplete), "")
    return Ruling(outcome, tuple(found.values()), gap)
