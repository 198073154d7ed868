"""Who may approve, in the words of a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from checks.codeowners import CODEOWNERS_WORD

ROLES = ("admin", "maintain", "write")
"""Roles in a repository whose holders may be asked, as GitHub calls them."""

_WORDS = {
    **{role: f"those with `{role}` access" for role in ROLES},
    CODEOWNERS_WORD: "the owners in `CODEOWNERS`",
}


def named(approvers: Iterable[str]) -> str:
    """Approvers as a policy writes them, as a sentence names them.

    Args:
        approvers: `@login`, `@org/team`, `codeowners` or a role.
    """
    return ", ".join(_WORDS.get(one, f"`{one}`") for one in approvers)
