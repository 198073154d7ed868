"""Since when debt stands, from the history of the files that hold it.

What a file says of its own age is a claim of whoever wrote it. The history says when it was merged, so it
is asked first; only where it does not reach does the claim count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.git.history import tree_at
from bot.git.store import Store
from bot.git.touches import Touch, touches
from checks.baseline_file import read_baseline
from checks.change import TooLarge, Tree
from checks.check import checks_by_rule_kind
from checks.decision import RecordReader
from checks.policy_place import BASELINE
from checks.problem import PolicyInvalid
from checks.proving.proof import Proof, State
from checks.side_file import side_of

Members = Callable[[Tree], Collection[str] | None]
"""What a file holds in a tree; `None` where it does not read."""


@dataclass(frozen=True)
class Arrivals:
    """The days since which debt stands without a gap, as far as the history tells.

    Attributes:
        entries: entries of the baseline, by fingerprint.
        rules: rules of records that are not proven, by id.
    """

    entries: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)


def arrivals(store: Store, commit: str, proof: Proof) -> Arrivals:
    """When the entries of the baseline and the rules that nothing proves came in.

    Args:
        store: an open store.
        commit: object id of the commit whose history is read.
        proof: the policy of that commit, proved.
    """
    owing = {
        one.record.decision.path: {_short(rule.rule.id): rule.rule.id for rule in rules}
        for one in proof.records
        if (rules := [rule for rule in one.rules if rule.state is not State.PROVEN])
    }
    files = {file for path in owing for file in (path, side_of(path))}
    history = touches(store, commit, {BASELINE, *files})
    entries = _since(store, history, (BASELINE,), proof.policy.baseline, _entries)
    since: dict[str, str] = {}
    for path, ids in owing.items():
        known = _since(store, history, (path, side_of(path)), ids, partial(_rules_of, path))
        since |= {ids[name]: day for name, day in known.items()}
    return Arrivals(entries, since)


def _since(
    store: Store, history: Sequence[Touch], files: Sequence[str], wanted: Collection[str], members: Members
) -> dict[str, str]:
    """The day since which each member has been there without a gap; none where the history is cut off."""
    days: dict[str, str] = {}
    standing = set(wanted)
    for touch in history:
        if not standing:
            break
        if touch.paths.isdisjoint(files):
            continue
        there = members(tree_at(store, touch.commit))
        if there is not None:  # a version that does not read says nothing; the one before it may
            standing &= set(there)
            days |= dict.fromkeys(standing, touch.day)
        if touch.is_cut:
            return {name: day for name, day in days.items() if name not in standing}
    return days


def _entries(tree: Tree) -> Collection[str] | None:
    try:
        content = tree.read(BASELINE)
        return () if content is None else read_baseline(content).keys()
    except (PolicyInvalid, TooLarge):
        return None


def _rules_of(path: str, tree: Tree) -> Collection[str] | None:
    """The rules that a record binds, without its id, which depends on its neighbours."""
    try:
        text, beside = tree.read(path), tree.read(side_of(path))
    except TooLarge:
        return None
    if text is None:
        return ()
    side = None if beside is None else (side_of(path), beside)
    read = RecordReader(tree, checks_by_rule_kind(), [], []).read(path, text, side=side)
    return None if read is None else [_short(rule.id) for rule in read.rules]


def _short(rule: str) -> str:
    return rule.rpartition("/")[2]
