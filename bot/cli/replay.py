"""`decisis replay`: give a recorded verdict once more and compare."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.cli.ledger import add_database_option, database_of
from bot.cli.policy_argument import add_policy_option

_EPILOG = """\
without --policy the verdict is given by what was in force, and has to be the same bytes; with it, it says
what another policy would say now. the commits must be there: `git fetch origin refs/pull/N/head`.
exit code: 0 the same bytes, 1 something differs, 2 usage error, or something that it rested on is not there.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("record", type=int, metavar="NUMBER", help="the record, see `decisis transcript`")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    add_policy_option(parser)
    add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    """Judge once more, and say what differs."""
    from bot.cli.policy_argument import policy_revision
    from bot.cli.policy_option import PolicyChoice
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
    with repository.store() as store, SemgrepEngine(cache=cache_directory()) as engine:
        policy = None
        if options.policy is not None:
            revision = policy_revision(options.policy)
            commit = repository.resolve(revision or record["base"])
            policy = PolicyChoice(options.policy, commit, cache_directory()).read(store)
        done = replayed(record, inputs, store, Judge(engine), policy)
    if done.is_identical:
        print(f"record {options.record}: the same {len(done.then.encode())} bytes")
        return 0
    print(f"record {options.record}: {json.loads(done.then)['verdict']} → {json.loads(done.now)['verdict']}")
    for line in done.differences:
        print(line)
    return 1
