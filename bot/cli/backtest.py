"""`decisis backtest`: what a policy would have done to the pull requests that were merged already."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.history_options import add_history_options
from bot.cli.policy_argument import add_policy_option

_EPILOG = """\
each merged pull request of the default branch is judged under the policy in force and under the one that
--policy names. exit code: 0 nothing is newly blocked, 1 something is, 2 usage or policy error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    add_policy_option(parser)
    add_history_options(parser, last=100)


def run(options: argparse.Namespace) -> int:
    """Judge, print the table, and return the exit code."""
    from bot.backtest import json_report
    from bot.backtest.report import text
    from bot.cli.trying import backtest

    result = backtest(options)
    sys.stdout.write(json_report.backtest(result) if options.format == "json" else text(result))
    return 1 if result.newly_blocked else 0
