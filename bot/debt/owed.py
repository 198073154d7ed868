"""Governance debt: what was decided against what stands, is permitted, or is not enforced."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal

from bot.debt.arrivals import Arrivals
from bot.ledger.note import OverrideNote, Topic, told_by
from checks.policy import Policy
from checks.proving.proof import Proof, State

Kind = Literal["baseline", "live-waiver", "expired-waiver", "override", "rule"]


class Source(StrEnum):
    """How it is known since when something is owed."""

    HISTORY = "history"
    """The history of the file that holds it: the day it was merged."""

    CLAIM = "claim"
    """The file says so itself, and the history does not reach back to it."""

    LEDGER = "ledger"
    """The ledger recorded it."""

    NOTHING = "nothing"
    """Nobody knows."""


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that is owed.

    Attributes:
        kind: a finding that the baseline lists, a permission, a merge past a verdict, or a rule.
        decision: id of the decision; empty for a built-in check.
        rule: id of the rule; empty where a merge past a verdict had none.
        place: the file with its line, the record, or the pull request.
        agent: the agent whose change was permitted; empty where none is known.
        since: the day it is owed since, `2026-03-02`, empty where it is not known.
        known_by: how that day is known: by the `history` of the file, by its own `claim` where
            the history does not reach back, by the `ledger`, or by `nothing`.
        week: the ISO week of that day, `2026-W10`, empty where it is not known.
        state: what is the matter: `known`, `waived`, `enforced` without a proof, `dead` …
    """

    kind: Kind
    decision: str
    rule: str
    place: str
    agent: str
    since: str
    known_by: Source
    week: str
    state: str


def standing(policy: Policy, known: Arrivals) -> Iterator[Debt]:
    """The entries of the baseline.

    Args:
        policy: the policy.
        known: what the history tells.
    """
    for entry in sorted(policy.baseline.values(), key=lambda one: one.sort_key):
        place = f"{entry.path}:{entry.line}" if entry.line else entry.path
        since = _since(known.entries.get(entry.fingerprint, ""), entry.since)
        yield Debt("baseline", entry.decision, entry.rule, place, "", *since, "known")


def unenforced(proof: Proof, known: Arrivals) -> Iterator[Debt]:
    """Rules that do not do what they say, or that nothing proves; a record in prose promises no rule.

    Args:
        proof: the policy, proved.
        known: what the history tells.
    """
    for one in proof.records:
        decision = one.record.decision
        if not decision.status.is_live:
            continue
        for rule in one.rules:
            if rule.state is not State.PROVEN:
                since = _since(known.rules.get(rule.rule.id, ""), decision.date)
                yield Debt("rule", decision.id, rule.rule.id, decision.path, "", *since, rule.state.words)


def permitted(records: Sequence[bytes], today: str) -> Iterator[Debt]:
    """The waivers that recorded verdicts rest on, each once, live or expired.

    Args:
        records: records of the ledger, oldest first.
        today: the day, `2026-03-02`.
    """
    found: dict[tuple[int, str], Debt] = {}
    for raw in records:
        record = json.loads(raw)
        document = json.loads(record["document"])
        if "kind" in record:
            continue
        waived = {one["fingerprint"]: one for one in document.get("waived", ())}
        for waiver in document.get("waivers", ()):
            short = waiver["finding"].removeprefix("F-")
            finding = next((one for key, one in waived.items() if key.startswith(short)), None)
            if finding is None:
                continue
            day = datetime.fromtimestamp(record["time"] / 1000, UTC).date().isoformat()
            is_live = not waiver["until"] or waiver["until"] >= today
            kind: Kind = "live-waiver" if is_live else "expired-waiver"
            agent, place = document["agent"]["name"], finding["path"]
            state = f"until {waiver['until']}" if waiver["until"] else "waived"
            since = (day, Source.LEDGER, week_of(day))
            debt = Debt(kind, finding["decision"], finding["rule"], place, agent, *since, state)
            found.setdefault((waiver["comment"], waiver["finding"]), debt)
    yield from found.values()


def overridden(records: Sequence[bytes]) -> Iterator[Debt]:
    """What was merged past a verdict, one for each finding that held it back.

    Args:
        records: records of the ledger, oldest first.
    """
    for raw in records:
        record = json.loads(raw)
        if record.get("kind") != Topic.OVERRIDE.value:
            continue
        told = told_by(record["kind"], record["document"])
        if not isinstance(told, OverrideNote):
            continue
        day, pull = told.merged[:10], f"#{record['pull']}"
        since = (day, Source.LEDGER, week_of(day))
        state = f"{pull} merged by @{told.login or 'nobody known'} past {told.stood}"
        for one in told.findings:
            place = f"{one.path}:{one.line}" if one.line else one.path
            yield Debt("override", one.decision, one.rule, place, told.agent, *since, state)
        for rule in told.due:
            decision = rule.rpartition("/")[0]
            yield Debt("override", decision, rule, pull, told.agent, *since, state)
        if not told.findings and not told.due:
            yield Debt("override", "", "", pull, told.agent, *since, state)


def week_of(day: str) -> str:
    """The ISO week of a day, empty for no day."""
    if not day:
        return ""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"


def _since(merged: str, claimed: str) -> tuple[str, Source, str]:
    """The day, how it is known, and its week, from what the history and the file itself say."""
    if merged:
        return merged, Source.HISTORY, week_of(merged)
    try:
        return claimed, Source.CLAIM if claimed else Source.NOTHING, week_of(claimed)
    except ValueError:  # the thirtieth of February
        return "", Source.NOTHING, ""
