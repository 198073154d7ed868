"""Run the rules of a policy over a change. A rule that crashes is a gap in the verdict, never a pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from checks.change import Change, ChangedFile, Incomplete, Reason, unread
from checks.finding import Finding, Level, Side, Violation, fingerprint, normalised
from checks.identity import Agent, identify
from checks.patterns import PatternResults
from checks.policy import Audience, Policy, Rule
from checks.verdict import Verdict


def review(
    change: Change, policy: Policy, engine: str, patterns: Callable[[], PatternResults] = PatternResults
) -> Verdict:
    """Judge a change under a policy.

    Args:
        change: the change.
        policy: the policy of the default branch.
        engine: name and versions of the program that judges, recorded in the verdict.
        patterns: gives what semgrep found; asked when all rules that do not need it have run.

    Returns:
        The verdict; equal arguments give an equal verdict.
    """
    agent = identify(change.facts, policy.agent_accounts)
    findings: list[Finding] = []
    gaps: set[Incomplete] = set(change.incomplete)
    rules = [rule for rule in policy.rules if rule.level is not Level.OFF and governs(rule, agent)]
    scanned: Change | None = None
    for rule in sorted(rules, key=_needs_patterns):
        if scanned is None and _needs_patterns(rule):
            scanned = replace(change, patterns=patterns())
        found, unseen = run(rule, scanned or change)
        findings += found
        gaps |= unseen
    return Verdict(
        engine=engine,
        policy=policy.source,
        mode=policy.mode,
        base=change.base,
        head=change.head,
        agent=agent,
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        incomplete=_merged(gaps),
        notices=policy.notices,
        rules_run=len(rules),
        files_judged=len(change.files),
    )


def governs(rule: Rule, agent: Agent) -> bool:
    """Whether a rule is for this author; whoever is not disclosed is judged as an agent."""
    return rule.audience is Audience.EVERYONE or agent.is_judged_as_agent


def _needs_patterns(rule: Rule) -> bool:
    return bool(rule.check.pattern_rules)


def run(rule: Rule, change: Change) -> tuple[list[Finding], set[Incomplete]]:
    """Run one rule.

    Returns:
        Its findings and what it could not look at. A crash of the check is such a gap.
    """
    governed = replace(
        change,
        files=tuple(file for file in change.files if rule.paths.matches_any_form(file.path)),
        incomplete=(),
    )
    violations: list[Violation] = []
    gaps: set[Incomplete] = set()
    try:
        gaps |= _too_large(rule, governed)
        for sighting in rule.check.find(governed):
            if isinstance(sighting, Incomplete):
                gaps.add(replace(sighting, rule=rule.id))
            else:
                violations.append(sighting)
    except Exception as crash:  # noqa: BLE001 - whatever a check raises must end as a gap in the verdict
        gaps.add(
            Incomplete(
                code=Reason.INTERNAL,
                path="",
                limit="",
                measured=f"{type(crash).__name__} in the check `{rule.check.name}`",
                help="report this as a defect of Decisis; an administrator can set the check to `off`",
                rule=rule.id,
            )
        )
    return list(_findings(rule, governed, violations)), gaps


def _too_large(rule: Rule, change: Change) -> set[Incomplete]:
    """The files that the rule should read and that nobody could."""
    return {
        unread(file.path, blob.size, rule.id)
        for file in change.files
        for blob in (file.base, file.head)
        if file.head is not None and blob is not None and blob.is_unread and rule.check.reads(file.path)
    }


def _merged(gaps: Iterable[Incomplete]) -> tuple[Incomplete, ...]:
    """One gap for all rules that could not look at the same thing for the same reason, sorted."""
    rules: dict[Incomplete, list[str]] = {}
    for gap in sorted(gaps):
        rules.setdefault(replace(gap, rule=""), []).append(gap.rule)
    return tuple(replace(gap, rule=", ".join(filter(None, names))) for gap, names in rules.items())


def _findings(rule: Rule, change: Change, violations: Iterable[Violation]) -> Iterable[Finding]:
    seen: Counter[tuple[str, str]] = Counter()
    for place in sorted(violations, key=_place):
        key = (place.path, normalised(place.text))
        yield Finding(
            fingerprint=fingerprint(rule.id, place.path, place.text, seen[key]),
            rule=rule.id,
            check=rule.check.name,
            decision=rule.decision,
            level=max(rule.level, place.at_most or rule.level, key=lambda level: level.rank),
            path=place.path,
            line=place.line,
            end_line=place.end_line,
            side=place.side,
            message=place.message,
            why=rule.why,
            instead=place.instead or rule.instead,
            fix=place.fix,
            excerpt=() if place.sensitive else _excerpt(change.by_path.get(place.path), place),
            on_changed_line=place.on_changed_line,
        )
        seen[key] += 1


_place: Callable[[Violation], tuple[str, str, int, int, str, str]] = lambda place: (  # noqa: E731
    place.path,
    place.side,
    place.line,
    place.end_line,
    place.text,
    place.message,
)


def _excerpt(file: ChangedFile | None, place: Violation) -> tuple[str, ...]:
    if file is None or place.line == 0:
        return ()
    source = file.head_source if place.side is Side.HEAD else file.base_source
    return source.excerpt(place.line) if source is not None else ()
