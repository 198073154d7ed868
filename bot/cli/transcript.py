"""`decisis transcript`: what happened on a pull request, from its first verdict to the last."""

from __future__ import annotations

import argparse
import sys

from bot.cli.ledger import add_database_option, database_of
from bot.cli.pull_argument import pull_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("pull", metavar="OWNER/NAME#N", help="the pull request")
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="form (default: text)"
    )
    add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    """Print it."""
    from bot.ledger.archive import Archive
    from bot.ledger.transcript import as_json, steps
    from bot.ledger.transcript_text import text

    repository, number = pull_in(options.pull)
    archive = Archive(database_of(options))
    place = archive.repository(repository)
    notes = [*archive.notes(place, 0), *archive.notes(place, number)]
    told = steps(archive.seen(place, number), notes, archive.inputs)
    if options.format == "json":
        sys.stdout.write(as_json(options.pull, told))
    else:
        sys.stdout.write(text(options.pull, told, markdown=options.format == "markdown"))
    return 0
