"""What `decisis check` does: the change that its options name, judged, and the report on it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.aside import Aside
from bot.cli.floor_option import FloorChoice
from bot.cli.policy_option import PolicyChoice
from bot.engines.semgrep import SemgrepEngine
from bot.engines.semgrep.process import CoreProcess
from bot.errors import UserError
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.judge import Judge
from bot.places import cache_directory
from bot.today import today
from checks.change import Account, Change, Commit, PullFacts
from checks.verdict import Verdict


@contextmanager
def judged(options: argparse.Namespace, early: CoreProcess | None) -> Iterator[tuple[Verdict, Change]]:
    """The verdict on the change that the options name, with the change while its trees can be read.

    git reads the change while the policy is read and semgrep starts; neither has to wait for the other.

    Args:
        options: what `bot.cli.check` declares.
        early: a process of semgrep that was started without rules, if there is one.
    """
    cache = cache_directory()
    repository = LocalRepository.open(options.repo)
    names = _named(repository, options)
    with (
        repository.store() as store,
        SemgrepEngine(cache=cache, early=early) as engine,
        Aside(partial(_change, repository, store, options, names), "change") as reading,
    ):
        policy = PolicyChoice(options.policy, names.policy, cache).read(store)
        policy = FloorChoice(options.floor, cache).under(policy, repository)
        engine.anticipate(policy.pattern_rules, files=1)
        change = reading.result()
        yield Judge(engine).judge(change, policy), change


@dataclass(frozen=True)
class _Named:
    """Object ids of the commits that the options name.

    Attributes:
        base: what the change starts from.
        head: the commit that is judged, `None` for an index, a work tree or a patch.
        policy: where the policy is read: as named, else the remote's default branch, else the base.
    """

    base: str
    head: str | None
    policy: str


def _named(repository: LocalRepository, options: argparse.Namespace) -> _Named:
    if options.staged and options.base:
        raise UserError(
            "`--staged` compares the index with HEAD and takes no `--base`", "leave one of the two out"
        )
    if options.head is not None and options.base is None:
        raise UserError("`--head` needs the commit it is compared with", "name it with `--base`")
    policy = PolicyChoice.revision(options.policy)
    asked = {"base": options.base or "HEAD", "head": options.head, "policy": policy}
    names = {use: name for use, name in asked.items() if name is not None}
    found, default = repository.resolve_with_default([*names.values()])
    oids = dict(zip(names, found, strict=True))
    base = oids["base"]
    return _Named(base, oids.get("head"), oids.get("policy") or default or base)


def rendered(verdict: Verdict, form: str) -> str:
    """The report in one of the formats of `bot.cli.check`."""
    if form == "json":
        from checks.report import json_report

        return json_report.render(verdict)
    if form == "sarif":
        from checks.report import sarif

        return sarif.render(verdict)
    if form == "github":
        from checks.report import annotations

        return annotations.render(verdict)
    if form == "markdown":
        from checks.report import markdown

        return markdown.report(verdict)
    from checks.report import text

    return text.render(verdict, colour=sys.stdout.isatty())


def _change(repository: LocalRepository, store: Store, options: argparse.Namespace, names: _Named) -> Change:
    if options.patch is not None:
        return repository.patch(store, names.base, _patch(options.patch), _facts(options))
    if options.staged:
        return repository.staged(store, _facts(options))
    if names.head is not None:
        commits = repository.commits(store, names.base, names.head)
        return repository.change(store, names.base, names.head, _facts(options, commits))
    here = repository.resolve("HEAD")
    commits = repository.commits(store, names.base, here) if here != names.base else ()
    return repository.work_tree(store, names.base, _facts(options, commits))


def _facts(options: argparse.Namespace, commits: tuple[Commit, ...] = ()) -> PullFacts:
    return PullFacts(
        author=Account(options.author) if options.author else None,
        branch=options.branch,
        title=options.title,
        body=_text(options.body_file) if options.body_file else "",
        commits=commits,
        as_of=options.date or today(),
    )


def _patch(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else _bytes(Path(name))


def _text(file: Path) -> str:
    return _bytes(file).decode("utf-8", "replace")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be read: {failure.strerror}", "name a file that exists"
        ) from failure
