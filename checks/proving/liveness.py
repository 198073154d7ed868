"""Rules that cannot fire, and rules that cannot both be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.decision import Record
from checks.finding import Level
from checks.policy import Rule
from checks.proofs import Flaw, FlawKind
from checks.proving.ground import Ground
from checks.proving.place import can_meet
from checks.proving.trial import scopes_of


def dead(record: Record, rule: Rule, ground: Ground) -> Flaw | None:
    """Why a rule cannot fire; `None` if nothing speaks against it."""
    scopes = [scope for scope in scopes_of(rule) if scope]
    if scopes and not ground.governed(scopes):
        named = ", ".join(f"`{one}`" for scope in scopes for one in scope[:3])
        said = f"`{rule.id}` looks at no file: nothing in the repository is matched by {named}"
        remedy = "correct the paths, or retire the decision"
        return _flaw(FlawKind.NO_FILE, record, rule, said, remedy)
    where = rule.check.example_paths
    if scopes and where and not can_meet((*scopes, where)) and not ground.governed((*scopes, where)):
        said = f"`{rule.id}` cannot fire: no path is matched by its `paths` and by its options"
        return _flaw(FlawKind.CANNOT_FIRE, record, rule, said, "make `paths` and the options meet")
    return None


def contradictions(records: Sequence[Record]) -> Iterator[Flaw]:
    """One flaw for each rule that needs what another one forbids; only what holds people back counts."""
    live = [(record, rule) for record in records for rule in record.rules if rule.level is not Level.NOTE]
    for record, rule in live:
        for need in sorted(set(rule.check.needs), key=lambda need: (need.topic, need.subject)):
            for other_record, other in live:
                if other is rule or not _meets(rule, other, need.topic, need.subject):
                    continue
                if other.check.forbids(need):
                    origin = other_record.origins[other.id]
                    thing = f"{need.topic.replace('-', ' ')} `{need.subject}`"
                    said = f"`{rule.id}` needs the {thing}, which `{other.id}` forbids"
                    remedy = (
                        f"change one of the two; `{other.id}` stands in `{origin.file}` on line {origin.line}"
                    )
                    yield _flaw(FlawKind.CONTRADICTION, record, rule, said, remedy, other.check)


def _meets(rule: Rule, other: Rule, topic: str, subject: str) -> bool:
    """Whether the other rule governs what is needed: the path itself, or the same files."""
    if topic == "path":
        return other.paths.matches_any_form(subject)
    return not other.paths.patterns or other.paths == rule.paths


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
