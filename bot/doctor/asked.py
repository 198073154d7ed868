"""What GitHub did not tell, as an item: unknown, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from bot.doctor.item import Item, unknown
from bot.github.errors import GitHubError, NotVisible, RateLimited, Refused

_MEND_GRANT = "mend `permissions` and `installation`, then ask again"


def asked(name: str, question: Callable[[], Item], where_denied: str = _MEND_GRANT) -> Item:
    """The answer to a question, or that there was none.

    Args:
        name: the item.
        question: asks GitHub.
        where_denied: what to do if GitHub does not let us know.
    """
    try:
        return question()
    except GitHubError as error:
        return unanswered(name, error, where_denied)


def unanswered(name: str, error: GitHubError, where_denied: str = _MEND_GRANT) -> Item:
    """The item for an error of GitHub's."""
    if isinstance(error, RateLimited):
        return unknown(name, str(error), f"ask again after {error.until:%H:%M} UTC")
    if isinstance(error, NotVisible | Refused):
        return unknown(name, str(error), where_denied)
    return unknown(name, str(error), "see that GitHub can be reached from here, and ask again")
