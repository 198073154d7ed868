"""A pull request in the hands of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.world.actions import merging, pulls
from tests.world.actions.queue import Group, enqueue, leave
from tests.world.core import Core
from tests.world.handles.person import Person
from tests.world.objects import Content
from tests.world.seen import SeenComment, SeenReview, SeenReviewComment, SeenRun
from tests.world.state import IssueComment
from tests.world.state import Pull as PullState

if TYPE_CHECKING:
    from tests.world.handles.repository import Repository


@dataclass(frozen=True)
class Pull:
    """A pull request in the hands of people."""

    core: Core
    state_of: PullState

    @property
    def number(self) -> int:
        """Its number."""
        return self.state_of.number

    @property
    def id(self) -> int:
        """Its numeric id."""
        return self.state_of.id

    @property
    def title(self) -> str:
        """Its title."""
        return self.state_of.title

    @property
    def body(self) -> str | None:
        """Its description."""
        return self.state_of.body

    @property
    def state(self) -> str:
        """`open` or `closed`."""
        return self.state_of.state

    @property
    def draft(self) -> bool:
        """Whether it is a draft."""
        return self.state_of.draft

    @property
    def merged(self) -> bool:
        """Whether it was merged."""
        return self.state_of.merged

    @property
    def head_ref(self) -> str:
        """Name of its branch."""
        return self.state_of.head_ref

    @property
    def head_sha(self) -> str:
        """The commit at its head."""
        return self.state_of.head_sha

    @property
    def base_ref(self) -> str:
        """Name of the branch it is for."""
        return self.state_of.base_ref

    @property
    def base_sha(self) -> str:
        """Tip of that branch when the pull request was last opened, pushed to or retargeted."""
        return self.state_of.base_sha

    @property
    def repository(self) -> Repository:
        """Where it is to be merged."""
        from tests.world.handles.repository import Repository

        return Repository(self.core, self.state_of.repository)

    @property
    def source(self) -> Repository:
        """Where its branch lives."""
        from tests.world.handles.repository import Repository

        return Repository(self.core, self.state_of.source)

    @property
    def author(self) -> Person:
        """Who opened it."""
        return Person(self.core, self.state_of.author)

    @property
    def labels(self) -> list[str]:
        """Names of its labels."""
        return [label.name for label in self.state_of.labels]

    def push(
        self, files: Mapping[str, Content], *, message: str = "More", author: Person | None = None
    ) -> str:
        """Commit on the head branch and push."""
        with self.core.step():
            who = author or self.author
            self.source.commit(self.state_of.head_ref, files, message=message, author=who)
            return self.source.push(self.state_of.head_ref, by=who)

    def force_push(
        self, files: Mapping[str, Content], *, message: str = "Rewritten", author: Person | None = None
    ) -> str:
        """Replace the head branch by one commit on the base branch's tip."""
        with self.core.step():
            who, ref = author or self.author, self.state_of.head_ref
            base = self.repository.head(self.state_of.base_ref)
            self.source.commit(ref, files, message=message, author=who, parent=base)
            return self.source.push(ref, by=who, force=True)

    def reset(self, sha: str, *, by: Person | None = None) -> None:
        """Force-push the head branch to a commit that exists, such as an old head."""
        self.source.push(self.state_of.head_ref, by=by or self.author, sha=sha, force=True)

    def edit(
        self,
        *,
        title: str | None = None,
        body: str | None = None,
        base: str | None = None,
        by: Person | None = None,
    ) -> None:
        """Change title, description or base branch."""
        with self.core.step():
            pulls.edit(self.core, self.state_of, (by or self.author).account, title, body, base)

    def close(self, by: Person | None = None) -> None:
        """Close without merging."""
        with self.core.step():
            pulls.close(self.core, self.state_of, (by or self.author).account)

    def reopen(self, by: Person | None = None) -> None:
        """Open again."""
        with self.core.step():
            pulls.reopen(self.core, self.state_of, (by or self.author).account)

    def to_draft(self) -> None:
        """Turn into a draft."""
        with self.core.step():
            pulls.set_draft(self.core, self.state_of, self.state_of.author, draft=True)

    def ready(self) -> None:
        """Mark ready for review."""
        with self.core.step():
            pulls.set_draft(self.core, self.state_of, self.state_of.author, draft=False)

    def label(self, name: str, by: Person | None = None) -> None:
        """Add a label."""
        with self.core.step():
            pulls.label(self.core, self.state_of, name, (by or self.author).account)

    def unlabel(self, name: str, by: Person | None = None) -> None:
        """Remove a label."""
        with self.core.step():
            pulls.unlabel(self.core, self.state_of, name, (by or self.author).account)

    def lock(self) -> None:
        """Lock the conversation."""
        with self.core.step():
            self.state_of.locked = True

    def merge(self, by: Person, *, bypass: bool = False) -> str:
        """Merge and push to the base branch.

        Args:
            by: who merges.
            bypass: whether they ask not to be bound by the rules that they may bypass.

        Raises:
            Blocked: the rules hold it back.
        """
        with self.core.step():
            sha = pulls.merge(self.core, self.state_of, by.account, bypass=bypass)
            return self.repository.push(self.state_of.base_ref, by=by, sha=sha)

    def enqueue(self, by: Person | None = None) -> Group:
        """Put it into the merge queue, which asks for checks on a commit of the group's own."""
        with self.core.step():
            return enqueue(self.core, self.state_of, (by or self.author).account)

    def dequeue(
        self, group: Group, reason: Literal["merged", "invalidated", "dequeued"] = "dequeued"
    ) -> None:
        """Take it out of the merge queue."""
        with self.core.step():
            leave(self.core, group, self.state_of.author, reason)

    @property
    def merge_state(self) -> merging.MergeState:
        """Whether it may be merged, with the reasons why not."""
        with self.core.look():
            return merging.merge_state(self.core, self.state_of)

    @property
    def check_runs(self) -> list[SeenRun]:
        """Runs on the present head, oldest first."""
        return self.repository.check_runs(self.state_of.head_sha)

    def check(self, name: str = "decisis") -> SeenRun | None:
        """Our App's newest run of that name on the present head."""
        slug = self.core.app.slug
        mine = [run for run in self.check_runs if run.name == name and run.app_slug == slug]
        return mine[-1] if mine else None

    @property
    def reviews(self) -> list[SeenReview]:
        """Submitted reviews, oldest first."""
        with self.core.look():
            return [SeenReview.of(one) for one in self.state_of.reviews if one.state != "PENDING"]

    @property
    def review_comments(self) -> list[SeenReviewComment]:
        """Comments on lines, where they stand now."""
        with self.core.look():
            shown = [one for one in self.state_of.review_comments if one.review.state != "PENDING"]
            return [SeenReviewComment.of(self.core, one) for one in shown]

    @property
    def comments(self) -> list[SeenComment]:
        """The conversation."""
        with self.core.look():
            return [SeenComment.of(one) for one in self.state_of.comments]

    def find_comment(self, number: int) -> IssueComment:
        """The comment of that id."""
        return next(one for one in self.state_of.comments if one.id == number)
