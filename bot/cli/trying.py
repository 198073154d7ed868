"""What `decisis backtest` and `decisis try` do: a history judged again, telling how far it is."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.backtest.crew import Crew, Task
from bot.backtest.merged import merged
from bot.backtest.outcome import Backtest, titles_of
from bot.backtest.trial import Tried
from bot.cli.policy_argument import policy_revision
from bot.cli.policy_option import PolicyChoice
from bot.errors import UserError
from bot.git.errors import RemoteError
from bot.git.local import LocalRepository
from bot.git.mirror import Mirrors
from bot.git.remote import Remote
from bot.git.store import Store
from bot.places import cache_directory
from bot.policies import built_in
from bot.settings import load_api_url, web_root
from checks.policy import Policy

_FULL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
MOST = 5_000
"""Pull requests that are judged at once."""

MOST_PROCESSES = 64


def backtest(options: argparse.Namespace) -> Backtest:
    """The policy in force against the one that `--policy` names.

    Raises:
        UserError: no policy is named, or git cannot read the repository.
        PolicyInvalid: one of them does not read.
    """
    if options.policy is None:
        raise UserError(
            "there is nothing to compare with", "name a commit, a file or `builtin` by `--policy`"
        )
    repository = LocalRepository.open(options.repo)
    revision = policy_revision(options.policy)
    (base, *named), default = repository.resolve_with_default(["HEAD", *([revision] if revision else [])])
    tip = default or base
    with repository.store() as store:
        old = PolicyChoice(None, tip, cache_directory()).read(store)
        new = PolicyChoice(options.policy, named[0] if named else tip, cache_directory()).read(store)
        return _run(store, tip, (old, new), ("in force", str(options.policy)), options, as_agents=False)


def first_try(options: argparse.Namespace) -> Backtest:
    """The built-in policy on everything, as if agents had written it.

    Raises:
        UserError: git cannot read the repository.
    """
    with _history(options.repo) as (store, tip):
        return _run(store, tip, (built_in(),), ("built in",), options, as_agents=True)


@contextmanager
def _history(named: str) -> Iterator[tuple[Store, str]]:
    """The history of a clone, or of a public repository at GitHub, which is fetched and thrown away."""
    if not Path(named).is_dir() and _FULL_NAME.fullmatch(named):
        remote = Remote.on(web_root(load_api_url(os.environ)), named, allow_http=True, network=os.environ)
        with tempfile.TemporaryDirectory(prefix="decisis-try-") as folder:
            print(f"fetching {named} …", file=sys.stderr)
            try:
                tip = remote.tip()
                with Mirrors(Path(folder)).pull(1, remote, tip, tip) as store:
                    yield store, tip
            except RemoteError as fault:
                raise UserError(
                    f"`{named}` cannot be had: {fault}", "clone it, and name the folder"
                ) from fault
        return
    repository = LocalRepository.open(Path(named))
    (head,), default = repository.resolve_with_default(["HEAD"])
    with repository.store() as store:
        yield store, default or head


def _run(
    store: Store,
    tip: str,
    policies: Sequence[Policy],
    names: tuple[str, ...],
    options: argparse.Namespace,
    *,
    as_agents: bool,
) -> Backtest:
    if options.processes is not None and not 0 < options.processes <= MOST_PROCESSES:
        raise UserError(f"`--processes` must lie between 1 and {MOST_PROCESSES}", "ask for fewer")
    if not 0 < options.last <= MOST:
        raise UserError(f"`--last` must lie between 1 and {MOST:,}", "ask for fewer")
    if options.since and not _DAY.match(options.since):
        raise UserError(f"`{options.since}` is no day", "write it as 2026-03-02")
    changes = merged(store, tip, options.last, options.since)
    begun = time.perf_counter()
    task = Task(policies, as_agents, cache_directory())
    with Crew(store, task, options.processes) as crew:
        found = list(_counted(crew.judged(changes), len(changes)))
    return Backtest(found, names, time.perf_counter() - begun, len(changes), titles_of(policies))


def _counted(judging: Iterator[Tried], total: int) -> Iterator[Tried]:
    """Tell how far it is, where a person looks."""
    is_watched = sys.stderr.isatty()
    for place, one in enumerate(judging, 1):
        if is_watched:
            done = "█" * (30 * place // total)
            print(f"\r{done:░<30} {place}/{total}", end="", file=sys.stderr, flush=True)
        yield one
    if is_watched:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
