"""A policy and its records proved against a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checks.change import Tree
from checks.decision import Record
from checks.finding import Level
from checks.policy import DecisionStatus, Mode, Policy, Rule, RuleException
from checks.policy_loader import Reading
from checks.proofs import Flaw, FlawKind
from checks.proving.batch import Batch, Scan
from checks.proving.bounds import MOST_RULES, MOST_TRIALS_IN_ALL
from checks.proving.examples import Examination
from checks.proving.ground import Ground
from checks.proving.liveness import contradictions, dead, identity
from checks.proving.proof import Proof, RecordProof, RuleProof, State

_ABOUT_EXAMPLES = (FlawKind.NOT_CAUGHT, FlawKind.FALSELY_CAUGHT, FlawKind.NOT_JUDGED)


def prove(
    reading: Reading, tree: Tree, as_of: str, scan: Scan, only: Iterable[Record] | None = None
) -> Proof:
    """Hold every rule to its examples and to the tree.

    Args:
        reading: the policy with its records.
        tree: the tree that it is to govern.
        as_of: the day that counts as today, `2026-03-02`.
        scan: the semgrep engine; asked once for all examples, except for rules that look at paths themselves.
        only: the records to be proved, where not all are; contradictions are looked for among all.
    """
    ground, batch = Ground(tree), Batch(scan)
    records = list(reading.records if only is None else only)
    examinations: list[Examination] = []
    for record in records:
        trials = MOST_TRIALS_IN_ALL - sum(one.tried for one in examinations)
        rules = MOST_RULES - sum(len(one.record.rules) for one in examinations)
        examinations.append(Examination(record, ground, batch, trials, rules))
    proofs, flaws = [], []
    for examination in examinations:
        proof, found = _record(examination, ground, reading.policy, as_of)
        proofs.append(proof)
        flaws += found
    flaws += contradictions(reading.records, records)
    return Proof(reading.policy, as_of, tuple(proofs), tuple(sorted(flaws, key=lambda flaw: flaw.sort_key)))


def _record(
    examination: Examination, ground: Ground, policy: Policy, as_of: str
) -> tuple[RecordProof, list[Flaw]]:
    record = examination.record
    if not record.rules:
        state = State.PROSE if record.decision.status.is_live else State.RETIRED
        return RecordProof(record, state), []
    flaws = list(examination.flaws())
    has_wrong_example = any(flaw.kind in _ABOUT_EXAMPLES for flaw in flaws)
    wrong = {flaw.rule for flaw in flaws}
    rules = []
    for rule in record.rules:
        is_refused = rule.id in examination.refused
        end = None if is_refused else dead(record, rule, ground, examination.idle.get(rule.id, ""))
        if end is not None:
            flaws.append(end)
        is_proven = bool(examination.caught[rule.id])
        if rule.level is Level.BLOCK and not is_proven and end is None and not has_wrong_example:
            flaws.append(_unproven(record, rule))
        state = (
            State.DISPROVED
            if rule.id in wrong
            else State.DEAD
            if end is not None
            else _state(rule, record, policy, as_of, is_proven=is_proven)
        )
        rules.append(RuleProof(rule, state, examination.caught[rule.id], examination.allowed[rule.id]))
    ended = tuple(dict.fromkeys(_ended(record.rules, as_of)))
    states = {rule.state for rule in rules}
    if has_wrong_example:
        states.add(State.DISPROVED)
    if ended and record.decision.status.is_in_force:
        states.add(State.EXPIRED)
    return RecordProof(record, _first(states), tuple(rules), ended), flaws


def _state(rule: Rule, record: Record, policy: Policy, as_of: str, *, is_proven: bool) -> State:
    if not rule.holds(as_of):
        return State.NOT_YET
    if policy.mode is Mode.OBSERVE or record.decision.status is DecisionStatus.PROPOSED:
        return State.OBSERVING
    return State.PROVEN if is_proven else State.ENFORCED


def _first(states: set[State]) -> State:
    """The weightiest; a record is not in force yet only if none of its rules is."""
    if State.NOT_YET in states and states & {State.OBSERVING, State.ENFORCED, State.PROVEN}:
        states = states - {State.NOT_YET}
    return next(state for state in State if state in states)


def _ended(rules: Sequence[Rule], as_of: str) -> Iterator[RuleException]:
    if as_of:
        yield from (one for rule in rules for one in rule.exceptions if not one.is_live(as_of))


def _unproven(record: Record, rule: Rule) -> Flaw:
    return Flaw(
        kind=FlawKind.NO_EXAMPLE,
        file=record.origins[rule.id].file,
        line=record.origins[rule.id].line,
        message=f"`{rule.id}` blocks and no example proves it",
        instead="add an example that it must catch under `examples: {caught: […]}`",
        identity=identity(FlawKind.NO_EXAMPLE, record, rule),
        decision=record.decision.id,
        rule=rule.id,
    )
