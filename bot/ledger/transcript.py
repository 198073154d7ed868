"""What happened on a pull request: verdicts that people saw, and what people did about them, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.ledger.inputs import Inputs, inputs_in
from bot.ledger.note import Told, told_by
from bot.ledger.shown import moment
from checks.description.references import transcripts

SCHEMA = "decisis.transcript/1"


@dataclass(frozen=True)
class CheckSeen:
    """What a check of another program, for which the policy waits, had said when a verdict was given.

    Attributes:
        name: the run's name, or the status's context.
        app: the App's short name, empty for a status.
        conclusion: `success`, `failure` …; empty while it has none.
        is_news: whether the verdict before it on the same head knew something else.
    """

    name: str
    app: str
    conclusion: str
    is_news: bool


@dataclass(frozen=True)
class Step:
    """A verdict that people saw, against the one before it, or something else that was recorded.

    Attributes:
        milliseconds: when, since 1970.
        record: the record's values without its document.
        document: the verdict, see `docs/check.schema.json`; `None` for what is none.
        told: what else was recorded, `None` for a verdict.
        came: findings that stand now and did not before, by id.
        went: findings that stood before and do not now, by id.
        checks: what other programs had said, as far as the policy asks.
        sessions: sessions of agents that commits and description name.
    """

    milliseconds: int
    record: Mapping[str, Any]
    document: Mapping[str, Any] | None = None
    told: Told | None = None
    came: Sequence[Mapping[str, Any]] = ()
    went: Sequence[Mapping[str, Any]] = ()
    checks: Sequence[CheckSeen] = ()
    sessions: Sequence[str] = ()

    @property
    def at(self) -> str:
        """When, in UTC to the second."""
        return moment(self.milliseconds)


def steps(
    seen: Sequence[tuple[int, bytes]],
    notes: Iterable[tuple[int, bytes]] = (),
    inputs: Callable[[str], bytes | None] = lambda _: None,
) -> list[Step]:
    """The steps of a pull request.

    Args:
        seen: when which verdict was seen, oldest first: milliseconds since 1970 and the record.
        notes: when what else was recorded, likewise; of the whole repository only what counted for the
            verdicts is told.
        inputs: gives what a verdict rests on besides git and the policy, by its digest.
    """
    found = list(_verdicts(seen, inputs))
    numbers = [step.record["sequence"] for step in found]
    first, last = min(numbers, default=0), max(numbers, default=0)
    for milliseconds, raw in notes:
        record = json.loads(raw)
        if not record["pull"] and not first < record["sequence"] < last:
            continue
        told = told_by(record["kind"], record.pop("document"))
        found.append(Step(milliseconds, record, told=told))
    return sorted(found, key=lambda step: (step.milliseconds, step.record["sequence"]))


def as_json(name: str, found: Sequence[Step]) -> str:
    """The transcript for programs, see `docs/transcript.schema.json`.

    Args:
        name: `owner/name#5`.
        found: the steps.
    """
    value = {"schema": SCHEMA, "pull": name, "steps": [_shown(step) for step in found]}
    return json.dumps(value, indent=2, sort_keys=True) + "\n"


def _verdicts(seen: Iterable[tuple[int, bytes]], inputs: Callable[[str], bytes | None]) -> Iterable[Step]:
    before: dict[str, Mapping[str, Any]] = {}
    known: dict[tuple[str, str], str] = {}
    head = ""
    for milliseconds, raw in seen:
        record = json.loads(raw)
        document = json.loads(record.pop("document"))
        now = {one["id"]: one for one in document.get("findings", ())}
        kept = inputs(record["inputs"]) if record.get("inputs") else None
        rests_on = inputs_in(kept) if kept is not None else None
        known = known if record["head"] == head else {}
        checks = _checks(rests_on, known)
        known, head = {(one.name, one.app): one.conclusion for one in checks}, record["head"]
        yield Step(
            milliseconds,
            record,
            document,
            came=[one for name, one in now.items() if name not in before],
            went=[one for name, one in before.items() if name not in now],
            checks=checks,
            sessions=transcripts(rests_on.facts) if rests_on is not None else (),
        )
        before = now


def _checks(rests_on: Inputs | None, known: Mapping[tuple[str, str], str]) -> Sequence[CheckSeen]:
    told = rests_on.facts.proceedings.checks if rests_on is not None else ()
    return [
        CheckSeen(
            one.name, one.app_name, one.conclusion, known.get((one.name, one.app_name)) != one.conclusion
        )
        for one in told
    ]


def _shown(step: Step) -> dict[str, Any]:
    shown = {"at": step.at, "kind": step.record.get("kind", "verdict"), "record": dict(step.record)}
    if step.told is not None:
        return {**shown, "told": asdict(step.told)}
    return {
        **shown,
        "verdict": dict(step.document or {}),
        "came": [one["id"] for one in step.came],
        "went": [one["id"] for one in step.went],
        "checks": [{"name": one.name, "app": one.app, "conclusion": one.conclusion} for one in step.checks],
        "sessions": list(step.sessions),
    }
