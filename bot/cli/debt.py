"""`decisis debt`: what was decided against what stands, is permitted, or is not enforced."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.day_argument import add_day_option
from bot.cli.ledger import add_database_option, database_of
from bot.cli.policy_argument import add_policy_option

_EPILOG = """\
counts the entries of the baseline, rules that nothing proves or that cannot fire, and, where a service's
database is at hand, the waivers of its ledger and what was merged past a verdict: by decision, agent, age and
week. an entry or a rule is as old as the history says: since it was merged and has stood without a gap. where
a shallow clone does not reach back, what the file says of itself counts. what the ledger recorded is as old
as its first record.
json is described by docs/debt.schema.json.
exit code: 0 counted, 2 usage or policy error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="form (default: table)"
    )
    add_day_option(parser)
    add_policy_option(parser)
    add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    """Count and print."""
    from bot.cli.proving import standing_of
    from bot.debt.owed import overridden, permitted, standing, unenforced
    from bot.debt.report import as_csv, as_json, report, table
    from bot.ledger.archive import Archive
    from bot.today import today

    day = options.date or today()
    here = standing_of(options)
    found = [*standing(here.proof.policy, here.known), *unenforced(here.proof, here.known)]
    archive = Archive(database_of(options))
    if options.database is not None or archive.is_there:
        records = [record for _, record, _ in archive.records()]
        found += [*permitted(records, day), *overridden(records)]
    told = report(found, here.ratchet, day)
    form = {"json": as_json, "csv": as_csv, "table": table}[options.format]
    sys.stdout.write(form(told))
    return 0
