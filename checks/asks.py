"""What a policy wants to know of the people and programs around a pull request, so that no more is read."""

from __future__ import annotations

from typing import NamedTuple

from checks.codeowners import CODEOWNERS_WORD, Owners
from checks.finding import Level
from checks.policy import Policy
from checks.rules.missing_approval import MissingApproval


class Asks(NamedTuple):
    """What has to be read before a verdict.

    Attributes:
        teams: teams whose members are asked for, as `org/team` in lower case.
        reviews: whether reviews matter.
        comments: whether waivers matter.
        checks: whether the checks of other programs matter.
    """

    teams: frozenset[str] = frozenset()
    reviews: bool = False
    comments: bool = False
    checks: bool = False


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
    words = {word for rule in policy.rules if rule.level is not Level.OFF for word in rule.check.asks}
    teams = {
        word.removeprefix("@").casefold()
        for word in (*words, *policy.waivers.from_)
        if word.startswith("@") and "/" in word
    }
    return Asks(
        teams=frozenset(teams | owners.teams),
        reviews=bool(words),
        comments=bool(policy.waivers.from_),
    )
