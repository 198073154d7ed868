"""What the world holds: plain data, changed only by `tests.world.actions` and by git."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from tests.world.delivery import Delivery

Side = Literal["LEFT", "RIGHT"]


def node_id(kind: str, number: int) -> str:
    """An opaque global id, as every object of the API carries one."""
    return f"{kind}_" + base64.urlsafe_b64encode(number.to_bytes(8, "big")).decode().rstrip("=")


@dataclass(eq=False)
class Account:
    """A person, bot or organisation. `via` is the App that a bot account belongs to."""

    id: int
    login: str
    type: Literal["User", "Bot", "Organization"] = "User"


@dataclass(eq=False)
class App:
    """A GitHub App; `private_key` and `webhook_secret` are set for the App under test alone."""

    id: int
    slug: str
    name: str
    client_id: str
    owner: Account
    bot: Account
    permissions: dict[str, str]
    events: list[str]
    created_at: datetime
    private_key: str = field(default="", repr=False)
    public_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    hook_url: str = ""


@dataclass(eq=False)
class Installation:
    """The App on one account, with the grant as it stood when a person accepted it."""

    id: int
    account: Account
    permissions: dict[str, str]
    events: list[str]
    created_at: datetime
    repositories: list[Repository] = field(default_factory=list)
    suspended_at: datetime | None = None
    deleted: bool = False


@dataclass(eq=False)
class Token:
    """An installation token; without `repository_ids` it covers the whole installation.

    `app` is another App than the one under test, such as Actions with the token of a job.
    """

    value: str = field(repr=False)
    installation: Installation
    permissions: dict[str, str]
    repository_ids: tuple[int, ...]
    expires_at: datetime
    revoked: bool = False
    app: App | None = None


@dataclass(frozen=True)
class RequiredCheck:
    """A rule: this check must pass on pull requests into `branch`; `app_id` is its only source.

    Attributes:
        bypass: who need not heed the ruleset, each as `{"actor_id", "actor_type", "bypass_mode"}`.
        classic: the `enforcement_level` of a protected branch of the old kind, empty for a ruleset.
    """

    ruleset_id: int
    name: str
    branch: str
    app_id: int | None
    bypass: tuple[dict[str, Any], ...] = ()
    classic: Literal["", "non_admins", "everyone"] = ""


@dataclass(frozen=True)
class CommitStatus:
    """What somebody said of a commit under a name, the older way beside check runs."""

    id: int
    author: Account
    sha: str
    context: str
    state: Literal["success", "failure", "pending", "error"]
    created_at: datetime


@dataclass(frozen=True)
class Activity:
    """A branch that moved, and who moved it."""

    id: int
    actor: Account
    ref: str
    before: str
    after: str
    kind: str
    at: datetime


@dataclass(eq=False)
class Repository:
    """A repository and everything that hangs on it."""

    id: int
    owner: Account
    name: str
    git_dir: Path
    private: bool
    created_at: datetime
    default_branch: str = "main"
    parent: Repository | None = None
    deleted: bool = False
    former_names: list[str] = field(default_factory=list)
    staged: dict[str, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    rules: list[RequiredCheck] = field(default_factory=list)
    statuses: list[CommitStatus] = field(default_factory=list)
    pulls: dict[int, Pull] = field(default_factory=dict)
    suites: list[CheckSuite] = field(default_factory=list)
    runs: list[CheckRun] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"


@dataclass(eq=False)
class Label:
    """A label of a pull request."""

    id: int
    name: str


@dataclass(eq=False)
class Pull:
    """A pull request; `source` is the repository its branch lives in."""

    id: int
    number: int
    repository: Repository
    source: Repository
    author: Account
    title: str
    body: str | None
    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    created_at: datetime
    updated_at: datetime
    draft: bool = False
    state: Literal["open", "closed"] = "open"
    locked: bool = False
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit_sha: str | None = None
    mergeability_of: tuple[str, str] | None = None
    labels: list[Label] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_comments: list[ReviewComment] = field(default_factory=list)
    comments: list[IssueComment] = field(default_factory=list)

    @property
    def merged(self) -> bool:
        """Whether it was merged."""
        return self.merged_at is not None


@dataclass(eq=False)
class Review:
    """A submitted or pending review."""

    id: int
    pull: Pull
    author: Account
    body: str
    state: Literal["PENDING", "COMMENTED", "APPROVED", "CHANGES_REQUESTED", "DISMISSED"]
    commit_id: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class Anchor:
    """Where a comment was placed, in the lines of the commit it was written for; no `line`: the file."""

    path: str
    line: int | None
    side: Side = "RIGHT"
    start_line: int | None = None
    start_side: Side | None = None


@dataclass(eq=False)
class ReviewComment:
    """A comment on a line of the change."""

    id: int
    pull: Pull
    review: Review
    author: Account
    body: str
    anchor: Anchor
    diff_hunk: str
    original_position: int
    original_commit_id: str
    original_base_id: str
    created_at: datetime
    updated_at: datetime
    in_reply_to_id: int | None = None


@dataclass(eq=False)
class IssueComment:
    """A comment in a pull request's conversation."""

    id: int
    pull: Pull
    author: Account
    body: str
    created_at: datetime
    updated_at: datetime
    edited: bool = False
    app: App | None = None
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(eq=False)
class Reaction:
    """An emoji under a comment."""

    id: int
    author: Account
    content: str
    created_at: datetime


@dataclass(eq=False)
class CheckSuite:
    """All runs of one App on one commit."""

    id: int
    repository: Repository
    app: App
    head_sha: str
    head_branch: str | None
    before: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Annotation:
    """One annotation of a check run; any line of any file."""

    path: str
    start_line: int
    end_line: int
    level: str
    message: str
    title: str | None = None
    raw_details: str | None = None
    start_column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True)
class Button:
    """An action a person may press on a completed run."""

    label: str
    description: str
    identifier: str


@dataclass(eq=False)
class CheckRun:
    """One run of a check on one commit."""

    id: int
    suite: CheckSuite
    name: str
    status: str
    conclusion: str | None
    started_at: datetime | None
    completed_at: datetime | None
    external_id: str | None = None
    details_url: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[Annotation] = field(default_factory=list)
    buttons: tuple[Button, ...] = ()

    @property
    def head_sha(self) -> str:
        """The commit it is on; a run cannot move."""
        return self.suite.head_sha

    @property
    def app_slug(self) -> str:
        """Which App made it."""
        return self.suite.app.slug


@dataclass(frozen=True)
class Registration:
    """An App that a person registers from a manifest: kept for an hour under a code that counts once."""

    owner: str
    manifest: dict[str, Any]
    at: datetime


@dataclass(eq=False)
class State:
    """Everything there is, by id; teams by `org/team` with the ids of their members.

    `registrations` are the Apps that await the conversion of their manifest, by code.
    """

    accounts: dict[int, Account] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    deliveries: list[Delivery] = field(default_factory=list)
    teams: dict[str, set[int]] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict, repr=False)
