"""Rules that cannot fire, and rules that cannot both be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from checks.check import Check, Need
from checks.decision import Record
from checks.finding import Level
from checks.policy import Rule
from checks.proofs import Flaw, FlawKind
from checks.proving.ground import Ground
from checks.proving.place import can_meet
from checks.proving.trial import scopes_of

MOST_NEEDS = 5_000
"""Most things needed that are held against what is forbidden."""


def dead(record: Record, rule: Rule, ground: Ground, idle: str = "") -> Flaw | None:
    """Why a rule cannot fire; `None` if nothing speaks against it.

    Args:
        record: its record.
        rule: the rule.
        ground: the tree.
        idle: what the rule itself said about that while it was tried.
    """
    scopes = [scope for scope in scopes_of(rule) if scope]
    is_empty = bool(scopes) and not ground.governed(scopes)
    if is_empty and ground.is_exhausted:
        said = f"`{rule.id}` could not be held against all files: there are too many of both"
        return _flaw(FlawKind.NOT_JUDGED, record, rule, said, "spell out the folders in `paths`")
    if is_empty:
        named = ", ".join(f"`{one}`" for scope in scopes for one in scope[:3])
        said = f"`{rule.id}` looks at no file: nothing in the repository is matched by {named}"
        remedy = "correct the paths, or retire the decision"
        return _flaw(FlawKind.NO_FILE, record, rule, said, remedy)
    if idle:
        remedy = "correct what the rule names, or retire the decision"
        return _flaw(FlawKind.NO_FILE, record, rule, f"`{rule.id}` cannot fire: {idle}", remedy)
    where = rule.check.example_paths
    if scopes and where and not can_meet((*scopes, where)) and not ground.governed((*scopes, where)):
        said = f"`{rule.id}` cannot fire: no path is matched by its `paths` and by its options"
        return _flaw(FlawKind.CANNOT_FIRE, record, rule, said, "make `paths` and the options meet")
    return None


def contradictions(records: Sequence[Record], proved: Sequence[Record]) -> Iterator[Flaw]:
    """One flaw for each thing that one rule needs and another forbids, where one of them is to be proved.

    Only rules that hold people back count: a note may propose what is forbidden today.

    Args:
        records: all records.
        proved: those to be proved; the flaw stands in one of them.
    """
    live = [(record, rule) for record in records for rule in record.rules if rule.level is not Level.NOTE]
    refusing = [one for one in live if type(one[1].check).forbids is not Check.forbids]
    needs = ((record, rule, need) for record, rule in live for need in _needs(rule))
    for record, rule, need in islice(needs, MOST_NEEDS):
        for other_record, other in refusing:
            is_asked = record in proved or other_record in proved
            if is_asked and other is not rule and _meets(rule, other, need) and other.check.forbids(need):
                yield _contradiction(need, (record, rule), (other_record, other), at_first=record in proved)


def _needs(rule: Rule) -> list[Need]:
    return sorted(set(rule.check.needs), key=lambda need: (need.topic, need.subject))


def _meets(rule: Rule, other: Rule, need: Need) -> bool:
    """Whether the other rule governs what is needed: the path itself, or the same files."""
    if need.topic == "path":
        return other.paths.matches_any_form(need.subject)
    return not other.paths.patterns or other.paths == rule.paths


_Bound = tuple[Record, Rule]


def _contradiction(need: Need, needing: _Bound, refusing: _Bound, *, at_first: bool) -> Flaw:
    (record, rule), (far_record, far_rule) = (needing, refusing) if at_first else (refusing, needing)
    thing = f"{need.topic.replace('-', ' ')} `{need.subject}`"
    said = f"`{needing[1].id}` needs the {thing}, which `{refusing[1].id}` forbids"
    origin = far_record.origins[far_rule.id]
    remedy = f"change one of the two; `{far_rule.id}` stands in `{origin.file}` on line {origin.line}"
    return _flaw(FlawKind.CONTRADICTION, record, rule, said, remedy, (need, far_rule.check))


def _flaw(kind: FlawKind, record: Record, rule: Rule, message: str, instead: str, other: object = "") -> Flaw:
    return Flaw(
        kind=kind,
        file=record.origins[rule.id].file,
        line=record.origins[rule.id].line,
        message=message,
        instead=instead,
        identity=identity(kind, record, rule, other),
        decision=record.decision.id,
        rule=rule.id,
    )


def identity(kind: FlawKind, record: Record, rule: Rule, other: object = "") -> str:
    """What tells a rule's flaw from others: what the rule says, not the number it has."""
    return f"{kind} {record.decision.id} {rule.check!r} {rule.paths.patterns!r} {other!r}"
