"""The conversation of a pull request: a comment read, a reaction to it, and one answer of ours."""

from __future__ import annotations

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import NotVisible, Unavailable
from bot.github.faults import status_of
from bot.github.proceedings import CommentModel

_NOT_FOUND = 404


class _User(Loose):
    id: int


class _Answer(Loose):
    body: str = ""
    user: _User | None = None


class Conversation:
    """The comments below one pull request.

    Args:
        client: the repository's client.
        own: number of our App's account.
    """

    def __init__(self, client: RepositoryClient, own: int) -> None:
        self._client, self._own = client, own

    def comment(self, number: int) -> CommentModel | None:
        """A comment as it stands; `None` if it is gone, or ours."""
        try:
            found = self._client.get(f"{self._client.root}/issues/comments/{number}", CommentModel)
        except NotVisible as error:
            if status_of(error.__cause__) == _NOT_FOUND:
                return None
            raise
        return None if found.user is None or found.user.id == self._own else found

    def react(self, comment: int, content: str) -> None:
        """Put a reaction below a comment; the same one is there once.

        Args:
            comment: number of the comment.
            content: `+1` or `confused`.
        """
        path = f"{self._client.root}/issues/comments/{comment}/reactions"
        self._client.post(path, {"content": content}, Loose)

    def answer(self, pull: int, comment: int, text: str) -> None:
        """Answer a comment, unless it was answered before.

        Args:
            pull: number of the pull request.
            comment: number of the comment that is answered.
            text: Markdown.

        Raises:
            GitHubError: it is not known to be there; the next call looks before it writes.
        """
        self._say(pull, f"<!-- decisis-answer: {comment} -->", text)

    def ask(self, pull: int, head: str, text: str) -> None:
        """Ask people for a waiver, once for a commit.

        Args:
            pull: number of the pull request.
            head: object id of the commit that is held back.
            text: Markdown.

        Raises:
            GitHubError: it is not known to be there; the next call looks before it writes.
        """
        self._say(pull, f"<!-- decisis-ask: {head} -->", text)

    def stop(self, pull: int, head: str, text: str) -> None:
        """Tell an agent to stop, unless that was said before.

        Args:
            pull: number of the pull request.
            head: object id of the commit on which it is told first.
            text: Markdown.

        Raises:
            GitHubError: it is not known to be there; the next call looks before it writes.
        """
        self._say(pull, f"<!-- decisis-stop: {head} -->", text)

    def _say(self, pull: int, mark: str, text: str) -> None:
        if self._is_said(pull, mark):
            return
        try:
            path = f"{self._client.root}/issues/{pull}/comments"
            self._client.post(path, {"body": f"{text}\n\n{mark}"}, Loose)
        except Unavailable:
            if not self._is_said(pull, mark):
                raise

    def _is_said(self, pull: int, mark: str) -> bool:
        pages = self._client.pages(f"{self._client.root}/issues/{pull}/comments", tuple[_Answer, ...])
        return any(
            one.user is not None and one.user.id == self._own and one.body.rstrip().endswith(mark)
            for page in pages
            for one in page
        )
