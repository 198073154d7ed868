"""What a policy wants to know of the people and programs around a pull request, so that no more is read."""

from __future__ import annotations

from typing import NamedTuple

from checks.codeowners import CODEOWNERS_WORD, Owners
from checks.finding import Level
from checks.policy import Policy
from checks.proceedings import Awaited
from checks.rules.missing_approval import MissingApproval
from checks.rules.spent_budget import SpentBudget


class Asks(NamedTuple):
    """What has to be read before a verdict.

    Attributes:
        teams: teams whose members are asked for, as `org/team` in lower case.
        reviews: whether reviews matter.
        comments: whether waivers matter.
        open_pulls: whether it matters how many pull requests the author has open.
        checks: the checks of other programs that matter.
        is_dated: whether some rule depends on the day.
    """

    teams: frozenset[str] = frozenset()
    reviews: bool = False
    comments: bool = False
    open_pulls: bool = False
    checks: frozenset[Awaited] = frozenset()
    is_dated: bool = False


def wants_owners(policy: Policy) -> bool:
    """Whether some rule asks the owners that `CODEOWNERS` names."""
    return any(CODEOWNERS_WORD in rule.check.asks for rule in policy.rules if rule.level is not Level.OFF)


def lasts_while_untouched(policy: Policy) -> bool:
    """Whether some approval counts as long as no later push touches its files."""
    return any(
        isinstance(rule.check, MissingApproval) and rule.check.lasts == "untouched" for rule in policy.rules
    )


def asks_of(policy: Policy, owners: Owners) -> Asks:
    """What a policy asks for.

    Args:
        policy: the policy.
        owners: the owners of the default branch, where the policy `wants_owners`.
    """
    live = [rule.check for rule in policy.rules if rule.level is not Level.OFF]
    words = {word for check in live for word in check.asks}
    teams = {
        word.removeprefix("@").casefold()
        for word in (*words, *policy.waivers.from_)
        if word.startswith("@") and "/" in word
    }
    return Asks(
        teams=frozenset(teams | owners.teams),
        reviews=bool(words),
        comments=bool(policy.waivers.from_),
        open_pulls=any(isinstance(one, SpentBudget) and one.open_pull_requests is not None for one in live),
        checks=frozenset(awaited for check in live for awaited in check.awaits),
        is_dated=any(rule.is_dated for rule in policy.rules),
    )
