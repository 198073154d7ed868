"""Who may speak for or against a change: a person who has no part in it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from checks.agents import BY_ACCOUNT
from checks.change import PullFacts
from checks.proceedings import PermissionRole, Person


class Bar(StrEnum):
    """Why an account's word does not count, whatever it may do in the repository."""

    NO_PERSON = "no person"
    HAS_PART = "has part"


def bar(person: Person | None, facts: PullFacts, agents: Collection[int]) -> Bar | None:
    """What keeps an account's word from counting; `None` if nothing does.

    Args:
        person: the account, `None` where nothing is known of it.
        facts: the pull request with its proceedings.
        agents: numbers of accounts that the policy adds to the known agents.
    """
    if person is None or not person.is_user or person.id in BY_ACCOUNT or person.id in agents:
        return Bar.NO_PERSON
    own = {*facts.proceedings.writers, *facts.proceedings.requesters}
    is_author = facts.author is not None and facts.author.id == person.id
    return Bar.HAS_PART if is_author or person.id in own else None


def is_one_of(person: Person, word: str) -> bool:
    """Whether a word of a policy means this account, as it stands now.

    Args:
        person: the account.
        word: `@login`, `@org/team`, or a role in the repository, which those with more hold too.
    """
    if not word.startswith("@"):
        return word in list(PermissionRole) and person.role.rank <= PermissionRole(word).rank
    name = word.removeprefix("@").casefold()
    if "/" in name:
        return name in (team.casefold() for team in person.teams)
    return name == person.login.casefold()
