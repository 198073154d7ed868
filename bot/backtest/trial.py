"""Merged pull requests judged again, under one policy or two."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.backtest.merged import Merged
from bot.git.change import read_change
from bot.git.errors import GitError
from bot.git.history import commits
from bot.git.store import Store
from bot.judge import Judge
from checks.change import Account, Change, PullFacts
from checks.finding import Finding
from checks.identity import Agent, identify
from checks.policy import Policy
from checks.verdict import Outcome, Verdict

_BETWEEN_COLLECTIONS = 10
"""Changes between two collections; memory then stays flat, for a few milliseconds a change."""

_UNKNOWN = Account("somebody")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is kept of a verdict.

    Attributes:
        outcome: what it would be in a policy that enforces, without what is due from people.
        rules: the rules that block, sorted, once for each finding.
        first: the first blocking finding.
    """

    outcome: Outcome
    rules: tuple[str, ...]
    first: Finding | None

    @property
    def is_blocked(self) -> bool:
        """Whether the change would have been held back."""
        return self.outcome in (Outcome.FAIL, Outcome.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Tried:
    """One pull request judged again.

    Attributes:
        merged: the pull request.
        agent: who is taken to have written it.
        rulings: one for each policy, in their order; none where git lacks its objects.
    """

    merged: Merged
    agent: Agent
    rulings: tuple[Ruling, ...]


def tried(
    store: Store, changes: Sequence[Merged], policies: Sequence[Policy], judge: Judge, *, as_agents: bool
) -> Iterator[Tried]:
    """Judge every change under every policy; each is read once, and nothing of it is kept.

    Args:
        store: an open store of the repository.
        changes: the changes.
        policies: the policies.
        judge: judges; its engine keeps what semgrep found by content.
        as_agents: whether every change is judged as an agent's, whoever wrote it.
    """
    for place, one in enumerate(changes, 1):
        if place % _BETWEEN_COLLECTIONS == 0:
            gc.collect()  # syntax trees are cycles, and Python looks for them the less the more there is
        try:
            facts = _facts(store, one)
            change = read_change(store, one.parent, one.commit)
        except GitError:
            yield Tried(one, Agent(), ())
            continue
        agent = identify(facts, {})
        if not as_agents and not agent.name:
            facts = replace(facts, author=_UNKNOWN)
        whole = replace(change, facts=facts)
        yield Tried(one, agent, tuple(_ruling(whole, policy, judge) for policy in policies))


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
    blocking = [finding for finding in verdict.findings if finding.blocks]
    outcome = Outcome.PASS
    if verdict.incomplete:
        outcome = Outcome.INCOMPLETE
    elif blocking:
        outcome = Outcome.FAIL
    elif verdict.waiting:
        outcome = Outcome.WAITING
    rules = tuple(sorted(finding.rule for finding in blocking))
    return Ruling(outcome, rules, blocking[0] if blocking else None)
