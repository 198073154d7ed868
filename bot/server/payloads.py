"""What is taken from the payload of a delivery: numbers and names to look at, and nothing to believe."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.github.merge_groups import MergeGroup
from bot.github.place import Place

MAX_ID = 2**53
"""Largest number that is taken for an id; JSON readers agree up to here."""

Id = Annotated[int, Field(gt=0, le=MAX_ID)]
Commit = Annotated[str, Field(pattern=r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z")]
Name = Annotated[str, Field(max_length=201, pattern=r"\A[A-Za-z0-9._-]+/[A-Za-z0-9._-]+\z")]


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Repository(_Loose):
    id: Id
    full_name: Name = ""


class _DefaultBranch(_Loose):
    default_branch: str = ""


class _Installation(_Loose):
    id: Id


class Hint(_Loose):
    """What every delivery about a repository holds."""

    repository: _Repository
    installation: _Installation

    @property
    def place(self) -> Place:
        """The repository."""
        return Place(self.installation.id, self.repository.id, self.repository.full_name)


class _Numbered(_Loose):
    number: Id


class _PullRequest(_Numbered):
    merged: bool | None = None


class PullRequest(Hint):
    """A delivery about a pull request, or about a review of one."""

    action: object = ""
    number: Id | None = None
    pull_request: _PullRequest | None = None


class _Author(_Loose):
    type: object = ""


class _Review(_Loose):
    user: _Author | None = None


class Reviewed(PullRequest):
    """A delivery about a review."""

    review: _Review = _Review()


class Push(Hint):
    """A branch or tag moved."""

    ref: str


class PushedRepository(_Loose):
    """What a push tells of its repository."""

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


class Grouped(Hint):
    """A merge group was made or dissolved."""

    action: str
    merge_group: _MergeGroup


class _Conversation(_Loose):
    number: Id
    pull_request: _Loose | None = None


class _Remark(_Loose):
    id: Id
    body: str = ""


class IssueComment(Hint):
    """A comment in a conversation."""

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


class Status(Hint):
    """A commit status was set."""

    sha: Commit
    context: str


class Reported(_Loose):
    """The part of a run or a suite that says what it is about."""

    head_sha: Commit
    name: str = ""


class ReportedRun(Hint):
    """What a check run of another App is about."""

    check_run: Reported


class ReportedSuite(Hint):
    """What a check suite of another App is about."""

    check_suite: Reported


class _Pressed(_Loose):
    identifier: str = ""


class CheckRun(Hint):
    """A check run of whatever App."""

    action: str
    check_run: _Run
    requested_action: _Pressed = _Pressed()


class CheckSuite(Hint):
    """A check suite of whatever App."""

    action: str
    check_suite: _Suite


class Installed(_Loose):
    """The App was installed, or may see other repositories."""

    installation: _Installation
    action: str = ""
    repositories: tuple[_Repository, ...] = ()
    repositories_added: tuple[_Repository, ...] = ()
