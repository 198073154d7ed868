"""Governance debt: what was decided against what stands, is permitted, or is not enforced."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime

from bot.ledger.note import OverrideNote, Topic, told_by
from checks.baseline_file import read_baseline
from checks.change import Tree
from checks.policy import Policy
from checks.policy_place import BASELINE
from checks.proving.proof import Proof, State
from checks.report import safe

SCHEMA = 1
MOST_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that is owed.

    Attributes:
        kind: `baseline`, `live-waiver`, `expired-waiver`, `override` or `rule`.
        decision: id of the decision; empty for a built-in check.
        rule: id of the rule.
        place: the file, or the record.
        agent: the agent whose change was permitted; empty where none is known.
        since: the day it is owed since, empty where it is not known.
        week: the ISO week of that day, `2026-W09`.
        state: what is the matter: `known`, `waived`, `enforced` without a proof, `dead` …
    """

    kind: str
    decision: str
    rule: str
    place: str
    agent: str
    since: str
    week: str
    state: str


def standing(policy: Policy) -> Iterator[Debt]:
    """The entries of the baseline."""
    for entry in sorted(policy.baseline.values(), key=lambda one: one.sort_key):
        place = f"{entry.path}:{entry.line}" if entry.line else entry.path
        week = week_of(entry.since)
        yield Debt("baseline", entry.decision, entry.rule, place, "", entry.since, week, "known")


def unenforced(proof: Proof) -> Iterator[Debt]:
    """Rules that do not do what they say, or that nothing proves; a record in prose promises no rule."""
    for one in proof.records:
        decision = one.record.decision
        if not decision.status.is_live:
            continue
        day = decision.date
        for rule in one.rules:
            if rule.state is not State.PROVEN:
                place, state = decision.path, rule.state.words
                yield Debt("rule", decision.id, rule.rule.id, place, "", day, week_of(day), state)


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
            kind = "live-waiver" if not waiver["until"] or waiver["until"] >= today else "expired-waiver"
            agent, place = document["agent"]["name"], finding["path"]
            state = f"until {waiver['until']}" if waiver["until"] else "waived"
            debt = Debt(kind, finding["decision"], finding["rule"], place, agent, day, week_of(day), state)
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
        state = f"{pull} merged by @{told.login or 'nobody known'} past {told.stood}"
        for one in told.findings:
            place = f"{one.path}:{one.line}" if one.line else one.path
            yield Debt("override", one.decision, one.rule, place, told.agent, day, week_of(day), state)
        for rule in told.due:
            decision = rule.rpartition("/")[0]
            yield Debt("override", decision, rule, pull, told.agent, day, week_of(day), state)
        if not told.findings and not told.due:
            yield Debt("override", "", "", pull, told.agent, day, week_of(day), state)


def held(tree: Tree) -> int:
    """How many entries the baseline of a tree holds; 0 where there is none that reads."""
    content = tree.read(BASELINE)
    return len(read_baseline(content)) if content is not None else 0


def week_of(day: str) -> str:
    """The ISO week of a day, empty for no day."""
    if not day:
        return ""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"


def table(found: Sequence[Debt], ratchet: str) -> str:
    """The debt for a terminal, ended by a line feed.

    Args:
        found: what is owed.
        ratchet: the line that says how the baseline moved.
    """
    lines = [f"{len(found)} owed: " + (_counted(Counter(one.kind for one in found)) or "nothing")]
    lines += [ratchet] if ratchet else []
    for title, name in (("by decision", "decision"), ("by agent", "agent"), ("by week", "week")):
        counts = Counter(getattr(one, name) or "-" for one in found)
        if set(counts) - {"-"}:
            lines += ["", title]
            ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_SHOWN]
            lines += [f"  {count:>5}  {safe.log(key)}" for key, count in ranked]
    if found:
        lines += ["", "oldest"]
    oldest = sorted(found, key=lambda one: (one.since or "9999", one.kind, one.place))[:MOST_SHOWN]
    lines += [
        f"  {one.since or '          '}  {one.kind} {safe.log(one.rule or one.decision)} "
        f"{safe.log(one.place)} ({one.state})"
        for one in oldest
    ]
    return "\n".join(lines) + "\n"


def as_json(found: Sequence[Debt], ratchet: str) -> str:
    """The debt for programs."""
    owed = [{name.name: getattr(one, name.name) for name in fields(Debt)} for one in found]
    counts = dict(sorted(Counter(one.kind for one in found).items()))
    value = {"schema": SCHEMA, "counts": counts, "ratchet": ratchet, "owed": owed}
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def as_csv(found: Sequence[Debt]) -> str:
    """The debt for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name.name for name in fields(Debt)])
    writer.writerows(astuple(one) for one in found)
    return out.getvalue()


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
