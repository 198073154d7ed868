"""A recorded verdict given once more, from its recorded inputs and git's objects, and compared by bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

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


@dataclass(frozen=True)
class Replayed:
    """A verdict then and now.

    Attributes:
        then: the recorded document.
        now: what came out this time.
    """

    then: str
    now: str

    @property
    def is_identical(self) -> bool:
        """Whether both are the same bytes."""
        return self.then == self.now

    @property
    def differences(self) -> Sequence[str]:
        """What differs, one line each: findings that came and went, and other keys by their names."""
        old, new = json.loads(self.then), json.loads(self.now)
        before, after = _findings(old), _findings(new)
        lines = [f"- {before[name]}" for name in before if name not in after]
        lines += [f"+ {after[name]}" for name in after if name not in before]
        rest = sorted(
            key for key in old.keys() | new.keys() if key != "findings" and old.get(key) != new.get(key)
        )
        return [*lines, *(f"~ {key}: {_short(old.get(key))} → {_short(new.get(key))}" for key in rest)]


def replayed(
    record: Mapping[str, Any], inputs: bytes | None, store: Store, judge: Judge, policy: Policy | None = None
) -> Replayed:
    """Give a verdict once more.

    Args:
        record: the values of the record.
        inputs: what it rests on besides git and the policy, as the ledger keeps it.
        store: an open store that holds the commits of the policy, the base and the head.
        judge: judges.
        policy: another policy than the one that was in force.

    Raises:
        UserError: something that the verdict rested on is not there; it is named and never guessed.
    """
    document = json.loads(record["document"])
    if "kind" in record:
        raise UserError(f"the record is about a {record['kind']}", "name the record of a verdict")
    if "policy" not in document:
        raise UserError("the record holds a failure and no verdict", "look at it by `decisis transcript`")
    if inputs is None:
        raise UserError("the inputs of the verdict were not kept", "verdicts recorded from now on keep them")
    known = inputs_in(inputs)
    try:
        policy = policy or _in_force(known.policy_commit, document["policy"]["extends"], store)
        change = read_change(store, record["base"], record["head"], known.facts)
    except MissingObject as missing:
        raise UserError(
            f"git lacks an object: {missing}", "fetch it, or name a clone that has it"
        ) from missing
    return Replayed(record["document"], render(judge.judge(_counted(change, known.commit_count), policy)))


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


def _findings(document: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        one["id"]: f"{one['level']} {one['id']} {one['path']}:{one['line']} {one['message']}"
        for one in document["findings"]
    }


def _short(value: object) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 120 else f"{text[:119]}…"
