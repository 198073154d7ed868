"""What can go wrong when GitHub is asked: three kinds, because there are three things to do about it."""

from __future__ import annotations

from datetime import datetime


class GitHubError(Exception):
    """GitHub did not do what was asked."""


class NotVisible(GitHubError):
    """401, 403 or 404: we may not see or do it, which is never the same as "there is nothing"."""


class RateLimited(GitHubError):
    """GitHub asks to be left alone for a while.

    Attributes:
        until: when to come back, aware UTC.
    """

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class Unavailable(GitHubError):
    """A fault, a timeout, a reset or an answer that cannot be read; whether it had an effect is not known."""


class Refused(GitHubError):
    """422 or another 4xx: the request itself is not accepted, and repeating it changes nothing."""
