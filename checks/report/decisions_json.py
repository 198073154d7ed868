"""The state of decisions as data: the versioned contract that `docs/decisions.schema.json` describes.

Keys come in the order of that description. Within one version of `SCHEMA` keys are only added, never
renamed or removed. Equal proofs give equal bytes.
"""

from __future__ import annotations

from checks.policy import RuleException
from checks.proofs import Flaw
from checks.proving.proof import Proof, RecordProof, RuleProof
from checks.report import canonical
from checks.report.canonical import text

SCHEMA = "decisis.decisions/1"


def render(proof: Proof) -> str:
    """The JSON text, printable ASCII, ended by a line feed."""
    return canonical.dump(document(proof)) + "\n"


def document(proof: Proof) -> dict[str, object]:
    """The proof as dictionaries and lists in documented order."""
    source = proof.policy.source
    return {
        "schema": SCHEMA,
        "policy": {
            "source": text(source.source),
            "commit": source.commit,
            "digest": source.digest,
            "mode": proof.policy.mode.value,
        },
        "as_of": proof.as_of,
        "decisions": [_record(record) for record in proof.records],
        "flaws": [_flaw(flaw) for flaw in proof.flaws],
        "notices": [text(notice) for notice in proof.policy.notices],
        "counts": dict(proof.counts),
    }


def _record(record: RecordProof) -> dict[str, object]:
    decision = record.record.decision
    return {
        "id": text(decision.id),
        "title": text(decision.title),
        "path": text(decision.path),
        "status": decision.status.value,
        "state": record.state.value,
        "rules": [_rule(rule) for rule in record.rules],
        "ended_exceptions": [_exception(one) for one in record.ended],
    }


def _rule(proof: RuleProof) -> dict[str, object]:
    rule = proof.rule
    return {
        "id": text(rule.id),
        "check": rule.check.name,
        "kind": rule.check.rule_kind,
        "level": rule.level.value,
        "for": rule.audience.value,
        "paths": [text(pattern) for pattern in rule.paths.patterns],
        "since": rule.since,
        "state": proof.state.value,
        "caught": proof.caught,
        "allowed": proof.allowed,
    }


def _exception(exception: RuleException) -> dict[str, object]:
    return {
        "owner": text(exception.owner),
        "until": exception.until,
        "paths": [text(pattern) for pattern in exception.paths.patterns],
    }


def _flaw(flaw: Flaw) -> dict[str, object]:
    return {
        "kind": flaw.kind.value,
        "level": flaw.kind.level.value,
        "decision": text(flaw.decision),
        "rule": text(flaw.rule),
        "path": text(flaw.file),
        "line": flaw.line,
        "message": text(flaw.message),
        "expected": text(flaw.expected),
        "seen": text(flaw.seen),
        "instead": text(flaw.instead),
    }
