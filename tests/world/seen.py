"""What a person sees on GitHub's pages, as plain values: a test reads these, it does not patch state."""

from __future__ import annotations

from dataclasses import dataclass

from tests.world.core import Core
from tests.world.placement import placed
from tests.world.state import Annotation, Button, CheckRun, IssueComment, Review, ReviewComment


@dataclass(frozen=True)
class SeenRun:
    """A check run on the checks page."""

    id: int
    name: str
    head_sha: str
    status: str
    conclusion: str | None
    external_id: str | None
    details_url: str | None
    title: str | None
    summary: str | None
    text: str | None
    annotations: tuple[Annotation, ...]
    buttons: tuple[Button, ...]
    app_slug: str

    @classmethod
    def of(cls, run: CheckRun) -> SeenRun:
        """The run as it stands now."""
        return cls(
            run.id,
            run.name,
            run.head_sha,
            run.status,
            run.conclusion,
            run.external_id,
            run.details_url,
            run.title,
            run.summary,
            run.text,
            tuple(run.annotations),
            run.buttons if run.status == "completed" else (),
            run.app_slug,
        )


@dataclass(frozen=True)
class SeenReview:
    """A review in the conversation."""

    id: int
    author: str
    state: str
    body: str
    commit_id: str

    @classmethod
    def of(cls, review: Review) -> SeenReview:
        """The review as it stands now."""
        return cls(review.id, review.author.login, review.state, review.body, review.commit_id)


@dataclass(frozen=True)
class SeenReviewComment:
    """A comment on the "Files changed" page; outdated ones have no line."""

    id: int
    author: str
    path: str
    line: int | None
    start_line: int | None
    side: str
    original_line: int | None
    outdated: bool
    body: str
    commit_id: str
    in_reply_to_id: int | None

    @classmethod
    def of(cls, core: Core, one: ReviewComment) -> SeenReviewComment:
        """The comment where it stands now."""
        place, anchor = placed(core, one), one.anchor
        return cls(
            one.id,
            one.author.login,
            anchor.path,
            place.line,
            place.start_line,
            anchor.side,
            anchor.line,
            place.outdated,
            one.body,
            place.commit_id,
            one.in_reply_to_id,
        )


@dataclass(frozen=True)
class SeenComment:
    """A comment in the conversation."""

    id: int
    author: str
    body: str
    edited: bool

    @classmethod
    def of(cls, one: IssueComment) -> SeenComment:
        """The comment as it stands now."""
        return cls(one.id, one.author.login, one.body, one.edited)
