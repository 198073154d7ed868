"""The event that started a workflow: which commit is to be judged, and nothing else is taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import UserError
from bot.github.merge_groups import MergeGroup

_Commit = Annotated[str, Field(pattern="^(?:[0-9a-f]{40}|[0-9a-f]{64})$")]


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Side(_Loose):
    sha: _Commit


class _Pull(_Loose):
    number: Annotated[int, Field(gt=0)]
    head: _Side


class _PullRequestFile(_Loose):
    pull_request: _Pull


class _Group(_Loose):
    head_sha: _Commit
    base_sha: _Commit
    head_ref: str


class _MergeGroupFile(_Loose):
    merge_group: _Group


@dataclass(frozen=True, slots=True)
class PullRequestEvent:
    """A pull request.

    Attributes:
        number: its number.
        head: object id of the head for which the workflow was started.
    """

    number: int
    head: str


Event = PullRequestEvent | MergeGroup

_File = TypeVar("_File", _PullRequestFile, _MergeGroupFile)


def read_event(name: str, file: Path) -> Event:
    """Read the event file of a runner.

    Args:
        name: the event's name.
        file: the file with its payload, JSON.

    Raises:
        UserError: nothing can be judged for such an event, or the file does not read.
    """
    if name == "pull_request":
        pull = _read(file, _PullRequestFile).pull_request
        return PullRequestEvent(number=pull.number, head=pull.head.sha)
    if name == "merge_group":
        group = _read(file, _MergeGroupFile).merge_group
        found = MergeGroup(head=group.head_sha, base=group.base_sha, ref=group.head_ref)
        if found.is_well_named:
            return found
        raise _unreadable(file)
    remedy = "start the workflow on `pull_request`, and on `merge_group` where there is a merge queue"
    if name == "pull_request_target":
        remedy = "start the workflow on `pull_request`, it needs none of the rights of `pull_request_target`"
    raise UserError(f"`{name[:60]}` is no event for which a change can be judged", remedy)


def _read(file: Path, model: type[_File]) -> _File:
    try:
        return model.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        raise _unreadable(file) from None


def _unreadable(file: Path) -> UserError:
    return UserError(
        f"the event file `{file}` does not hold the event that `GITHUB_EVENT_NAME` says",
        "leave `GITHUB_EVENT_NAME` and `GITHUB_EVENT_PATH` as GitHub's runner sets them",
    )
