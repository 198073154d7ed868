"""What `decisis baseline` does: judge the tree of `HEAD` as if it were new, compare, write."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.cli.floor_option import FloorChoice
from bot.cli.policy_argument import policy_revision
from bot.cli.policy_option import PolicyChoice
from bot.engines.semgrep import SemgrepEngine
from bot.errors import UserError
from bot.git.errors import LimitExceeded
from bot.git.history import tree_at
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.git.whole import whole_tree
from bot.judge import Judge
from bot.places import cache_directory
from bot.today import today
from bot.whole_file import replace_file
from checks.baseline import entry_of
from checks.baseline_file import MAX_BYTES, Entry, dump_baseline, read_baseline
from checks.change import Incomplete, PullFacts, TooLarge
from checks.diff import DiffFault
from checks.finding import Finding, Level
from checks.policy import Policy
from checks.policy_place import BASELINE
from checks.report.baseline_report import BaselineReport


def recorded(options: argparse.Namespace) -> BaselineReport:
    """Compare what stands with what is recorded, and write what the options ask for.

    Args:
        options: what `bot.cli.baseline` declares.

    Raises:
        UserError: an option is out of place, or the tree or the file cannot be read or written.
        PolicyInvalid: the policy or the file does not read.
    """
    if options.grow and not options.write:
        raise UserError("`--grow` says what `--write` may write", "give both or none")
    repository = LocalRepository.open(options.repo)
    if options.write and repository.top is None:
        raise UserError("a bare repository has no work tree to write to", "run it in a clone")
    revision = policy_revision(options.policy)
    (head, *named), default = repository.resolve_with_default(["HEAD", *([revision] if revision else [])])
    cache, since = cache_directory(), options.date or today()
    with repository.store() as store:
        choice = PolicyChoice(options.policy, named[0] if named else default or head, cache)
        policy = FloorChoice(options.floor, cache).under(choice.read(store, without=BASELINE), repository)
        present = _present(repository, store, head)
        found = _found(store, head, policy, PullFacts(as_of=since), cache)
    entries = {one.fingerprint: entry_of(one, since) for one in found.findings}
    report = _compared(head, found, entries, present or {}, policy)
    if not options.write:
        return report
    report = replace(report, taken_out=True, put_in=options.grow or present is None)
    kept = [*report.recorded, *report.kept, *(report.new if report.put_in else ())]
    _write(repository, dump_baseline(kept))
    return report


@dataclass(frozen=True)
class _Found:
    """What stands in a tree: findings, gaps, number of files."""

    findings: tuple[Finding, ...]
    gaps: tuple[Incomplete, ...]
    files: int


def _found(store: Store, head: str, policy: Policy, facts: PullFacts, cache: Path | None) -> _Found:
    """Everything that the weightier rules find; notes hold nobody back and need no entry."""
    rules = tuple(
        rule for rule in policy.rules if rule.check.stands and rule.level in (Level.BLOCK, Level.WARN)
    )
    judging = replace(policy, rules=rules, baseline={})
    findings: dict[str, Finding] = {}
    gaps: set[Incomplete] = set()
    files = 0
    try:
        with SemgrepEngine(cache=cache) as engine:
            for change in whole_tree(store, head, facts):
                verdict = Judge(engine).judge(change, judging)
                findings |= {
                    one.fingerprint: one for one in verdict.findings if one.level in (Level.BLOCK, Level.WARN)
                }
                gaps |= set(verdict.incomplete)
                files += len(change.files)
    except (LimitExceeded, DiffFault) as fault:
        raise UserError(
            f"the tree of `{head[:7]}` cannot be judged as a whole: {fault}", "take it out of the repository"
        ) from fault
    return _Found(tuple(findings.values()), tuple(sorted(gaps)), files)


def _compared(
    head: str, found: _Found, entries: Mapping[str, Entry], present: Mapping[str, Entry], policy: Policy
) -> BaselineReport:
    unseen = {gap.path for gap in found.gaps}
    floors = {floor.repository for floor in policy.source.extends if floor.digest}

    def is_unseen(entry: Entry) -> bool:
        """Whether nobody can say that the finding is gone."""
        floor, colon, _ = entry.rule.partition(":")
        return "" in unseen or entry.path in unseen or (bool(colon) and floor not in floors)

    gone = [entry for name, entry in present.items() if name not in entries]
    return BaselineReport(
        head=head,
        files=found.files,
        recorded=_ordered(entry for name, entry in present.items() if name in entries),
        stale=_ordered(entry for entry in gone if not is_unseen(entry)),
        new=_ordered(entry for name, entry in entries.items() if name not in present),
        kept=_ordered(entry for entry in gone if is_unseen(entry)),
        incomplete=found.gaps,
    )


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.sort_key))


def _present(repository: LocalRepository, store: Store, head: str) -> dict[str, Entry] | None:
    """What the file of the work tree lists, of `HEAD` in a bare repository; `None` if there is none."""
    if repository.top is None:
        try:
            content = tree_at(store, head).read(BASELINE)
        except TooLarge as large:
            raise UserError(str(large), "mend some of the debt, or narrow the rules") from large
        return None if content is None else read_baseline(content)
    file = _file(repository.top)
    try:
        return read_baseline(file.read_bytes()) if file.exists() else None
    except OSError as failure:
        raise UserError(f"`{file}` cannot be read: {failure.strerror}", "mend or delete it") from failure


def _file(top: Path) -> Path:
    """The file in the work tree; a link could lead anywhere."""
    file = top / BASELINE
    for place in (file.parent, file):
        if place.is_symlink():
            raise UserError(f"`{place}` is a symbolic link", "put a regular file or folder in its place")
    return file


def _write(repository: LocalRepository, content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise UserError(
            f"the baseline would have {len(content)} bytes, the limit is {MAX_BYTES}",
            "mend some of the debt, or narrow the rules with `paths`",
        )
    top = repository.top
    if top is None:
        return
    _file(top)
    replace_file(top, BASELINE, content)
