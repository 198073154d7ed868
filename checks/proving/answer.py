"""What one rule answers about one change, and how an example is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from checks.change import Change
from checks.enforcement import Example
from checks.finding import Level
from checks.policy import Rule
from checks.rule_run import run

_MOST_SHOWN = 60


class Kind(Enum):
    """Whether a rule spoke."""

    CAUGHT = auto()
    SILENT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule said.

    Attributes:
        kind: whether it spoke.
        said: its first sentence, or what it could not look at; empty if there is none.
        aside: what it said in less than its own weight, which is about the rule and not about the change.
    """

    kind: Kind
    said: str = ""
    aside: str = ""


def ask(rule: Rule, change: Change) -> Answer:
    """Ask a rule for itself, on any day and in full weight."""
    seen = run(replace(rule, exceptions=(), since="", level=Level.BLOCK), change)
    told = [*(one.message for one in seen.findings if one.blocks), *(due.message for due in seen.waiting)]
    if told:
        return Answer(Kind.CAUGHT, told[0])
    aside = seen.findings[0].message if seen.findings else ""
    if seen.gaps:
        gap = min(seen.gaps)
        return Answer(Kind.UNKNOWN, gap.measured or gap.code.value, aside)
    return Answer(Kind.SILENT, "", aside)


def shown(example: Example) -> str:
    """An example as a literal: its first line, or the path of what has none."""
    lines = [line for line in (example.text or example.diff).strip().split("\n") if line.strip()]
    first = lines[0].strip() if lines else example.path
    is_cut = len(first) > _MOST_SHOWN or len(lines) > 1
    cut = first[:_MOST_SHOWN] + "…" * is_cut
    return f"`{cut}`" if "`" not in cut else f"`` {cut} ``"
