"""Deliveries as jobs. A payload is a hint at what to look at: numbers are taken from it, facts never."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.github.check_runs import NAME
from bot.github.merge_groups import MergeGroup
from bot.github.place import Place
from bot.server.job import Job, Kind
from checks.commands import may_hold_command
from checks.floor_reference import HOME

MAX_ID = 2**53
"""Largest number that is taken for an id; JSON readers agree up to here."""

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,100}\Z")
_EXTERNAL_ID = re.compile(r"(\d{1,16})#([1-9]\d{0,15})(?::|\Z)")

Id = Annotated[int, Field(gt=0, le=MAX_ID)]
Commit = Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z")]
Name = Annotated[str, Field(max_length=201, pattern=r"\A[A-Za-z0-9._-]+/[A-Za-z0-9._-]+\z")]


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


Event = TypeVar("Event", bound=_Loose)


class _Repository(_Loose):
    id: Id
    full_name: Name = ""


class _DefaultBranch(_Loose):
    default_branch: str = ""


class _Installation(_Loose):
    id: Id


class _Hint(_Loose):
    """What every delivery about a repository holds."""

    repository: _Repository
    installation: _Installation

    @property
    def place(self) -> Place:
        return Place(self.installation.id, self.repository.id, self.repository.full_name)


class _Numbered(_Loose):
    number: Id


class _PullRequest(_Hint):
    number: Id | None = None
    pull_request: _Numbered | None = None


class _Push(_Hint):
    ref: str


class _PushedRepository(_Loose):
    repository: _DefaultBranch


class _MergeGroup(_Loose):
    head_sha: Commit
    head_ref: str
    base_sha: Commit

    @field_validator("head_ref")
    @classmethod
    def _well_named(cls, ref: str) -> str:
        if not MergeGroup("", "", ref).is_well_named:
            raise ValueError("no branch of a merge queue")
        return ref


class _Grouped(_Hint):
    action: str
    merge_group: _MergeGroup


class _Conversation(_Loose):
    number: Id
    pull_request: _Loose | None = None


class _Remark(_Loose):
    id: Id
    body: str = ""


class _IssueComment(_Hint):
    action: str
    issue: _Conversation
    comment: _Remark


class _App(_Loose):
    id: int


class _Suite(_Loose):
    app: _App | None = None
    head_sha: str = ""
    head_branch: str | None = None
    pull_requests: tuple[_Numbered, ...] = ()


class _Run(_Loose):
    app: _App | None = None
    name: str = ""
    external_id: str | None = None
    check_suite: _Suite = _Suite()
    head_sha: str = ""
    pull_requests: tuple[_Numbered, ...] = ()


class _CheckRun(_Hint):
    action: str
    check_run: _Run


class _CheckSuite(_Hint):
    action: str
    check_suite: _Suite


class _Installed(_Loose):
    installation: _Installation
    action: str = ""
    repositories: tuple[_Repository, ...] = ()
    repositories_added: tuple[_Repository, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a delivery asks for.

    Attributes:
        jobs: what to do, nothing for an event that is none of our business.
        flag: why it could not be understood, empty if it was; everything is then looked at.
    """

    jobs: tuple[Job, ...] = ()
    flag: str = ""


def understood(event: str, delivery: str, body: bytes, app: int) -> Understood:
    """Read a delivery whose signature held.

    Args:
        event: `X-GitHub-Event`.
        delivery: `X-GitHub-Delivery`.
        body: the bytes.
        app: number of our App; check runs of others are none of our business.

    Returns:
        The jobs. A body that does not read leads to one that looks at everything.
    """
    reader = _READERS.get(event)
    if reader is None:
        return Understood()
    try:
        return Understood(reader(body, delivery, app))
    except (ValidationError, RecursionError) as error:
        return Understood(_fallback(body, delivery), f"not understood: {type(error).__name__}")


def _fallback(body: bytes, delivery: str) -> tuple[Job, ...]:
    """Where at least the repository can be read, it is looked at as a whole; otherwise everything is."""
    try:
        return (Job(Kind.SWEEP, delivery, _Hint.model_validate_json(body).place),)
    except (ValidationError, RecursionError):
        return (Job(Kind.RECONCILE, delivery),)


def _pull_request(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = _PullRequest.model_validate_json(body)
    number = event.number or (event.pull_request.number if event.pull_request else None)
    if number is None:
        return (Job(Kind.SWEEP, delivery, event.place),)
    return (Job(Kind.REVIEW, delivery, event.place, number),)


def _issue_comment(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    """A comment with commands is answered; one that is gone or was changed may have held some."""
    del app
    event = _IssueComment.model_validate_json(body)
    if event.issue.pull_request is None:
        return ()
    number, place = event.issue.number, event.place
    if event.action != "deleted" and may_hold_command(event.comment.body):
        return (Job(Kind.COMMAND, delivery, place, number, comment=event.comment.id),)
    return (Job(Kind.REVIEW, delivery, place, number),) if event.action in ("deleted", "edited") else ()


def _push(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = _Push.model_validate_json(body)
    default = _PushedRepository.model_validate_json(body).repository.default_branch
    if default and event.ref != f"refs/heads/{default}":
        return ()
    kind = Kind.FLOOR if event.place.full_name.partition("/")[2].casefold() == HOME else Kind.SWEEP
    return (Job(kind, delivery, event.place),)


def _check_run(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    event = _CheckRun.model_validate_json(body)
    run = event.check_run
    if event.action != "rerequested" or run.app is None or run.app.id != app or run.name != NAME:
        return ()
    queued = _queued(event, run.head_sha, run.check_suite.head_branch, delivery)
    named = _EXTERNAL_ID.match(run.external_id or "")
    numbers = {pull.number for pull in run.pull_requests}
    if named and int(named.group(1)) == event.place.repository:
        numbers.add(int(named.group(2)))
    return queued or _again(event, numbers, delivery)


def _check_suite(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    event = _CheckSuite.model_validate_json(body)
    suite = event.check_suite
    if event.action != "rerequested" or suite.app is None or suite.app.id != app:
        return ()
    queued = _queued(event, suite.head_sha, suite.head_branch, delivery)
    return queued or _again(event, {pull.number for pull in suite.pull_requests}, delivery)


def _queued(event: _Hint, head: str, branch: str | None, delivery: str) -> tuple[Job, ...]:
    """The job that judges a merge group again, nothing for any other branch."""
    group = MergeGroup(head, "", f"refs/heads/{branch}")
    if not group.is_well_named:
        return ()
    return (Job(Kind.GROUP, delivery, event.place, group.number, forced=True, group=group),)


def _merge_group(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = _Grouped.model_validate_json(body)
    told = event.merge_group
    group = MergeGroup(told.head_sha, told.base_sha, told.head_ref)
    kind = Kind.DISSOLVE if event.action == "destroyed" else Kind.GROUP
    return (Job(kind, delivery, event.place, group.number, group=group),)


def _again(event: _Hint, numbers: set[int], delivery: str) -> tuple[Job, ...]:
    if not numbers:
        return (Job(Kind.SWEEP, delivery, event.place, forced=True),)
    return tuple(Job(Kind.REVIEW, delivery, event.place, number, forced=True) for number in sorted(numbers))


def _installed(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = _Installed.model_validate_json(body)
    if event.action in ("deleted", "suspend", "removed"):
        return ()
    found = {each.id: each for each in (*event.repositories, *event.repositories_added)}
    return tuple(
        Job(Kind.SWEEP, delivery, Place(event.installation.id, number, found[number].full_name))
        for number in sorted(found)
    )


_READERS: Mapping[str, Callable[[bytes, str, int], tuple[Job, ...]]] = {
    "pull_request": _pull_request,
    "pull_request_review": _pull_request,
    "issue_comment": _issue_comment,
    "push": _push,
    "merge_group": _merge_group,
    "check_run": _check_run,
    "check_suite": _check_suite,
    "installation": _installed,
    "installation_repositories": _installed,
}


def is_plain(value: str) -> bool:
    """Whether a header may be a key and stand in a log: 1 to 100 letters, digits, `-`, `_` and `.`."""
    return _PLAIN.match(value) is not None
