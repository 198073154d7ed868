"""`decisis replay`: give a recorded verdict once more and compare."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.cli.ledger import add_database_option, database_of
from bot.cli.policy_argument import add_policy_option

_EPILOG = """\
without --policy the verdict is given by what was in force, and has to be the same bytes; with it, it says
what another policy would say now. another version of Decisis than judged then is refused, unless
--engine current asks what this one with its rules says; then what was found is compared, and not bytes.
the commits must be there: `git fetch origin refs/pull/N/head`.
exit code: 0 the same, 1 something differs, 2 usage error, or something that it rested on is not there.
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
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form (default: text)")
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
    from bot.replay import as_json, replayed
    from checks.report import safe

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
        is_current = options.engine == "current"
        done = replayed(record, inputs, store, Judge(engine), policy, by_current=is_current)
    if options.format == "json":
        sys.stdout.write(as_json(options.record, done))
        return 0 if done.is_identical else 1
    if done.is_identical:
        same = "findings" if done.by_another else f"{len(done.then.encode())} bytes"
        print(f"record {options.record}: the same {same}")
        return 0
    print(f"record {options.record}: {done.before['verdict']} → {done.after['verdict']}")
    if done.by_another and done.before["engine"] != done.after["engine"]:
        print(f"judged by {safe.log(done.after['engine'])}, then by {safe.log(done.before['engine'])}")
    for line in done.differences:
        print(safe.log(line))
    return 1
