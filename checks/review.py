"""Run the rules of a policy over a change. A rule that crashes is a gap in the verdict, never a pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.audits import AuditResults
from checks.baseline import mended_notice, owed, weigh
from checks.change import Change, Incomplete
from checks.finding import Finding, Level, Waiting
from checks.identity import Agent, identify
from checks.patterns import PatternResults
from checks.policy import Audience, Policy, Rule
from checks.rule_run import run
from checks.verdict import Interruption, Verdict

if TYPE_CHECKING:
    from checks.approvals import Approval
    from checks.waivers import Waiver


def review(
    change: Change,
    policy: Policy,
    engine: str,
    patterns: Callable[[], PatternResults] = PatternResults,
    audits: Callable[[], AuditResults | None] = lambda: None,
) -> Verdict:
    """Judge a change under a policy.

    Args:
        change: the change.
        policy: the policy of the default branch.
        engine: name and versions of the program that judges, recorded in the verdict.
        patterns: gives what semgrep found; asked when all rules that need no engine have run.
        audits: gives what zizmor found, likewise; nothing if it was not asked.

    Returns:
        The verdict; equal arguments give an equal verdict.
    """
    agent = identify(change.facts, policy.agent_accounts)
    findings: list[Finding] = []
    permitted: list[Finding] = []
    waiting: list[Waiting] = []
    gaps: set[Incomplete] = set(change.incomplete)
    known: list[Finding] = []
    mended: set[str] = set()
    interrupted: Interruption | None = None
    debts = owed(policy.baseline)
    as_of = change.facts.as_of
    rules = [
        rule
        for rule in policy.rules
        if rule.level is not Level.OFF and governs(rule, agent) and rule.holds(as_of)
    ]
    scanned: Change | None = None
    for rule in sorted(rules, key=_needs_engine):
        if scanned is None and _needs_engine(rule):
            scanned = replace(change, patterns=patterns(), audits=audits())
        seen = run(rule, scanned or change)
        debt = weigh(rule, scanned or change, seen, debts.get(rule.id, {}))
        findings += debt.standing
        known += debt.known
        mended |= debt.mended
        permitted += seen.permitted
        waiting += seen.waiting
        gaps |= seen.gaps
        if seen.ran_out:
            interrupted = Interruption.OUT_OF_MEMORY
    waivers: tuple[Waiver, ...] = ()
    approvals: tuple[Approval, ...] = ()
    if change.facts.proceedings.is_known:
        from checks.settlement import settle  # only a pull request of GitHub has people

        settled = settle(change, policy, findings, waiting)
        findings, waiting = list(settled.findings), list(settled.waiting)
        permitted += settled.waived
        waivers, approvals = settled.waivers, settled.approvals
    verdict = Verdict(
        engine=engine,
        policy=policy.source,
        mode=policy.mode,
        base=change.base,
        head=change.head,
        agent=agent,
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        waiting=tuple(sorted(waiting, key=lambda due: (due.rule, due.paths, due.message))),
        incomplete=_merged(gaps),
        waived=tuple(sorted(permitted, key=lambda finding: finding.sort_key)),
        known=tuple(sorted(known, key=lambda finding: finding.sort_key)),
        notices=(*policy.notices, *mended_notice(change, mended)),
        rules_run=len(rules),
        files_judged=len(change.files),
        as_of=as_of if waivers or any(rule.is_dated for rule in policy.rules) else "",
        waivers=waivers,
        approvals=approvals,
        interrupted=interrupted,
    )
    if change.facts.proceedings.rounds is None:
        return verdict
    from checks.supervision import supervised  # only a service knows of earlier rounds

    return supervised(verdict, change, policy)


def governs(rule: Rule, agent: Agent) -> bool:
    """Whether a rule is for this author; whoever is not disclosed is judged as an agent."""
    if rule.audience is not Audience.EVERYONE and not agent.is_judged_as_agent:
        return False
    return agent.name not in rule.not_agents and (not rule.agents or agent.name in rule.agents)


def _needs_engine(rule: Rule) -> bool:
    return bool(rule.check.pattern_rules) or rule.check.reads_audits


def _merged(gaps: Iterable[Incomplete]) -> tuple[Incomplete, ...]:
    """One gap for all rules that could not look at the same thing for the same reason, sorted."""
    rules: dict[Incomplete, list[str]] = {}
    for gap in sorted(gaps):
        rules.setdefault(replace(gap, rule=""), []).append(gap.rule)
    return tuple(replace(gap, rule=", ".join(filter(None, names))) for gap, names in rules.items())
