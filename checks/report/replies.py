"""What is answered to commands, as Markdown; nothing else says these sentences, so they stand here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checks.commands import Verb
from checks.report import safe

NOT_ASKED = "only people with at least `triage` access may ask"


class Shown(NamedTuple):
    """A finding as an answer shows it."""

    id: str
    rule: str
    place: str
    message: str
    why: str
    instead: str


class Reply(NamedTuple):
    """The answer to one command.

    Attributes:
        is_done: whether the command has an effect.
        text: Markdown; empty where a reaction says enough.
    """

    is_done: bool
    text: str


def page(said: Sequence[Reply]) -> str:
    """All answers to one comment."""
    return "\n\n".join(reply.text for reply in said if reply.text)


def rechecked() -> Reply:
    """The change is judged again; the check run says the rest."""
    return Reply(is_done=True, text="")


def refused(verb: Verb | None, objection: str) -> Reply:
    """A command without effect."""
    what = f"`/decisis {verb}` has no effect" if verb is not None else "this command has no effect"
    return Reply(is_done=False, text=f"{what}: {objection}")


def waived(shown: Shown, reason: str, until: str, head: str) -> Reply:
    """A waiver, with everything that it permits.

    Args:
        shown: the finding.
        reason: why it is permitted.
        until: its last day.
        head: the commit it is bound to, empty where it holds on any.
    """
    bound = f" on the head `{head[:7]}` and no other" if head else " on any head of this pull request"
    first = f"`{shown.id}` is waived until {until},{bound}; it does not hold this change back meanwhile"
    return Reply(is_done=True, text=f"{first}\n\n{_fence(shown, ('reason', reason))}")


def taken_back(shown: Shown) -> Reply:
    """A waiver that was taken back."""
    return Reply(is_done=True, text=f"a waiver of `{shown.id}` does not count any more\n\n{_fence(shown)}")


def explained(shown: Shown) -> Reply:
    """What a finding means."""
    more = (("why", shown.why), ("instead", shown.instead))
    return Reply(is_done=True, text=f"`{shown.id}`\n\n{_fence(shown, *more)}")


def no_such(finding: str) -> str:
    """Why a command that names an unknown finding has no effect."""
    return f"the last verdict on this pull request holds no finding `{finding}`"


def never(rule: str) -> str:
    """Why a finding cannot be permitted by anybody here."""
    return f"findings of `{rule}` cannot be waived; whoever answers for the rule changes it instead"


def _fence(shown: Shown, *more: tuple[str, str]) -> str:
    lines = [("rule", shown.rule), ("place", shown.place), ("seen", shown.message), *more]
    return safe.fence(
        "\n".join(f"{name}: {safe.log(safe.shortened(text, 1_000))}" for name, text in lines if text)
    )
