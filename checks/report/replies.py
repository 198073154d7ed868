"""What is answered to commands, as Markdown; nothing else says these sentences, so they stand here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checks.commands import Verb
from checks.report import safe
from checks.report.sentences import number
from checks.report.stop import MENTION

MOST_ASKED = 10
"""Findings that one request lists."""

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
        objection: why it has none, one sentence; empty if it has.
    """

    is_done: bool
    text: str
    objection: str = ""


def page(said: Sequence[Reply]) -> str:
    """All answers to one comment."""
    return "\n\n".join(reply.text for reply in said if reply.text)


def rechecked() -> Reply:
    """The change is judged again; the check run says the rest."""
    return Reply(is_done=True, text="")


def refused(verb: Verb | None, objection: str) -> Reply:
    """A command without effect."""
    what = f"`/decisis {verb}` has no effect" if verb is not None else "this command has no effect"
    return Reply(is_done=False, text=f"{what}: {objection}", objection=objection)


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


def asked(found: Sequence[Shown], people: Sequence[str]) -> str:
    """The comment that asks for a waiver; nobody is mentioned but whom the policy names.

    Args:
        found: the findings that hold the change back and may be permitted.
        people: who may permit them, in the words of the policy.
    """
    if not people:
        return "somebody asks for a waiver, and the policy lets nobody waive; mend what holds it back"
    if not found:
        return "somebody asks for a waiver, and nothing that holds this back can be waived"
    named = [word for word in people if MENTION.fullmatch(word)]
    roles = [f"those with `{word}` access" for word in people if word not in named]
    shown = found[:MOST_ASKED]
    rest = len(found) - len(shown)
    more = f"\n\nand {number(rest, 'more finding')}, which the check run lists" if rest else ""
    commands = "\n".join(f"/decisis waive {one.id} <reason>" for one in shown)
    return (
        f"{', '.join(named + roles)}: somebody asks you to permit what holds this change back\n\n"
        + "\n\n".join(f"`{one.id}`\n\n{_fence(one, ('instead', one.instead))}" for one in shown)
        + f"{more}\n\nto permit one, write a comment of your own that holds its command with your reason, "
        f"and look at the change first\n\n{safe.fence(commands)}"
    )


def never(rule: str) -> str:
    """Why a finding cannot be permitted by anybody here."""
    return f"findings of `{rule}` cannot be waived; whoever answers for the rule changes it instead"


def _fence(shown: Shown, *more: tuple[str, str]) -> str:
    lines = [("rule", shown.rule), ("place", shown.place), ("seen", shown.message), *more]
    return safe.fence(
        "\n".join(f"{name}: {safe.log(safe.shortened(text, 1_000))}" for name, text in lines if text)
    )
