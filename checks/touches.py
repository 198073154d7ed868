"""What a change does to a file, in the words of a policy."""

from __future__ import annotations

from collections.abc import Sequence

from checks.change import ChangedFile, Status

TOUCHES = ("added", "changed", "deleted")
"""The words that a policy may use."""

_TOUCH = {
    Status.ADDED: "added",
    Status.MODIFIED: "changed",
    Status.TYPE_CHANGED: "changed",
    Status.DELETED: "deleted",
}
_VERB = {"added": "adds", "changed": "changes", "deleted": "deletes"}


def touch_of(file: ChangedFile) -> str:
    """One of `TOUCHES`."""
    return _TOUCH[file.status]


def verb_of(file: ChangedFile) -> str:
    """What the change does, as in "adds a file"."""
    return _VERB[touch_of(file)]


def checked_touches(option: str, words: Sequence[str]) -> None:
    """Refuse words that are none of `TOUCHES`.

    Raises:
        ValueError: one sentence.
    """
    for word in words:
        if word not in TOUCHES:
            raise ValueError(f"`{option}`: `{word}` is none of {', '.join(f'`{one}`' for one in TOUCHES)}")
