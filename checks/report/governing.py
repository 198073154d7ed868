"""What `decisis explain PATH` prints: every decision that governs a file, why, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from checks.finding import Level
from checks.policy import Audience, Decision, Mode, Policy, Rule
from checks.report import safe, sentences


def governing(path: str, policy: Policy) -> str:
    """The decisions and built-in checks that a change of a file meets, as Markdown, ended by a line feed.

    Rejected decisions are told like accepted ones: what was turned down is as binding. What only the content
    decides, such as the imports in the file, cannot be told by a path.

    Args:
        path: the path from the root of the repository; the file need not exist.
        policy: the policy of the repository.
    """
    rules = [rule for rule in policy.rules if _governs(rule, path)]
    decided = {rule.decision for rule in rules if rule.decision}
    decisions = [policy.decisions[name] for name in sorted(decided) if name in policy.decisions]
    lines = [f"# {safe.log(path)}", "", sentences.governed_by(len(decisions))]
    if policy.mode is Mode.OBSERVE:
        lines.append(sentences.observing())
    for decision in decisions:
        lines += ["", *_decision(decision, [rule for rule in rules if rule.decision == decision.id])]
    if asked := [rule for rule in rules if rule.at]:
        lines += ["", *_envelopes(asked)]
    lines += ["", *_built_in([rule for rule in rules if not rule.decision and not rule.at])]
    prose = sum(not decision.rule_ids for decision in policy.decisions.values())
    if prose:
        lines += ["", sentences.prose_records(prose)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _governs(rule: Rule, path: str) -> bool:
    return rule.level is not Level.OFF and rule.paths.matches_any_form(path) and rule.check.concerns(path)


def _decision(decision: Decision, rules: Sequence[Rule]) -> list[str]:
    lines = [
        f"## {safe.log(decision.id)}: {safe.log(decision.title)}",
        "",
        f"status: {decision.status.value}",
        f"file: {safe.log(decision.path)}",
    ]
    if decision.why:
        lines.append(f"why: {safe.log(safe.one_line(decision.why))}")
    lines.append("")
    for rule in rules:
        for_whom = "agents" if rule.audience is Audience.AGENTS else "everyone"
        lines.append(f"- {safe.log(rule.id)} ({rule.level.value}, `{rule.check.name}`, for {for_whom})")
        if rule.instead:
            lines.append(f"  instead: {safe.log(safe.one_line(rule.instead))}")
    return lines


def _envelopes(rules: Sequence[Rule]) -> list[str]:
    lines = ["## envelopes", ""]
    lines += [f"- {safe.log(rule.id)} ({rule.level.value}, `{rule.check.name}`): {rule.at}" for rule in rules]
    return lines


def _built_in(rules: Sequence[Rule]) -> list[str]:
    checks = [rule for rule in rules if rule.check.built_in]
    pack = [rule for rule in rules if not rule.check.built_in]
    lines = ["## built in", ""]
    lines += [f"- `{rule.id}` ({rule.level.value})" for rule in checks]
    if pack:
        names = ", ".join(f"`{rule.id}`" for rule in pack)
        lines.append(f"- {sentences.number(len(pack), 'rule')} of the pack: {names}")
    return [*lines, "", sentences.explain_more()]
