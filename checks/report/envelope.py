"""What `decisis envelope` prints: the clauses that hold for an agent, each with its place."""

from __future__ import annotations

import dataclasses

from checks.allowance import Answer, answer, clauses, key_of
from checks.check import Check
from checks.envelope import EVERY_AGENT
from checks.policy import Mode, Policy, Rule
from checks.report import canonical, safe, sentences
from checks.report.canonical import text

SCHEMA = "decisis.envelope/1"


def as_text(policy: Policy, agent: str, path: str) -> str:
    """The clauses as lines, and what they say about a file, ended by a line feed.

    Args:
        policy: the policy with its floors.
        agent: name of the agent, or `*`.
        path: a file from the root of the repository; empty for none.
    """
    rules = clauses(policy, agent)
    name = "" if agent == EVERY_AGENT else safe.log(agent)
    lines = [f"# {sentences.may_do(name)}", ""]
    if policy.mode is Mode.OBSERVE:
        lines += [sentences.observing(), ""]
    lines += [_line(rule) for rule in rules] or [sentences.no_envelope()]
    if path:
        lines += ["", *_about(answer(rules, path), path)]
    return "\n".join(lines) + "\n"


def as_json(policy: Policy, agent: str, path: str) -> str:
    """The same as data; `path` is `null` where none was asked about."""
    rules = clauses(policy, agent)
    found = answer(rules, path) if path else None
    return (
        canonical.dump(
            {
                "schema": SCHEMA,
                "agent": text(agent),
                "mode": policy.mode.value,
                "clauses": [_clause(rule) for rule in rules],
                "path": found and _answer(found, path),
            }
        )
        + "\n"
    )


def _line(rule: Rule) -> str:
    said = "; ".join(f"{name} {_shown(value)}" for name, value in _options(rule.check))
    return f"- {key_of(rule)} ({safe.log(rule.at)}): {said}"


def _shown(value: object) -> str:
    listed = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"`{safe.log(str(one))}`" for one in listed)


def _about(found: Answer, path: str) -> list[str]:
    lines = [f"{safe.log(path)}: {sentences.may_edit(may=found.may)}"]
    if found.decided_by is not None:
        shown = " ".join(f"`{safe.log(one)}`" for one in found.because)
        lines.append(f"  {safe.log(found.decided_by.at)}: {key_of(found.decided_by)} {shown}")
    lines += [
        f"  {safe.log(rule.at)}: {key_of(rule)} {', '.join(map(safe.log, rule.check.asks))}"
        for rule in found.approvals
    ]
    return [*lines, sentences.decisions_too(safe.log(path))] if found.may else lines


def _options(check: Check) -> list[tuple[str, object]]:
    """The options that say something, by their names in the policy."""
    values = [(check.option_name(one.name), getattr(check, one.name)) for one in dataclasses.fields(check)]
    return [(name, value) for name, value in values if value not in (None, ())]


def _clause(rule: Rule) -> dict[str, object]:
    return {
        "rule": text(rule.id),
        "key": key_of(rule),
        "at": text(rule.at),
        "check": rule.check.name,
        "options": {name: _value(value) for name, value in _options(rule.check)},
    }


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return text(value) if isinstance(value, str) else value


def _answer(found: Answer, path: str) -> dict[str, object]:
    decided = found.decided_by
    return {
        "path": text(path),
        "may_edit": found.may,
        "rule": None if decided is None else text(decided.id),
        "at": None if decided is None else text(decided.at),
        "patterns": [text(one) for one in found.because],
        "approvals": [text(rule.id) for rule in found.approvals],
    }
