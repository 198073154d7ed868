"""Our inline comments in a pull request: listed, edited in place, added in one review, never twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import Refused, Unavailable
from checks.report.comments import ReviewComment
from checks.report.reconcile import Edit, PresentComment

_REVIEW_MARK = re.compile(r"<!-- decisis-review: ([0-9a-f]{32}) -->\s*\Z")


class _User(Loose):
    id: int


class _Comment(Loose):
    id: int
    body: str = ""
    path: str = ""
    line: int | None = None
    user: _User | None = None


class _Review(Loose):
    body: str | None = None
    user: _User | None = None


class Reviews:
    """Our reviews and review comments in one repository.

    Args:
        client: the repository's client.
        author: number of our App's account; a mark in anybody else's comment means nothing.
    """

    def __init__(self, client: RepositoryClient, author: int) -> None:
        self._client = client
        self._author = author

    def comments(self, number: int) -> list[PresentComment]:
        """The comments that we have written in a pull request, in GitHub's order."""
        path = f"{self._client.root}/pulls/{number}/comments"
        return [
            PresentComment(comment.id, comment.body, comment.path, comment.line)
            for page in self._client.pages(path, tuple[_Comment, ...])
            for comment in page
            if comment.user is not None and comment.user.id == self._author
        ]

    def edit(self, edits: Iterable[Edit]) -> None:
        """Give comments another text; doing it twice changes nothing."""
        for edit in edits:
            self._client.patch(f"{self._client.root}/pulls/comments/{edit.id}", {"body": edit.body}, Loose)

    def add(self, number: int, head: str, comments: Sequence[ReviewComment], body: str) -> None:
        """Add comments in one review, unless this very review was added before.

        If GitHub refuses a place, the review goes out without its comments: what blocks stands in the
        check run as well.

        Args:
            number: the pull request.
            head: the commit that was judged.
            comments: the comments, in report order; none is a review that is not written.
            body: what the review itself says.

        Raises:
            GitHubError: it is not known to be there; the next call looks before it writes.
        """
        if not comments:
            return
        digest = _digest(head, comments)
        if digest in self._marks(number):
            return
        path = f"{self._client.root}/pulls/{number}/reviews"
        bare = {"commit_id": head, "event": "COMMENT", "body": f"{body}\n\n<!-- decisis-review: {digest} -->"}
        try:
            try:
                self._client.post(path, {**bare, "comments": list(map(_payload, comments))}, Loose)
            except Refused:
                self._client.post(path, bare, Loose)
        except Unavailable:
            if digest not in self._marks(number):
                raise

    def _marks(self, number: int) -> frozenset[str]:
        path = f"{self._client.root}/pulls/{number}/reviews"
        found = (
            _REVIEW_MARK.search(review.body or "")
            for page in self._client.pages(path, tuple[_Review, ...])
            for review in page
            if review.user is not None and review.user.id == self._author
        )
        return frozenset(mark.group(1) for mark in found if mark)


def _digest(head: str, comments: Sequence[ReviewComment]) -> str:
    named = "\0".join([head, *(finding for comment in comments for finding in comment.findings)])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _payload(comment: ReviewComment) -> dict[str, Any]:
    place: dict[str, Any] = {"path": comment.path, "line": comment.line, "side": comment.side}
    if comment.start_line is not None and comment.start_line < comment.line:
        place |= {"start_line": comment.start_line, "start_side": comment.side}
    return {**place, "body": comment.body}
