"""What people, other programs and earlier rounds have had to do with a pull request, as plain values.

GitHub's events only hint at these; each value is what was read when the verdict was due, so that equal
proceedings give an equal verdict. On a command line nothing of this is known: what is due stays due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class ReviewState(StrEnum):
    """What a review of a pull request says; GitHub writes these words in capitals."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    COMMENTED = "commented"
    DISMISSED = "dismissed"
    PENDING = "pending"


class PermissionRole(StrEnum):
    """What an account may do in the repository, from most to least."""

    ADMIN = "admin"
    MAINTAIN = "maintain"
    WRITE = "write"
    TRIAGE = "triage"
    READ = "read"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for the most powerful."""
        return list(PermissionRole).index(self)


@dataclass(frozen=True, slots=True)
class Person:
    """An account with what it may do, as it stands now.

    Attributes:
        id: the account's number, its identity.
        login: its present name.
        is_user: whether GitHub calls it a user: no bot, no App, no organisation.
        role: what it may do in the repository.
        teams: the asked-for teams that it is an active member of, as `org/team`, sorted.
    """

    id: int
    login: str
    is_user: bool = True
    role: PermissionRole = PermissionRole.NONE
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the pull request.

    Attributes:
        id: its number; a later review of the same person has a higher one.
        by: number of the account.
        state: what it says now.
        commit: object id of the commit that was the head when it was given.
        touched_since: paths that differ between `commit` and the head, sorted; `None` where nobody knows.
        words: the beginning of its text, for whoever reads the record; no verdict asks for it.
    """

    id: int
    by: int
    state: ReviewState
    commit: str
    touched_since: tuple[str, ...] | None = None
    words: str = ""


class Awaited(NamedTuple):
    """A check of another program that a rule waits for.

    Attributes:
        name: the run's name, or the status's context.
        app: number of the App that must have posted it, 0 for a commit status; `None` for whoever does.
    """

    name: str
    app: int | None = None

    @property
    def may_be_status(self) -> bool:
        """Whether a commit status may be it."""
        return not self.app


@dataclass(frozen=True, slots=True)
class OtherCheck:
    """A check run or a commit status of another program, its last word.

    An App may have several of one name on a commit, one in each of its suites: two workflows with a job of
    the same name are such.

    Attributes:
        name: the run's name, or the status's context.
        app: number of the App that posted it; 0 for a commit status.
        conclusion: `success`, `failure`, `skipped` …; empty while it has none.
        head: object id of the commit it belongs to.
        app_name: the App's short name, `github-actions`; empty for a status, which does not tell its author.
    """

    name: str
    app: int
    conclusion: str
    head: str
    app_name: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the conversation of the pull request.

    Attributes:
        id: its number.
        by: number of the account.
        body: its raw text.
        is_edited: whether its text was changed after it was written.
        created: when, in UTC, `2026-03-02T09:30:00Z`.
        head: the head when the comment was first seen, empty where nobody knows.
        after_stop: whether the verdict that people saw last when it was written told them that the agent is
            stopped, see `checks.supervision`.
    """

    id: int
    by: int
    body: str
    is_edited: bool
    created: str
    head: str = ""
    after_stop: bool = False


class Place(NamedTuple):
    """Where a finding of an earlier round stood.

    Attributes:
        rule: id of the rule.
        path: the file.
        is_at_head: whether it stood at a line of the head, so that the file was there.
    """

    rule: str
    path: str
    is_at_head: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """One head of a pull request that was judged, with the verdict that people saw last on it.

    Attributes:
        head: object id of the commit.
        outcome: the word of the outcome.
        blocking: fingerprints of the findings that blocked, sorted.
        places: fingerprint → where each of them stood.
        number: which round it is, from 1.
        standing: fingerprints of all findings, also those that a person permitted and known debt, sorted.
        is_complete: whether everything could be judged: only then is a missing finding a mended one.
        basis: what judged by what; rounds with another one are not compared.
        told: ids of the rules of supervision by which the agent was stopped, sorted.
    """

    head: str
    outcome: str
    blocking: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    number: int = 1
    standing: tuple[str, ...] = ()
    is_complete: bool = True
    basis: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proceedings:
    """Everything around the pull request that a verdict may depend on.

    Attributes:
        is_known: whether it was read at all; a command line knows nothing of it.
        people: the accounts that reviewed or commanded, by number.
        requesters: numbers of accounts that are known to have asked an agent for the change.
        writers: numbers of accounts that wrote, committed, co-authored or pushed a commit of it, sorted.
        reviews: the reviews, by number.
        checks: what other programs reported on the head, as far as the policy asks, sorted by name and App.
        comments: the comments that hold a command, by number.
        rounds: earlier rounds, oldest first, without the present head; `None` where nobody supervises.
        open_pulls: how many pull requests the same author has open in the repository, this one included;
            `None` where nobody counted.
        gaps: what could not be read, one sentence each, sorted: whatever depends on it stays due.
        check_gaps: likewise, of `checks`.
    """

    is_known: bool = False
    people: Mapping[int, Person] = field(default_factory=dict)
    requesters: tuple[int, ...] = ()
    writers: tuple[int, ...] = ()
    reviews: tuple[Review, ...] = ()
    checks: tuple[OtherCheck, ...] = ()
    comments: tuple[Comment, ...] = ()
    rounds: tuple[Round, ...] | None = None
    open_pulls: int | None = None
    gaps: tuple[str, ...] = ()
    check_gaps: tuple[str, ...] = ()
