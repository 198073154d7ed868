"""The buttons of a finished check run; GitHub shows three at most, with labels of 20 characters."""

from __future__ import annotations

from typing import NamedTuple


class Button(NamedTuple):
    """A button.

    Attributes:
        label: what it says, at most 20 characters.
        description: what it does, at most 40 characters.
        identifier: what we are told when it is pressed, at most 20 characters.
    """

    label: str
    description: str
    identifier: str


RECHECK = Button("Judge again", "look at everything afresh", "recheck")
ASK = Button("Ask for a waiver", "tell those who may permit a finding", "ask-waiver")


def buttons_of(*, is_held_by_findings: bool) -> tuple[Button, ...]:
    """The buttons of a run.

    Args:
        is_held_by_findings: whether findings hold the change back that a person may perhaps permit.
    """
    return (RECHECK, ASK) if is_held_by_findings else (RECHECK,)
