"""The decisions at the head of a change, read and proved before they hold for anybody.

They are never enforced on the change itself: it is judged by the policy as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.policies import read_records
from checks.change import Change, Tree
from checks.decision import Record
from checks.policy_loader import Reading
from checks.problem import PolicyInvalid
from checks.proofs import Flaw, FlawKind
from checks.proving.batch import Scan
from checks.proving.prove import prove
from checks.record_folders import ADR_DIR
from checks.teaching.channels import Untaught, stale


def newly_flawed(change: Change, scan: Scan) -> tuple[Flaw, ...]:
    """What is wrong with the policy and the records of the head and was not at the base.

    What `decisis sync` wrote into instructions and is behind the decisions belongs to it.

    Only records that the change adds or alters are proved; semgrep is asked once for the head, and for the
    base only where the head has a flaw.

    Args:
        change: the change.
        scan: the semgrep engine.
    """
    after = _read(change.head_tree)
    if isinstance(after, tuple):
        broken = _read(change.base_tree)
        return _new(after, broken if isinstance(broken, tuple) else ())
    return (*_newly_disproved(change, after, scan), *_newly_stale(change, after))


def _newly_disproved(change: Change, after: Reading, scan: Scan) -> tuple[Flaw, ...]:
    suspects = _touched(change, after)
    if suspects is not None and not any(record.rules for record in suspects):
        return ()
    before = _read(change.base_tree)
    known = {} if isinstance(before, tuple) else {one.decision.path: one for one in before.records}
    fresh = [
        record
        for record in (after.records if suspects is None else suspects)
        if record.rules and known.get(record.decision.path) != record
    ]
    flaws = prove(after, change.head_tree, change.facts.as_of, scan, fresh).flaws if fresh else ()
    if not flaws or isinstance(before, tuple):
        return flaws
    altered = [known[record.decision.path] for record in fresh if record.decision.path in known]
    old = prove(before, change.base_tree, change.facts.as_of, scan, altered).flaws if altered else ()
    return _new(flaws, old)


def _newly_stale(change: Change, after: Reading) -> tuple[Flaw, ...]:
    """The blocks of `decisis sync` that the change leaves behind its decisions."""
    flaws = _stale(after, change.head_tree)
    before = _read(change.base_tree) if flaws else ()
    return flaws if isinstance(before, tuple) else _new(flaws, _stale(before, change.base_tree))


def _stale(reading: Reading, tree: Tree) -> tuple[Flaw, ...]:
    try:
        found = {path: (line, "") for path, line in stale(reading.policy, tree).items()}
    except Untaught as fault:
        found = {fault.path: (1, fault.reason)}
    return tuple(
        Flaw(
            kind=FlawKind.STALE_BLOCK,
            file=path,
            line=line,
            message=problem or "the block of decisions is not what the decisions of this change say",
            instead="run `decisis sync` and commit what it writes",
            identity=f"stale block {path}",
        )
        for path, (line, problem) in found.items()
    )


def _touched(change: Change, reading: Reading) -> list[Record] | None:
    """The records that the change itself edits; `None` if it edits other files, which may concern any."""
    edited = {file.path for file in change.files}
    if any(path.endswith((".yml", ".yaml")) or path == ADR_DIR for path in edited):
        return None
    return [record for record in reading.records if record.decision.path in edited]


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
