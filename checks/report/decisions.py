"""What `decisis decisions` prints: the state of every record and rule, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from checks.policy import Mode
from checks.proofs import Flaw, FlawKind
from checks.proving.proof import Proof, RecordProof, RuleProof, State
from checks.report import safe
from checks.report.sentences import number

_WIDTH = max(len(state.words) for state in State) + 1


def listing(proof: Proof) -> str:
    """The state of every record, then what is wrong."""
    lines = [_source(proof), ""]
    for record in proof.records:
        lines += _record(record)
    if proof.records:
        lines.append("")
    for flaw in proof.flaws:
        lines += [*_flaw(flaw), ""]
    lines += [f"notice: {safe.log(notice)}" for notice in proof.policy.notices]
    return "\n".join([*lines, *_closing(proof)]) + "\n"


def tested(proof: Proof) -> str:
    """What is wrong, and what it came to."""
    lines: list[str] = []
    for flaw in proof.flaws:
        lines += [*_flaw(flaw), ""]
    return "\n".join([*lines, *_closing(proof)]) + "\n"


def malformed(problems: Iterator[str]) -> str:
    """Problems of a policy that cannot be read, one a line."""
    return "".join(f"{safe.log(problem)}\n" for problem in problems)


def _source(proof: Proof) -> str:
    source = proof.policy.source
    at = f" at {source.commit[:12]}" if source.commit else ""
    observes = ", which observes" if proof.policy.mode is Mode.OBSERVE else ""
    return f"policy: {safe.log(source.source)}{at}{observes}; today is {proof.as_of}"


def _record(record: RecordProof) -> Iterator[str]:
    decision = record.record.decision
    said = f"{decision.id} {decision.title} ({decision.path}, {decision.status.value})"
    yield f"{record.state.words:<{_WIDTH}}{safe.log(said)}"
    for rule in record.rules:
        yield f"  {rule.state.words:<{_WIDTH}}{safe.log(_rule(rule))}"
    for one in record.ended:
        yield f"  {'ended':<{_WIDTH}}{safe.log(f'an exception of {one.owner} on {one.until}')}"


def _rule(rule: RuleProof) -> str:
    since = f", from {rule.rule.since} on" if rule.state is State.NOT_YET else ""
    return (
        f"{rule.rule.id} {rule.rule.level.value} for {rule.rule.audience.value}, "
        f"{rule.caught} caught, {rule.allowed} allowed{since}"
    )


def _flaw(flaw: Flaw) -> Iterator[str]:
    word = "unproven" if flaw.kind is FlawKind.NO_EXAMPLE else flaw.kind.value.replace("-", " ")
    yield safe.log(f"{word}[{flaw.rule or flaw.decision}] {flaw.message}")
    yield safe.log(f" --> {flaw.file}:{flaw.line}")
    for label, text in (("expected", flaw.expected), ("seen", flaw.seen), ("instead", flaw.instead)):
        if text:
            yield safe.log(f"  = {label}: {safe.one_line(text)}")


def _closing(proof: Proof) -> Iterator[str]:
    rules = [rule for record in proof.records for rule in record.rules]
    states = {state: count for state in State if (count := sum(rule.state is state for rule in rules))}
    told = ", ".join(f"{count} {state.words}" for state, count in states.items())
    if not proof.in_force:
        yield "zero rules in force: no decision is enforced, only built-in checks run"
    decisions = number(len(proof.records), "decision")
    yield f"{decisions}, {number(len(rules), 'rule')}" + (f": {told}" if told else "")
    if proof.failures:
        yield f"{number(len(proof.failures), 'thing')} to mend"
