"""What `decisis explain` prints: a check, a rule or a decision told in full, from its own text."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Sequence

from checks.check import Check
from checks.policy import Audience, Decision, Rule
from checks.report import safe, sentences


def explain(subject: type[Check] | Rule | Decision, rules: Sequence[Rule] = ()) -> str:
    """The explanation as Markdown that reads well in a terminal, ended by a line feed.

    Args:
        subject: a kind of check, a bound rule or a decision record.
        rules: the policy's rules, from which those of a decision are taken.
    """
    if isinstance(subject, Decision):
        lines = _decision(subject, rules)
    elif isinstance(subject, Rule):
        lines = _rule(subject)
    else:
        lines = _check(subject)
    return "\n".join(lines).rstrip("\n") + "\n"


def _check(check: type[Check]) -> list[str]:
    lines = [f"# {check.name}", "", f"level: {check.level.value}"]
    if check.built_in:
        lines.append("built in: runs in every repository; set its level under `checks:`")
    if check.rule_kind:
        lines.append(f"bound by: `{check.rule_kind}` under `enforce.rules` of a decision")
    if not check.built_in and not check.rule_kind:
        lines.append("asked by: `envelopes` in `.github/decisis.yml`")
    options = [check.option_name(field.name) for field in dataclasses.fields(check)]
    if options:
        lines.append(f"options: {', '.join(f'`{option}`' for option in options)}")
    return [*lines, "", inspect.cleandoc(check.__doc__ or "")]


def _rule(rule: Rule) -> list[str]:
    check = type(rule.check)
    for_whom = "agents" if rule.audience is Audience.AGENTS else "everyone"
    lines = [f"# {safe.log(rule.id)}", "", f"level: {rule.level.value}", f"for: {for_whom}"]
    if rule.decision:
        lines.append(f"decision: {safe.log(rule.decision)}")
    if rule.at:
        lines.append(f"said at: {safe.log(rule.at)}")
    for label, names in (("only for", rule.agents), ("not for", rule.not_agents)):
        if names:
            lines.append(f"{label}: {', '.join(f'`{safe.log(name)}`' for name in names)}")
    if rule.paths.patterns:
        lines.append(f"paths: {', '.join(f'`{safe.log(pattern)}`' for pattern in rule.paths.patterns)}")
    if rule.since:
        lines.append(f"since: {rule.since}")
    for one in rule.exceptions:
        where = ", ".join(f"`{safe.log(pattern)}`" for pattern in one.paths.patterns)
        why = safe.log(safe.one_line(one.reason))
        lines.append(f"exception: {where} until {one.until}, by {safe.log(one.owner)}: {why}")
    for field in dataclasses.fields(rule.check):
        value = getattr(rule.check, field.name)
        lines.append(f"{check.option_name(field.name)}: {safe.log(_value(value))}")
    for label, text in (("why", rule.why), ("instead", rule.instead)):
        if text:
            lines += ["", f"{label}: {safe.log(safe.one_line(text))}"]
    lines += ["", sentences.how_to_except(), "", f"## the check `{check.name}`", ""]
    return [*lines, inspect.cleandoc(check.__doc__ or "")]


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(_value, value)) or "none"
    return str(value)


def _decision(decision: Decision, rules: Sequence[Rule]) -> list[str]:
    lines = [
        f"# {safe.log(decision.id)}: {safe.log(decision.title)}",
        "",
        f"status: {decision.status.value}",
        f"file: {safe.log(decision.path)}",
    ]
    for label, said in (
        ("date", (decision.date,) if decision.date else ()),
        ("decided by", decision.decision_makers),
        ("supersedes", decision.supersedes),
        ("superseded by", decision.superseded_by),
    ):
        if said:
            lines.append(f"{label}: {safe.log(', '.join(said))}")
    if decision.why:
        lines += ["", f"why: {safe.log(safe.one_line(decision.why))}"]
    if not decision.rule_ids:
        return [*lines, "", sentences.prose_only()]
    bound = {rule.id: rule for rule in rules}
    lines += ["", "rules:"]
    for rule_id in decision.rule_ids:
        rule = bound.get(rule_id)
        lines.append(
            f"- {safe.log(rule_id)}" + (f" ({rule.level.value}, `{rule.check.name}`)" if rule else "")
        )
        if rule is not None and rule.instead:
            lines.append(f"  instead: {safe.log(safe.one_line(rule.instead))}")
    return lines
