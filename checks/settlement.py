"""What people have said of a judged change: approvals against what is due, waivers against what blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from checks.approvals import Approval, Approvals
from checks.change import Change
from checks.codeowners import CODEOWNERS_WORD, Owners, owners_in
from checks.finding import Finding, Waiting
from checks.policy import Policy
from checks.waivers import Waiver, Waivers, waived


@dataclass(frozen=True)
class Settled:
    """What remains after people have spoken.

    Attributes:
        findings: what nobody has permitted.
        waived: what somebody has permitted by a comment.
        waivers: the waivers that permit them, sorted.
        waiting: what is still due.
        approvals: the approvals that were counted, sorted.
    """

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]
    waiting: tuple[Waiting, ...]
    approvals: tuple[Approval, ...]


def settle(change: Change, policy: Policy, findings: Sequence[Finding], due: Sequence[Waiting]) -> Settled:
    """Hold findings and what is due against the proceedings of the pull request.

    Args:
        change: the change, with its proceedings.
        policy: the policy of the default branch.
        findings: what stands.
        due: what the rules ask for.
    """
    agents = policy.agent_accounts.keys()
    waivers = Waivers(change.facts, change.head, policy.waivers, agents).live()
    permitted = waived(findings, waivers, _fixed(policy))
    asks_owners = any(CODEOWNERS_WORD in one.approvers for one in due)
    owners = owners_in(change.base_tree) if asks_owners else Owners()
    approvals = Approvals(change.facts, change.head, agents, owners)
    settled = [approvals.settle(one) for one in due]
    return Settled(
        findings=tuple(one for one in findings if one.fingerprint not in permitted),
        waived=tuple(one for one in findings if one.fingerprint in permitted),
        waivers=tuple(sorted(set(permitted.values()))),
        waiting=tuple(rest for rest, _ in settled if rest is not None),
        approvals=tuple(sorted({one for _, counted in settled for one in counted})),
    )


def _fixed(policy: Policy) -> Collection[str]:
    return {rule.id for rule in policy.rules if not (rule.waivable and rule.check.waivable)}
