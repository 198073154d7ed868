"""`decisis replay`: give a recorded verdict once more and compare."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.ledger import add_database_option, database_of
from bot.cli.policy_argument import add_policy_option

if TYPE_CHECKING:
    from bot.replay import Replayed

INTERRUPTED = 3
"""Exit code where nothing could be compared."""

_EPILOG = """\
without --policy the verdict is given by what was in force, and has to be the same bytes; with it, it says
what another policy would say now. another version of Decisis than judged then is refused, unless
--engine current asks what this one with its rules says; then what was found is compared, and not bytes.
the commits must be there: `git fetch origin refs/pull/N/head`.
where the recorded judging was interrupted (its process crashed, took too long or asked for too much memory),
there is nothing to compare: it says so, and what judging says now, in a process with the same limits.
exit code: 0 the same, 1 something differs, 2 usage error, or something that it rested on is not there,
3 the recorded judging was interrupted.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("record", type=int, metavar="NUMBER", help="the record, see `decisis transcript`")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument(
        "--engine",
        choices=("recorded", "current"),
        default="recorded",
        help="which version may judge (default: recorded)",
    )
    limits = "a judging now may use, where the recorded one was interrupted"
    parser.add_argument(
        "--seconds", type=int, default=600, metavar="N", help=f"time that {limits} (default: 600)"
    )
    parser.add_argument(
        "--megabytes", type=int, default=3072, metavar="N", help=f"memory that {limits} (default: 3072)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form (default: text)")
    add_policy_option(parser)
    add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    """Judge once more, and say what differs."""
    done = _replayed(options)
    code = (0 if done.is_identical else 1) if done.is_comparable else INTERRUPTED
    if options.format == "json":
        from bot.replay import as_json

        sys.stdout.write(as_json(options.record, done))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(options.record, done))
    return code


def _replayed(options: argparse.Namespace) -> Replayed:
    from bot.cli.policy_argument import policy_revision
    from bot.cli.policy_option import PolicyChoice
    from bot.confined import ConfinedWeigher, Limits
    from bot.engines.semgrep import SemgrepEngine
    from bot.git.local import LocalRepository
    from bot.judge import Judge
    from bot.ledger.archive import Archive
    from bot.places import cache_directory
    from bot.replay import replayed

    archive = Archive(database_of(options))
    record = json.loads(archive.record(options.record))
    inputs = archive.inputs(record["inputs"]) if record.get("inputs") else None
    repository = LocalRepository.open(options.repo)
    with ExitStack() as opened:
        store = opened.enter_context(repository.store())
        engine = opened.enter_context(SemgrepEngine(cache=cache_directory()))
        policy = None
        if options.policy is not None:
            revision = policy_revision(options.policy)
            commit = repository.resolve(revision or record["base"])
            policy = PolicyChoice(options.policy, commit, cache_directory()).read(store)
        judge = Judge(engine)
        if "interrupted" in json.loads(record["document"]):
            weigher = ConfinedWeigher(Limits(options.seconds, options.megabytes), cache_directory())
            opened.callback(weigher.close)
            judge = Judge(engine, weigher=weigher)
        is_current = options.engine == "current"
        return replayed(record, inputs, store, judge, policy, by_current=is_current)


def _lines(record: int, done: Replayed) -> Iterator[str]:
    from bot.replay import interruption
    from checks.report import safe

    if not done.is_comparable:
        yield (
            f"record {record}: the judging was interrupted then ({safe.log(interruption(done.before))}), "
            "so there is nothing to compare"
        )
        again = interruption(done.after)
        yield f"judged now: {f'interrupted again ({safe.log(again)})' if again else done.after['verdict']}"
        yield from map(safe.log, done.found)
        return
    if done.is_identical:
        same = "findings" if done.by_another else f"{len(done.then.encode())} bytes"
        yield f"record {record}: the same {same}"
        return
    yield f"record {record}: {done.before['verdict']} → {done.after['verdict']}"
    if done.by_another and done.before["engine"] != done.after["engine"]:
        yield f"judged by {safe.log(done.after['engine'])}, then by {safe.log(done.before['engine'])}"
    yield from map(safe.log, done.differences)
