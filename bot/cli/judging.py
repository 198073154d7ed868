"""What `decisis check` does: the change that its options name, judged, and the report on it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.aside import Aside
from bot.cli.policy_argument import FLOOR_VARIABLE, policy_revision
from bot.errors import UserError
from bot.git.local import LocalRepository
from bot.places import cache_directory
from bot.today import today

if TYPE_CHECKING:
    from bot.engines.semgrep.process import CoreProcess
    from bot.git.store import Store
    from checks.change import Change, Commit, PullFacts
    from checks.verdict import Verdict


@contextmanager
def judged(options: argparse.Namespace, early: CoreProcess | None) -> Iterator[tuple[Verdict, Change]]:
    """The verdict on the change that the options name, with the change while its trees can be read.

    git looks the names up while the rest is imported, and reads the change while the policy is read and
    semgrep starts; neither has to wait for the other.

    Args:
        options: what `bot.cli.check` declares.
        early: a process of semgrep that was started without rules, if there is one.
    """
    with (
        ExitStack() as stack,
        Aside(partial(_named, options), "names") as naming,
        Aside(partial(_opened, naming, stack), "store") as opening,
        Aside(partial(_change, naming, opening, options), "change") as reading,
    ):
        from bot.cli.policy_option import PolicyChoice
        from bot.engines.semgrep import SemgrepEngine
        from bot.judge import Judge

        cache = cache_directory()
        engine = stack.enter_context(SemgrepEngine(cache=cache, early=early))
        policy = PolicyChoice(options.policy, naming.result().policy, cache).read(opening.result())
        if options.floor or os.environ.get(FLOOR_VARIABLE) or policy.extends:
            from bot.cli.floor_option import FloorChoice

            policy = FloorChoice(options.floor, cache).under(policy, naming.result().repository)
        engine.anticipate(policy.pattern_rules, files=1)
        change = reading.result()
        yield Judge(engine).judge(change, policy), change


class _Named(NamedTuple):
    """Object ids of the commits that the options name.

    Attributes:
        repository: the repository that they are in.
        base: what the change starts from.
        head: the commit that is judged, `None` for an index, a work tree or a patch.
        policy: where the policy is read: as named, else the remote's default branch, else the base.
    """

    repository: LocalRepository
    base: str
    head: str | None
    policy: str


def _named(options: argparse.Namespace) -> _Named:
    if options.staged and options.base:
        raise UserError(
            "`--staged` compares the index with HEAD and takes no `--base`", "leave one of the two out"
        )
    if options.head is not None and options.base is None:
        raise UserError("`--head` needs the commit it is compared with", "name it with `--base`")
    repository = LocalRepository.open(options.repo)
    policy = policy_revision(options.policy)
    asked = {"base": options.base or "HEAD", "head": options.head, "policy": policy}
    names = {use: name for use, name in asked.items() if name is not None}
    found, default = repository.resolve_with_default([*names.values()])
    oids = dict(zip(names, found, strict=True))
    base = oids["base"]
    return _Named(repository, base, oids.get("head"), oids.get("policy") or default or base)


def _opened(naming: Aside[_Named], stack: ExitStack) -> Store:
    return stack.enter_context(naming.result().repository.store())


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


def _change(naming: Aside[_Named], opening: Aside[Store], options: argparse.Namespace) -> Change:
    names, store = naming.result(), opening.result()
    repository = names.repository
    if options.patch is not None:
        return repository.patch(store, names.base, _patch(options.patch), _facts(options))
    if options.staged:
        return repository.staged(store, _facts(options))
    if names.head is not None:
        with Aside(partial(repository.commits, store, names.base, names.head), "commits") as reading:
            change = repository.change(store, names.base, names.head)
        return replace(change, facts=_facts(options, reading.result()))
    here = repository.resolve("HEAD")
    commits = repository.commits(store, names.base, here) if here != names.base else ()
    return repository.work_tree(store, names.base, _facts(options, commits))


def _facts(options: argparse.Namespace, commits: tuple[Commit, ...] = ()) -> PullFacts:
    from checks.change import Account, PullFacts

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
