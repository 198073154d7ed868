"""`decisis transcript`: what happened on a pull request, from its first verdict to the last."""

from __future__ import annotations

import argparse
import re
import sys

from bot.cli.ledger import add_database_option, database_of
from bot.errors import UserError

_NAME = re.compile(r"(?P<repository>[A-Za-z0-9._-]+/[A-Za-z0-9._-]+)#(?P<number>[1-9]\d{0,9})")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("pull", metavar="OWNER/NAME#N", help="the pull request")
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="form (default: text)"
    )
    add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    """Print it."""
    found = _NAME.fullmatch(options.pull)
    if found is None:
        raise UserError(f"`{options.pull[:80]}` names no pull request", "write it as `owner/name#5`")
    from bot.ledger.archive import Archive
    from bot.ledger.transcript import as_json, steps, text

    archive = Archive(database_of(options))
    told = steps(archive.seen(archive.repository(found["repository"]), int(found["number"])))
    if options.format == "json":
        sys.stdout.write(as_json(options.pull, told))
    else:
        sys.stdout.write(text(options.pull, told, markdown=options.format == "markdown"))
    return 0
