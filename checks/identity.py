"""Who wrote the change: a known agent, a person helped by one, or somebody who does not say.

Hard evidence is what an account cannot choose for itself: the number of the pull request's author and
the number in a `users.noreply.github.com` mail. Names, branches and trailers can be forged both ways;
they make the reading stricter, never milder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checks.change import PullFacts

_NUMBERED_MAIL = re.compile(r"<(\d+)\+[^<>@]*@users\.noreply\.github\.com>")
_CO_AUTHOR = re.compile(r"^co-authored-by:(.*)$", re.IGNORECASE | re.MULTILINE)


class Role(StrEnum):
    """How far an agent is known to have a hand in the change."""

    AUTHORED = "authored"
    ASSISTED = "assisted"
    NOT_DISCLOSED = "not-disclosed"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who is taken to have written the change.

    Attributes:
        name: the agent's name, empty if none is known.
        role: authored, assisted or not disclosed; nobody is ever declared to be a person.
        evidence: what the reading rests on, one sentence each, sorted.
    """

    name: str = ""
    role: Role = Role.NOT_DISCLOSED
    evidence: tuple[str, ...] = ()

    @property
    def is_judged_as_agent(self) -> bool:
        """Whether the rules for agents apply."""
        return self.role is not Role.NOT_DISCLOSED


def identify(facts: PullFacts, more_accounts: Mapping[int, str]) -> Agent:
    """Read all signs together; the strictest reading wins.

    Args:
        facts: the pull request.
        more_accounts: account numbers that the policy adds → agent name.
    """
    del facts, more_accounts
    return Agent()
