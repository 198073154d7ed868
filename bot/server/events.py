"""Deliveries as jobs. A payload is a hint at what to look at: numbers are taken from it, facts never."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from bot.github.check_runs import NAME
from bot.github.merge_groups import MergeGroup
from bot.github.place import Place
from bot.server.job import Job, Kind, News
from bot.server.payloads import (
    CheckRun,
    CheckSuite,
    Grouped,
    Hint,
    Installed,
    IssueComment,
    PullRequest,
    Push,
    PushedRepository,
    Reported,
    ReportedRun,
    ReportedSuite,
    Reviewed,
    Status,
)
from checks.commands import may_hold_command
from checks.floor_reference import HOME
from checks.report.buttons import ASK, RECHECK

_BUTTONS = (RECHECK.identifier, ASK.identifier)
_OF_NO_ACCOUNT = (
    *("review_requested", "review_request_removed", "locked", "unlocked", "milestoned", "demilestoned"),
    *("auto_merge_enabled", "auto_merge_disabled"),
)
"""What happens to a pull request without a change of anything that a verdict rests on."""

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,100}\Z")
_EXTERNAL_ID = re.compile(r"(\d{1,16})#([1-9]\d{0,15})(?::|\Z)")


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
        app: number of our App; what it does itself is no news.

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
        return (Job(Kind.SWEEP, delivery, Hint.model_validate_json(body).place),)
    except (ValidationError, RecursionError):
        return (Job(Kind.RECONCILE, delivery),)


def _pull_request(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = PullRequest.model_validate_json(body)
    return () if event.action in _OF_NO_ACCOUNT else _looked_at(event, delivery)


def _pull_request_review(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    """No program's review counts for anything, least of all our own; what people do to one is looked at."""
    del app
    event = Reviewed.model_validate_json(body)
    author = event.review.user
    is_of_program = event.action == "submitted" and author is not None and author.type == "Bot"
    return () if is_of_program else _looked_at(event, delivery)


def _looked_at(event: PullRequest, delivery: str) -> tuple[Job, ...]:
    number = event.number or (event.pull_request.number if event.pull_request else None)
    if number is None:
        return (Job(Kind.SWEEP, delivery, event.place),)
    review = Job(Kind.REVIEW, delivery, event.place, number)
    if event.pull_request is not None and event.pull_request.merged:
        return (review, Job(Kind.MERGED, delivery, event.place, number))
    return (review,)


def _issue_comment(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    """A comment with commands is answered; one that is gone or was changed may have held some."""
    del app
    event = IssueComment.model_validate_json(body)
    if event.issue.pull_request is None:
        return ()
    number, place = event.issue.number, event.place
    if event.action != "deleted" and may_hold_command(event.comment.body):
        return (Job(Kind.COMMAND, delivery, place, number, comment=event.comment.id),)
    return (Job(Kind.REVIEW, delivery, place, number),) if event.action in ("deleted", "edited") else ()


def _push(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = Push.model_validate_json(body)
    default = PushedRepository.model_validate_json(body).repository.default_branch
    if default and event.ref != f"refs/heads/{default}":
        return ()
    kind = Kind.FLOOR if event.place.full_name.partition("/")[2].casefold() == HOME else Kind.SWEEP
    return (Job(kind, delivery, event.place), Job(Kind.POLICY, delivery, event.place))


def _check_run(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    event = CheckRun.model_validate_json(body)
    run = event.check_run
    if run.app is not None and run.app.id != app:
        told = ReportedRun.model_validate_json(body).check_run
        return _news(event, told, delivery) if event.action in ("created", "completed") else ()
    pressed = event.requested_action.identifier if event.action == "requested_action" else ""
    is_ours = run.app is not None and run.app.id == app and run.name == NAME
    if not is_ours or (event.action != "rerequested" and pressed not in _BUTTONS):
        return ()
    queued = _queued(event, run.head_sha, run.check_suite.head_branch, delivery)
    named = _EXTERNAL_ID.match(run.external_id or "")
    numbers = {pull.number for pull in run.pull_requests}
    if named and int(named.group(1)) == event.place.repository:
        numbers.add(int(named.group(2)))
    if pressed == ASK.identifier:
        return tuple(Job(Kind.ASK, delivery, event.place, number) for number in sorted(numbers))
    return queued or _again(event, numbers, delivery)


def _check_suite(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    event = CheckSuite.model_validate_json(body)
    suite = event.check_suite
    if suite.app is not None and suite.app.id != app:
        told = ReportedSuite.model_validate_json(body).check_suite
        return _news(event, told, delivery) if event.action == "completed" else ()
    if event.action != "rerequested" or suite.app is None or suite.app.id != app:
        return ()
    queued = _queued(event, suite.head_sha, suite.head_branch, delivery)
    return queued or _again(event, {pull.number for pull in suite.pull_requests}, delivery)


def _status(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = Status.model_validate_json(body)
    return _news(event, Reported(head_sha=event.sha, name=event.context), delivery)


def _news(event: Hint, told: Reported, delivery: str) -> tuple[Job, ...]:
    return (Job(Kind.NEWS, delivery, event.place, news=News(told.head_sha, told.name)),)


def _queued(event: Hint, head: str, branch: str | None, delivery: str) -> tuple[Job, ...]:
    """The job that judges a merge group again, nothing for any other branch."""
    group = MergeGroup(head, "", f"refs/heads/{branch}")
    if not group.is_well_named:
        return ()
    return (Job(Kind.GROUP, delivery, event.place, group.number, forced=True, group=group),)


def _merge_group(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = Grouped.model_validate_json(body)
    told = event.merge_group
    group = MergeGroup(told.head_sha, told.base_sha, told.head_ref)
    kind = Kind.DISSOLVE if event.action == "destroyed" else Kind.GROUP
    return (Job(kind, delivery, event.place, group.number, group=group),)


def _again(event: Hint, numbers: set[int], delivery: str) -> tuple[Job, ...]:
    if not numbers:
        return (Job(Kind.SWEEP, delivery, event.place, forced=True),)
    return tuple(Job(Kind.REVIEW, delivery, event.place, number, forced=True) for number in sorted(numbers))


def _installed(body: bytes, delivery: str, app: int) -> tuple[Job, ...]:
    del app
    event = Installed.model_validate_json(body)
    if event.action in ("deleted", "suspend", "removed"):
        return ()
    found = {each.id: each for each in (*event.repositories, *event.repositories_added)}
    return tuple(
        Job(Kind.SWEEP, delivery, Place(event.installation.id, number, found[number].full_name))
        for number in sorted(found)
    )


_READERS: Mapping[str, Callable[[bytes, str, int], tuple[Job, ...]]] = {
    "pull_request": _pull_request,
    "pull_request_review": _pull_request_review,
    "issue_comment": _issue_comment,
    "push": _push,
    "merge_group": _merge_group,
    "check_run": _check_run,
    "check_suite": _check_suite,
    "status": _status,
    "installation": _installed,
    "installation_repositories": _installed,
}

EVENTS = frozenset(_READERS) | {"ping"}
"""The events that an App of ours is sent."""


def is_plain(value: str) -> bool:
    """Whether a header may be a key and stand in a log: 1 to 100 letters, digits, `-`, `_` and `.`."""
    return _PLAIN.match(value) is not None
