"""What can go wrong with git: the user's mistake, the other side's, and ours. Docstrings are messages."""

from __future__ import annotations

from bot.errors import UserError


class GitError(Exception):
    """git could not do what was asked of it."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").rstrip("."))


class GitUsageError(UserError, GitError):
    """the repository or the revision that was named cannot be used."""

    def __init__(self, message: str = "", remedy: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").rstrip("."), remedy)


class NoMergeBase(GitUsageError):
    """the two commits have no common ancestor; name a base that the change was started from."""


class MissingObject(GitUsageError):
    """an object is missing from the repository; run `git fetch` and try again."""


class RemoteError(GitError):
    """the remote repository could not be read; try again later."""


class NotThereYet(RemoteError):
    """the remote does not have the commit yet; try again in a moment."""


class Refused(GitError):
    """the objects that were sent are malformed and were refused."""


class GitFailed(GitError):
    """git ended with an error that has no better name."""


class LimitExceeded(GitError):
    """A limit was exceeded.

    Args:
        limit: the limit with its unit, such as `20 s of processor time`.
        measured: what was found instead.
    """

    def __init__(self, limit: str, measured: str) -> None:
        super().__init__(f"{measured}, the limit is {limit}")
        self.limit = limit
        self.measured = measured
