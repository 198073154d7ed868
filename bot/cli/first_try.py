"""`decisis try`: what would have been stopped in the last merged pull requests, without any set-up."""

from __future__ import annotations

import argparse
import sys

from bot.cli.history_options import add_history_options

_NEXT = """\

go on:
  decisis init                # a policy that observes, and what other tools decide as proposed records
  decisis check               # judge your work tree
  decisis hooks install       # have agents ask before they write
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "repo",
        nargs="?",
        default=".",
        metavar="DIR|OWNER/NAME",
        help="a clone, or a public repository at GitHub (default: here)",
    )
    add_history_options(parser, last=50)


def run(options: argparse.Namespace) -> int:
    """Judge as if agents had written everything, print what would have been stopped, and say what is next."""
    from bot.backtest import json_report
    from bot.backtest.report import text
    from bot.cli.trying import first_try

    result = first_try(options)
    if options.format == "json":
        sys.stdout.write(json_report.first_try(result))
    else:
        sys.stdout.write(text(result) + _NEXT)
    return 0
