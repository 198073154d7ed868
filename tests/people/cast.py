"""Fourteen accounts around one pull request, and the verdict on it by whoever speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from checks.change import Account, Change, PullFacts
from checks.check import Check
from checks.finding import Level
from checks.policy import Audience, Mode, Policy, PolicySource, Rule
from checks.proceedings import PermissionRole, Person, Proceedings
from checks.review import review
from checks.rules.forbidden_path import ForbiddenPath
from checks.rules.missing_approval import MissingApproval
from checks.verdict import Verdict
from checks.waiver_terms import WaiverTerms
from tests.cases import blob, change_of

HEAD = "a" * 40
COPILOT = 198982749
POLICY_AGENT = 7_000

IDENTITIES: Mapping[str, Person] = {
    "the author": Person(1, "author"),
    "a writer of a commit": Person(2, "writer"),
    "a co-author": Person(3, "co-author"),
    "who pushed": Person(4, "pusher"),
    "who asked the agent": Person(5, "requester"),
    "a known agent": Person(COPILOT, "Copilot", is_user=False),
    "a known agent that GitHub calls a user": Person(COPILOT, "Copilot"),
    "an agent of the policy": Person(POLICY_AGENT, "acme-agent"),
    "an App": Person(41898282, "github-actions[bot]", is_user=False),
    "another App": Person(9, "other[bot]", is_user=False),
    "a bystander": Person(10, "bystander"),
    "a member of the team": Person(11, "dba", teams=("acme/dba",)),
    "a member of another team": Person(12, "designer", teams=("acme/design",)),
    "the one who is named": Person(13, "carol"),
}
NEUTRAL = {"a bystander", "a member of the team", "a member of another team", "the one who is named"}
"""Those who have no part in the change."""

NOBODY = WaiverTerms()
PROCEEDINGS = Proceedings(is_known=True, writers=(2, 3, 4), requesters=(5,))


def change() -> Change:
    """A change of one file that a rule forbids and for which another asks an approval."""
    facts = PullFacts(author=Account("author", 1), as_of="2026-03-10", proceedings=PROCEEDINGS)
    return replace(texts({}, {"db/migrations/1.sql": "SELECT 1;\n"}), head=HEAD, facts=facts)


def texts(base: Mapping[str, str], head: Mapping[str, str]) -> Change:
    """The change from texts to texts."""
    before, after = ({path: blob(text.encode()) for path, text in side.items()} for side in (base, head))
    return change_of(before, after)


def judged(
    proceedings: Proceedings,
    approvers: tuple[str, ...] = ("write",),
    waivers: WaiverTerms = NOBODY,
    count: int = 1,
    lasts: str = "head",
    whole: Change | None = None,
) -> Verdict:
    """The verdict when people have spoken.

    Args:
        proceedings: what they said.
        approvers: whose approval is needed; none leaves the rule out, and a path is forbidden instead.
        waivers: who may waive.
        count: how many must approve.
        lasts: what an approval is bound to.
        whole: the change, another than the usual one.
    """
    if approvers:
        check: Check = MissingApproval(from_=approvers, count=count, lasts=lasts)
    else:
        check = ForbiddenPath(paths=("db/**",))
    policy = Policy(
        Mode.ENFORCE,
        (Rule("the-rule", check, Level.BLOCK, audience=Audience.EVERYONE),),
        PolicySource("builtin", "", "0" * 64),
        agent_accounts={POLICY_AGENT: "acme-agent"},
        waivers=waivers,
    )
    whole = whole or change()
    return review(replace(whole, facts=replace(whole.facts, proceedings=proceedings)), policy, "test")


def as_role(person: Person, role: PermissionRole) -> Person:
    """The same person with another role in the repository."""
    return replace(person, role=role)
