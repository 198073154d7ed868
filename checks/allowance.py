"""What an agent may do under a policy: the clauses of its envelope, and what they say about one file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.agents import Role
from checks.envelope import EVERY_AGENT, RULE_PREFIX
from checks.identity import Agent
from checks.path_matching import matches_any_form
from checks.policy import Policy, Rule
from checks.review import governs
from checks.rules.missing_approval import MissingApproval
from checks.rules.outside_envelope import OutsideEnvelope


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an agent may edit a file.

    Attributes:
        may: whether it may.
        decided_by: the clause that refuses it, or that opens it; `None` where no clause is about files.
        because: the patterns that decide; empty where there is no clause.
        approvals: clauses that ask for an approval when the file is touched.
    """

    may: bool
    decided_by: Rule | None
    because: tuple[str, ...]
    approvals: tuple[Rule, ...]


def clauses(policy: Policy, agent: str) -> tuple[Rule, ...]:
    """The rules of envelopes that hold for an agent, those of floors among them, in order of their ids.

    Args:
        policy: the policy with its floors.
        agent: its name; `*` for one that has no envelope of its own.
    """
    who = Agent("" if agent == EVERY_AGENT else agent, Role.AUTHORED)
    return tuple(rule for rule in policy.rules if rule.at and governs(rule, who))


def key_of(rule: Rule) -> str:
    """The key of an envelope that a rule comes from, as `may-edit` or `approvals-2`."""
    return rule.id.partition(RULE_PREFIX)[2].partition("/")[2]


def answer(rules: Iterable[Rule], path: str) -> Answer:
    """Whether a file may be edited.

    Args:
        rules: the clauses that hold for the agent.
        path: the path from the root of the repository; it need not exist, and may be that of a folder.
    """
    listed = list(rules)
    about = [(rule, rule.check) for rule in listed if isinstance(rule.check, OutsideEnvelope)]
    approvals = tuple(
        rule
        for rule in listed
        if isinstance(rule.check, MissingApproval) and matches_any_form(rule.check.paths, path)
    )
    refusing = [(rule, check) for rule, check in about if check.concerns(path) or check.concerns(f"{path}/")]
    opening = [(rule, check) for rule, check in about if check.may_edit]
    for rule, check in (*refusing, *opening):
        return Answer(not refusing, rule, _deciding(check, path), approvals)
    return Answer(True, None, (), approvals)


def _deciding(check: OutsideEnvelope, path: str) -> tuple[str, ...]:
    """The last pattern that names the file in some form, all of them where none does."""
    patterns = check.may_not_edit or check.may_edit
    forms = (path, f"{path}/")
    named = [
        one for one in patterns if any(matches_any_form((one.removeprefix("!"),), form) for form in forms)
    ]
    return (named[-1],) if named else patterns
