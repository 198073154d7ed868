"""A recorded verdict given once more, from its recorded inputs and git's objects, and compared by bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.errors import UserError
from bot.git.change import read_change
from bot.git.errors import MissingObject
from bot.git.history import tree_at
from bot.git.store import Store
from bot.github.pulls import unlisted
from bot.judge import Judge
from bot.ledger.inputs import inputs_in
from bot.policies import Policies, read
from checks.change import Change
from checks.floor import Floor, on_floors
from checks.policy import Policy
from checks.report.json_report import render

SCHEMA = "decisis.replay/1"


@dataclass(frozen=True)
class Replayed:
    """A verdict then and now.

    Attributes:
        then: the recorded document.
        now: what came out this time.
        by_another: whether another engine judged than then, so that findings are compared and not bytes.
    """

    then: str
    now: str
    by_another: bool = False

    @property
    def is_comparable(self) -> bool:
        """Whether the recorded judging came to its end; how far an interrupted one came is in no input."""
        return "interrupted" not in self.before

    @property
    def is_identical(self) -> bool:
        """Whether both are the same bytes; by another engine, whether both say the same of the change.

        Never for a recorded judging that was interrupted.
        """
        if not self.is_comparable:
            return False
        return not self.differences if self.by_another else self.then == self.now

    @property
    def before(self) -> Mapping[str, Any]:
        """The recorded verdict, read."""
        return cast("Mapping[str, Any]", json.loads(self.then))

    @property
    def after(self) -> Mapping[str, Any]:
        """What came out this time, read."""
        return cast("Mapping[str, Any]", json.loads(self.now))

    @property
    def came(self) -> Sequence[Mapping[str, Any]]:
        """Findings that are there now and were not then."""
        then = {one["id"] for one in self.before["findings"]}
        return [one for one in self.after["findings"] if one["id"] not in then]

    @property
    def went(self) -> Sequence[Mapping[str, Any]]:
        """Findings that were there then and are not now."""
        now = {one["id"] for one in self.after["findings"]}
        return [one for one in self.before["findings"] if one["id"] not in now]

    @property
    def changed(self) -> Mapping[str, tuple[Any, Any]]:
        """What else differs, then and now, by its key; of findings that are in both, by their ids."""
        old, new = self.before, self.after
        passed_over = {"findings", *(_OF_ENGINE if self.by_another else ())}
        keys = sorted(key for key in old.keys() | new.keys() if key not in passed_over)
        pairs = {key: (old.get(key), new.get(key)) for key in keys}
        if self.by_another and "counts" in pairs:
            pairs["counts"] = (_found(old["counts"]), _found(new["counts"]))
        then = {one["id"]: one for one in old["findings"]}
        pairs |= {one["id"]: (then[one["id"]], one) for one in new["findings"] if one["id"] in then}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def found(self) -> Sequence[str]:
        """The findings of now, one line each."""
        return [f"+ {_line(one)}" for one in self.after["findings"]]

    @property
    def differences(self) -> Sequence[str]:
        """What differs, one line each: findings that went and came, then everything else by its name."""
        lines = [f"- {_line(one)}" for one in self.went] + [f"+ {_line(one)}" for one in self.came]
        return [*lines, *(f"~ {name}: {_parts(*pair)}" for name, pair in self.changed.items())]


_OF_ENGINE = ("engine", "policy", "notices", "schema")
"""What differs between engines without any difference in what they say of a change."""


_OF_INTERRUPTIONS = ("INTERNAL", "NOT_ANALYSED")


def interruption(verdict: Mapping[str, Any]) -> str:
    """What ended a judging early, as its verdict says it in words; empty where it came to its end.

    Args:
        verdict: the document of the verdict.
    """
    if "interrupted" not in verdict:
        return ""
    gaps = [one for one in verdict["incomplete"] if one["code"] in _OF_INTERRUPTIONS and not one["path"]]
    words = dict.fromkeys(" in ".join(filter(None, (one["measured"], one["limit"]))) for one in gaps)
    return "; ".join(words) or verdict["interrupted"]


def as_json(record: int, done: Replayed) -> str:
    """A replay for programs, see `docs/replay.schema.json`."""
    compared = "findings" if done.by_another else "bytes"
    value = {
        "schema": SCHEMA,
        "record": record,
        "same": done.is_identical if done.is_comparable else None,
        "compared": compared if done.is_comparable else "nothing",
        "interrupted": {"then": done.before.get("interrupted"), "now": done.after.get("interrupted")},
        "engine": {"then": done.before["engine"], "now": done.after["engine"]},
        "verdict": {"then": done.before["verdict"], "now": done.after["verdict"]},
        "came": list(done.came),
        "went": list(done.went),
        "changed": {
            name: {"then": then, "now": now}
            for name, (then, now) in (done.changed if done.is_comparable else {}).items()
        },
    }
    return json.dumps(value, indent=2, sort_keys=True) + "\n"


def replayed(
    record: Mapping[str, Any],
    inputs: bytes | None,
    store: Store,
    judge: Judge,
    policy: Policy | None = None,
    *,
    by_current: bool = False,
) -> Replayed:
    """Give a verdict once more.

    Args:
        record: the values of the record.
        inputs: what it rests on besides git and the policy, as the ledger keeps it.
        store: an open store that holds the commits of the policy, the base and the head.
        judge: judges.
        policy: another policy than the one that was in force.
        by_current: whether the judge may be another than the one that judged then.

    Raises:
        UserError: something that the verdict rested on is not there; it is named and never guessed.
    """
    document = json.loads(record["document"])
    if "kind" in record:
        raise UserError(f"the record is about a {record['kind']}", "name the record of a verdict")
    if "policy" not in document:
        raise UserError(
            f"nothing was judged by the record, it holds the failure {document.get('code', '')}: "
            f"{document.get('detail', '')}",
            "look at the pull request by `decisis transcript`",
        )
    if not by_current and policy is None and record["engine"] != judge.name:
        raise UserError(
            f"the record was judged by `{record['engine']}`, and this is `{judge.name}`",
            "install that version, or see by `--engine current` what this one says",
        )
    if inputs is None:
        raise UserError("the inputs of the verdict were not kept", "verdicts recorded from now on keep them")
    known = inputs_in(inputs)
    floors = document["policy"]["extends"]
    if missing := _missing(record, "" if policy else known.policy_commit, () if policy else floors, store):
        raise UserError(f"git lacks {'; '.join(missing)}", "fetch that, or name a clone that has it")
    try:
        policy = policy or _in_force(known.policy_commit, floors, store)
        change = read_change(store, record["base"], record["head"], known.facts)
    except MissingObject as missing_one:
        raise UserError(
            f"git lacks an object: {missing_one}", "fetch it, or name a clone that has it"
        ) from missing_one
    now = render(judge.judge(_counted(change, known.commit_count), policy))
    return Replayed(record["document"], now, by_another=by_current)


def _missing(
    record: Mapping[str, Any], policy: str, floors: Sequence[Mapping[str, str]], store: Store
) -> list[str]:
    """The commits that the verdict rests on and that are not here, each with how it is fetched."""
    number = f"#{record['pull']}"
    wanted = [
        (record["base"], "the base"),
        (record["head"], f"the head of {number} (`git fetch origin refs/pull/{record['pull']}/head`)"),
        (policy, "the commit of the policy"),
        *(
            (floor["commit"], f"the floor of `{floor['repository']}` (fetch it from there)")
            for floor in floors
        ),
    ]
    return [f"{what} {oid}" for oid, what in wanted if oid and not _is_here(oid, store)]


def _is_here(oid: str, store: Store) -> bool:
    try:
        return store.objects.info([oid])[oid].kind == "commit"
    except (MissingObject, KeyError):
        return False


def _in_force(commit: str, floors: Sequence[Mapping[str, str]], store: Store) -> Policy:
    """The policy of the recorded commit, on the floors of theirs."""
    own = read(tree_at(store, commit), commit)
    return on_floors(own, [_floor(one, store) for one in floors]) if floors else own


def _floor(told: Mapping[str, str], store: Store) -> Floor:
    name, path, commit = told["repository"], told["path"], told["commit"]
    if not commit:
        return Floor(name, path)
    return Floor(name, path, commit, Policies().floor(0, commit, path, name, lambda: tree_at(store, commit)))


def _counted(change: Change, commit_count: int) -> Change:
    """The change with the gap of a pull request whose commits are not all listed, as the App reports it."""
    gap = unlisted(commit_count)
    return change if gap is None else replace(change, incomplete=tuple(sorted({*change.incomplete, gap})))


def _line(one: Mapping[str, Any]) -> str:
    return f"{one['level']} {one['id']} {one['path']}:{one['line']} {one['message']}"


def _found(counts: Mapping[str, int]) -> Mapping[str, int]:
    """The counts of what was found; another engine has other rules."""
    return {name: count for name, count in counts.items() if name != "rules"}


def _parts(then: Any, now: Any) -> str:
    """What differs; of two objects the keys that do."""
    if isinstance(then, dict) and isinstance(now, dict):
        keys = sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))
        return ", ".join(f"{key} {_short(then.get(key))} → {_short(now.get(key))}" for key in keys)
    return f"{_short(then)} → {_short(now)}"


def _short(value: object) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 120 else f"{text[:119]}…"
