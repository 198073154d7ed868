"""A call judged under the decisions of its repository: the reason for a refusal, or none."""

from __future__ import annotations

from pathlib import Path

from bot.engines.semgrep import SemgrepEngine
from bot.git.errors import GitError
from bot.hook.calls import Call, Kind
from bot.hook.rebuilding import NotRebuilt, Outside, rebuilt
from bot.hook.workplaces import Workplace, Workplaces
from bot.judge import Judge
from bot.places import cache_directory
from bot.today import today
from checks.change import Incomplete, PullFacts
from checks.finding import Finding
from checks.policy import Mode, Policy
from checks.report import safe
from checks.verdict import Verdict

MOST_TOLD = 5
"""Findings that one refusal tells; more are counted."""


def objection(call: Call, workplaces: Workplaces | None = None) -> str:
    """Why a call must not be made, in words for the agent; empty if nothing is against it.

    A write is judged for itself; what only the whole change can tell is left to the end of the turn, and what
    is due from people to the pull request. A policy that observes objects to nothing.

    Args:
        call: the call; one that writes nothing is never objected to.
        workplaces: repositories that are kept open; `None` opens the one that is needed.

    Raises:
        PolicyInvalid: the policy of the default branch does not read.
        GitError: git cannot read the repository.
    """
    if call.kind is Kind.OTHER or (call.kind is Kind.END and call.goes_on):
        return ""
    if workplaces is None:
        with Workplaces() as once:
            return objection(call, once)
    was_fresh = True
    try:
        with workplaces.at(_folder(call)) as workplace:
            if workplace is None or workplace.repository.top is None:
                return ""
            was_fresh = workplace.is_fresh
            return _objection(call, workplace, workplace.repository.top)
    except GitError:
        if was_fresh:
            raise
    return objection(call, workplaces)  # what was kept open did not last


def _objection(call: Call, workplace: Workplace, top: Path) -> str:
    contents: dict[str, bytes | None] | None = None
    if call.kind is not Kind.END:
        try:
            contents = rebuilt(call, top)
        except Outside:
            return ""
        except NotRebuilt as fault:
            return f"Decisis cannot tell what this would write: {fault}"
        if not contents:
            return ""
    head, default = workplace.tips()
    policy = workplace.policy(default or head)
    if policy.mode is Mode.OBSERVE:
        return ""
    facts = PullFacts(as_of=today())
    repository = workplace.repository
    with SemgrepEngine(cache=cache_directory(), prefilters=workplace.prefilters) as engine:
        if contents is not None:
            change = repository.writing(workplace.store, head, contents, facts)
            verdict = Judge(engine).judge(change, policy)
            workplace.unlearnt = engine.unlearnt
            return _told(verdict, policy, is_whole=False)
        if head == workplace.store.empty_tree:
            return ""
        with repository.store() as store:
            change = repository.work_tree(store, default or head, facts)
            return _told(Judge(engine).judge(change, policy), policy, is_whole=True)


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:  # a name that no file system takes
        return False


def _folder(call: Call) -> Path:
    """The folder of the file that the call is about, or where the agent works."""
    place = call.cwd / Path(call.path).expanduser() if call.path else call.cwd
    return next((each for each in (place, *place.parents) if _is_folder(each)), place)


def _told(verdict: Verdict, policy: Policy, *, is_whole: bool) -> str:
    later = () if is_whole else {rule.id for rule in policy.rules if rule.check.is_about_the_whole}
    found = [one for one in verdict.findings if one.blocks and one.rule not in later]
    if not found and not verdict.incomplete:
        return ""
    begun = (
        "before you end, mend what blocks" if is_whole else "not written: it goes against what was decided"
    )
    shown = [_finding(one) for one in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        shown.append(f"and {len(found) - MOST_TOLD} more")
    shown += [_gap(one) for one in verdict.incomplete[:MOST_TOLD]]
    return "\n\n".join([f"Decisis: {begun}", *shown])


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    lines = [f"{finding.id} {safe.log(place)}: {safe.log(finding.message)} ({finding.rule})"]
    for name, text in (("why", finding.why), ("instead", finding.instead)):
        if text:
            lines.append(f"{name}: {safe.log(safe.shortened(safe.one_line(text), 800))}")
    lines.append(f"more: decisis explain {finding.decision or finding.check}")
    return "\n".join(lines)


def _gap(gap: Incomplete) -> str:
    seen = safe.log(safe.one_line(f"{gap.path}: {gap.measured}".removeprefix(": ")))
    return f"{gap.code}: {seen}\ninstead: {safe.log(gap.help)}"
