"""The decisions at the head of a change, read and proved before they hold for anybody.

They are never enforced on the change itself: it is judged by the policy as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.policies import read_records
from checks.change import Change, Tree
from checks.policy_loader import Reading
from checks.problem import PolicyInvalid
from checks.proofs import Flaw, FlawKind
from checks.proving.batch import Scan
from checks.proving.prove import prove


def newly_flawed(change: Change, scan: Scan) -> tuple[Flaw, ...]:
    """What is wrong with the policy and the records of the head and was not at the base.

    Only records that the change adds or alters are proved; semgrep is asked once for the head, and for the
    base only where the head has a flaw.

    Args:
        change: the change.
        scan: the semgrep engine.
    """
    after = _read(change.head_tree)
    if isinstance(after, tuple):
        before_problems = _read(change.base_tree)
        return _new(after, before_problems if isinstance(before_problems, tuple) else ())
    before = _read(change.base_tree)
    old = () if isinstance(before, tuple) else before.records
    known = {record.decision.path: record for record in old}
    fresh = [record for record in after.records if known.get(record.decision.path) != record]
    if not any(record.rules for record in fresh):
        return ()
    as_of = change.facts.as_of
    flaws = prove(after, change.head_tree, as_of, scan, fresh).flaws
    if not flaws or isinstance(before, tuple):
        return flaws
    altered = [known[record.decision.path] for record in fresh if record.decision.path in known]
    return _new(flaws, prove(before, change.base_tree, as_of, scan, altered).flaws if altered else ())


def _read(tree: Tree) -> Reading | tuple[Flaw, ...]:
    """The policy of a tree, or all that keeps it from being read."""
    try:
        return read_records(tree)
    except PolicyInvalid as invalid:
        return tuple(
            Flaw(
                kind=FlawKind.UNREADABLE,
                file=problem.file,
                line=problem.line,
                message=f"the policy cannot be read after this change: {problem.message}",
                instead="mend it here, because once it is merged nothing can be judged",
                identity=f"unreadable {problem.file} {problem.message}",
            )
            for problem in invalid.problems
        )


def _new(after: Iterable[Flaw], before: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """The flaws that have no counterpart, one to one."""
    old = Counter(flaw.identity for flaw in before)
    fresh = []
    for flaw in after:
        if old[flaw.identity]:
            old[flaw.identity] -= 1
        else:
            fresh.append(flaw)
    return tuple(fresh)
