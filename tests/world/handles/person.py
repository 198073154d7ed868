"""Everybody but the App under test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tests.world import state
from tests.world.actions import checks, comments, reviews, statuses
from tests.world.auth import mint
from tests.world.core import Core
from tests.world.objects import Signature
from tests.world.render.repositories import noreply
from tests.world.seen import SeenComment, SeenReview, SeenReviewComment, SeenRun

if TYPE_CHECKING:
    from tests.world.handles.pull import Pull
    from tests.world.handles.repository import Repository


@dataclass(frozen=True)
class Person:
    """A human, an agent's bot account or an organisation."""

    core: Core
    account: state.Account

    @property
    def id(self) -> int:
        """The numeric id, which is the identity."""
        return self.account.id

    @property
    def login(self) -> str:
        """The present name; bots carry `[bot]`."""
        return self.account.login

    @property
    def type(self) -> str:
        """`User`, `Bot` or `Organization`."""
        return self.account.type

    @property
    def signature(self) -> Signature:
        """How this account signs commits."""
        return Signature(self.login, noreply(self.id, self.login))

    def comment(self, pull: Pull, text: str) -> SeenComment:
        """Say something in the conversation."""
        with self.core.step():
            return SeenComment.of(comments.create(self.core, pull.state_of, self.account, text))

    def edit(self, pull: Pull, comment: SeenComment, text: str) -> None:
        """Change a comment in the conversation."""
        with self.core.step():
            comments.edit(self.core, pull.find_comment(comment.id), self.account, text)

    def delete(self, pull: Pull, comment: SeenComment) -> None:
        """Take a comment away."""
        with self.core.step():
            comments.delete(self.core, pull.find_comment(comment.id), self.account)

    def post_status(
        self,
        repository: Repository,
        sha: str,
        context: str,
        said: Literal["success", "failure", "pending", "error"] = "success",
    ) -> None:
        """Say something of a commit under a name, as anybody with write access may."""
        with self.core.step():
            statuses.set_status(self.core, repository.state_of, sha, context, said, self.account)

    def reply(self, pull: Pull, to: SeenReviewComment, text: str) -> None:
        """Answer in the thread of a review comment."""
        with self.core.step():
            reviews.reply(self.core, pull.state_of, self.account, to.id, text)

    def review(
        self,
        pull: Pull,
        event: Literal["APPROVE", "COMMENT", "REQUEST_CHANGES"],
        body: str = "",
        *,
        commit: str | None = None,
        comments: list[dict[str, Any]] | None = None,
    ) -> SeenReview:
        """Submit a review of the head, or of an earlier commit."""
        given = {"event": event, "body": body, "commit_id": commit, "comments": comments or []}
        with self.core.step():
            return SeenReview.of(reviews.submit(self.core, pull.state_of, self.account, given))

    def dismiss(self, pull: Pull, review: SeenReview) -> None:
        """Dismiss somebody's review."""
        with self.core.step():
            found = next(one for one in pull.state_of.reviews if one.id == review.id)
            reviews.dismiss(self.core, found, self.account)

    def rerun(self, repository: Repository, run: SeenRun, *, whole_suite: bool = False) -> None:
        """Click "Re-run" on a run, or "Re-run all checks"."""
        with self.core.step():
            found = repository.find_run(run.id)
            if whole_suite:
                checks.rerequest_suite(self.core, found.suite, self.account)
            else:
                checks.rerequest_run(self.core, found, self.account)

    def press(self, repository: Repository, run: SeenRun, identifier: str) -> None:
        """Press a button of a completed run."""
        with self.core.step():
            checks.press(self.core, repository.find_run(run.id), identifier, self.account)


@dataclass(frozen=True)
class OtherApp:
    """Another GitHub App, such as Actions: it can post a run of any name."""

    core: Core
    app: state.App

    def post_check_run(
        self, repository: Repository, sha: str, name: str, conclusion: str | None = "success", **fields: Any
    ) -> SeenRun:
        """Make a run on a commit; `conclusion=None` leaves it in progress."""
        body = {"name": name, "head_sha": sha, **fields}
        body |= {"conclusion": conclusion} if conclusion else {"status": "in_progress"}
        with self.core.step():
            return SeenRun.of(checks.create_run(self.core, repository.state_of, self.app, body))

    def token(self, repository: Repository, **permissions: str) -> str:
        """A token of this App for one repository, as Actions gives to a job: `checks="write"` and so on."""
        place, grant = repository.state_of, {"metadata": "read", **permissions}
        with self.core.step():
            installation = state.Installation(
                self.core.next_id(), place.owner, grant, [], self.core.now(), [place]
            )
            return mint(self.core, installation, grant, (place.id,), self.app).value
