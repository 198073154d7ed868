"""Governance debt as a table, as JSON and as CSV; `docs/debt.schema.json` is made of these types."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from typing import Literal

from bot.debt.owed import Debt, Source
from bot.debt.ratchet import Ratchet
from checks.report import safe

SCHEMA: Literal["decisis.debt/1"] = "decisis.debt/1"
MOST_SHOWN = 15

UNKNOWN = "unknown"
OLDEST = "over 365 days"
AGES = ((7, "up to 7 days"), (30, "8 to 30 days"), (90, "31 to 90 days"), (365, "91 to 365 days"))
"""The last day of each bucket of ages, and its name."""

_BUCKETS = (OLDEST, *(name for _, name in reversed(AGES)), UNKNOWN)
_HOW = {
    Source.HISTORY: "by the history of the files",
    Source.CLAIM: "by what the files say, where the history does not reach back",
    Source.LEDGER: "by the ledger",
    Source.NOTHING: "by nothing",
}


@dataclass(frozen=True, slots=True)
class Owed(Debt):
    """One thing that is owed, with its age.

    Attributes:
        days: days since then; null where it is not known.
        age: the same as one of the ranges under `ages`.
    """

    days: int | None
    age: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `decisis debt` tells.

    Attributes:
        schema: the version; within it keys are only added.
        as_of: the day that counted as today.
        ratchet: how the baseline moved in the month before the commit of the policy.
        counts: how much is owed, by kind.
        decisions: the same by decision; the key is empty for built-in checks.
        agents: the same by agent; the key is empty where none is known.
        ages: the same by age, oldest first, those of unknown age last.
        weeks: the same by the ISO week since which it is owed; the key is empty where it is not known.
        owed: all of it.
    """

    schema: Literal["decisis.debt/1"]
    as_of: str
    ratchet: Ratchet
    counts: dict[str, int]
    decisions: dict[str, int]
    agents: dict[str, int]
    ages: dict[str, int]
    weeks: dict[str, int]
    owed: tuple[Owed, ...]


def report(found: Sequence[Debt], ratchet: Ratchet, today: str) -> Report:
    """All that is owed, counted.

    Args:
        found: what is owed.
        ratchet: how the baseline moved.
        today: the day that counts as today.
    """
    owed = tuple(_aged(one, today) for one in found)
    ages = Counter(one.age for one in owed)
    return Report(
        SCHEMA,
        today,
        ratchet,
        counts=_sorted(one.kind for one in owed),
        decisions=_sorted(one.decision for one in owed),
        agents=_sorted(one.agent for one in owed),
        ages={name: ages[name] for name in _BUCKETS if ages[name]},
        weeks=_sorted(one.week for one in owed),
        owed=owed,
    )


def table(told: Report) -> str:
    """The report for a terminal, ended by a line feed."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in told.counts.items())
    lines = [f"{len(told.owed)} owed: {kinds or 'nothing'}"]
    lines += [str(told.ratchet)] if str(told.ratchet) else []
    for title, counts in (("by decision", told.decisions), ("by agent", told.agents)):
        lines += _counted(title, counts, ranked=True)
    lines += _counted("by age", told.ages, ranked=False)
    if told.owed:
        known = Counter(one.known_by for one in told.owed)
        how = ", ".join(f"{known[source]} {words}" for source, words in _HOW.items() if known[source])
        lines += [f"  since when: {how}"]
    lines += _counted("by week", told.weeks, ranked=True)
    if told.owed:
        lines += ["", "oldest"]
    oldest = sorted(told.owed, key=lambda one: (one.since or "9999", one.kind, one.place))[:MOST_SHOWN]
    lines += [
        f"  {one.since or '          '}  {one.kind} {safe.log(one.rule or one.decision)} "
        f"{safe.log(one.place)} ({one.state})"
        for one in oldest
    ]
    return "\n".join(lines) + "\n"


def as_json(told: Report) -> str:
    """The report for programs, see `docs/debt.schema.json`; printable ASCII, ended by a line feed."""
    return json.dumps(asdict(told), indent=2) + "\n"


def as_csv(told: Report) -> str:
    """What is owed, for a spreadsheet: a line of names, and one line each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Owed))
    writer.writerows([_cell(value) for value in astuple(one)] for one in told.owed)
    return out.getvalue()


def _aged(one: Debt, today: str) -> Owed:
    if not one.since:
        return Owed(**asdict(one), days=None, age=UNKNOWN)
    days = max(0, (date.fromisoformat(today) - date.fromisoformat(one.since)).days)
    return Owed(**asdict(one), days=days, age=next((name for last, name in AGES if days <= last), OLDEST))


def _cell(value: object) -> object:
    """A value as no spreadsheet takes it for a formula; paths are named by whoever opens a pull request."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value


def _sorted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _counted(title: str, counts: dict[str, int], *, ranked: bool) -> list[str]:
    if not set(counts) - {""}:
        return []
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0])) if ranked else list(counts.items())
    return ["", title, *(f"  {count:>5}  {safe.log(key or '-')}" for key, count in ordered[:MOST_SHOWN])]
