"""Envelopes: what agents may do in a repository, as `envelopes` of the policy file says it.

An envelope is for every agent (`*`) or for named ones. That of a named agent is laid over the one for
all, key by key: what it says counts instead, except `may-not-edit`, which is added, so that nothing
that is forbidden to all is open to one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from checks.problem import Spot
from checks.required_check import RequiredCheck

EVERY_AGENT = "*"
RULE_PREFIX = "envelope/"
"""What the ids of the rules of envelopes begin with, behind the name of a floor."""


def is_of_envelope(rule_id: str) -> bool:
    """Whether a rule comes from an envelope, by its id."""
    return rule_id.rpartition(":")[2].startswith(RULE_PREFIX)


class Link(StrEnum):
    """What a pull request must point to."""

    ISSUE = "issue"
    TRANSCRIPT = "transcript"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one pull request of an agent may be, and how many it may have; `None` for no limit.

    Attributes:
        files: changed files.
        lines: added and removed lines, without lock files, generated, vendored and moved lines.
        commits: commits.
        rounds: verdicts that held the change back.
        open_pull_requests: pull requests that the same author has open in the repository.
    """

    files: int | None = None
    lines: int | None = None
    commits: int | None = None
    rounds: int | None = None
    open_pull_requests: int | None = None


@dataclass(frozen=True, slots=True)
class ApprovalTerm:
    """Whose approval a change needs.

    Attributes:
        paths: the files for which it is needed; all files where empty.
        from_: who may give it: `@login`, `@org/team`, `codeowners`, or a role: `admin`, `maintain`, `write`.
        count: how many different people.
        lasts: `head`: it counts on the commit it was given for; `untouched`: also later, as long as no push
            touches these paths.
        at: where it is written.
    """

    paths: tuple[str, ...]
    from_: tuple[str, ...]
    count: int
    lasts: str
    at: Spot


@dataclass(frozen=True, slots=True)
class MustPass:
    """A check of another program that must have succeeded on the head.

    Attributes:
        check: the check.
        at: where it is written.
    """

    check: RequiredCheck
    at: Spot

    @property
    def options(self) -> dict[str, object]:
        """The same as options of a check of ours."""
        named: dict[str, object] = {"name": self.check.name}
        return named if self.check.app is None else {**named, "app": self.check.app}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the named agents may do; `None` where it says nothing.

    Attributes:
        agents: names of agents, or `*` alone.
        may_edit: the only files that may be touched.
        may_not_edit: files that may not be touched.
        budget: limits.
        approvals: approvals that are needed.
        must_pass: checks that must have succeeded.
        must_link: what the pull request must point to.
        places: key → where it is written.
    """

    agents: tuple[str, ...]
    may_edit: tuple[str, ...] | None = None
    may_not_edit: tuple[str, ...] | None = None
    budget: Budget | None = None
    approvals: tuple[ApprovalTerm, ...] | None = None
    must_pass: tuple[MustPass, ...] | None = None
    must_link: Link | None = None
    places: dict[str, Spot] = field(default_factory=dict)
