"""The name of a pull request, or of a repository, on the command line."""

from __future__ import annotations

import re

from bot.errors import UserError

_NAME = re.compile(r"(?P<repository>[A-Za-z0-9._-]+/[A-Za-z0-9._-]+)(?:#(?P<number>[1-9]\d{0,9}))?")


def place_in(name: str) -> tuple[str, int | None]:
    """`owner/name`, and the number of a pull request; `None` where a whole repository is named.

    Args:
        name: `owner/name#5`, or `owner/name`.

    Raises:
        UserError: it is neither.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise UserError(
            f"`{name[:80]}` names neither a pull request nor a repository", "write it as `owner/name#5`"
        )
    number = found["number"]
    return found["repository"], int(number) if number else None


def pull_in(name: str) -> tuple[str, int]:
    """`owner/name` and number of a pull request.

    Args:
        name: `owner/name#5`.

    Raises:
        UserError: it names none.
    """
    repository, number = place_in(name)
    if number is None:
        raise UserError(f"`{name[:80]}` names no pull request", "write it as `owner/name#5`")
    return repository, number
