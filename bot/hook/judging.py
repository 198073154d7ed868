"""A call judged under the decisions of its repository: the reason for a refusal, or none."""

from __future__ import annotations

from pathlib import Path

from bot.engines.semgrep import SemgrepEngine
from bot.git.errors import GitUsageError
from bot.git.history import tree_at
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.hook.calls import Call, Kind
from bot.hook.rebuilding import NotRebuilt, Outside, rebuilt
from bot.judge import Judge
from bot.places import cache_directory
from bot.policies import Policies, built_in
from bot.today import today
from checks.change import Incomplete, PullFacts
from checks.finding import Finding
from checks.policy import Mode, Policy
from checks.report import safe
from checks.verdict import Verdict

MOST_TOLD = 5
"""Findings that one refusal tells; more are counted."""


def objection(call: Call) -> str:
    """Why a call must not be made, in words for the agent; empty if nothing is against it.

    A write is judged for itself; what only the whole change can tell is left to the end of the turn, and what
    is due from people to the pull request. A policy that observes objects to nothing.

    Args:
        call: the call; one that writes nothing is never objected to.

    Raises:
        PolicyInvalid: the policy of the default branch does not read.
        GitUsageError: git cannot read the repository.
    """
    if call.kind is Kind.OTHER or (call.kind is Kind.END and call.goes_on):
        return ""
    repository = _repository(call)
    if repository is None or repository.top is None:
        return ""
    contents: dict[str, bytes | None] | None = None
    if call.kind is not Kind.END:
        try:
            contents = rebuilt(call, repository.top)
        except Outside:
            return ""
        except NotRebuilt as fault:
            return f"Decisis cannot tell what this would write: {fault}"
        if not contents:
            return ""
    with repository.store() as store, SemgrepEngine(cache=cache_directory()) as engine:
        head, default = repository.head(store), repository.default_branch()
        policy = _policy(store, default or head)
        if policy.mode is Mode.OBSERVE:
            return ""
        facts = PullFacts(as_of=today())
        if contents is not None:
            change = repository.writing(store, head, contents, facts)
        elif head == store.empty_tree:
            return ""
        else:
            change = repository.work_tree(store, default or head, facts)
        return _told(Judge(engine).judge(change, policy), policy, is_whole=contents is None)


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:  # a name that no file system takes
        return False


def _repository(call: Call) -> LocalRepository | None:
    """The repository that the call is about: that of its file, or of where the agent works."""
    place = call.cwd / Path(call.path).expanduser() if call.path else call.cwd
    folder = next((each for each in (place, *place.parents) if _is_folder(each)), None)
    if folder is None:
        return None
    try:
        return LocalRepository.open(folder)
    except GitUsageError:
        return None


def _policy(store: Store, commit: str) -> Policy:
    if commit == store.empty_tree:
        return built_in()
    return Policies(cache_directory()).at(commit, lambda: tree_at(store, commit))


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
