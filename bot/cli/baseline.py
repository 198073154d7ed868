"""`decisis baseline`: what stands in the whole tree of `HEAD`, against what is recorded as known debt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.day_argument import add_day_option
from bot.cli.policy_argument import add_policy_option

_EPILOG = """\
judges every file of HEAD as if it were new, and compares with .github/decisis-baseline.json.
exit code: 0 the file says what stands, 1 it does not, 2 usage or policy error, 3 not all could be judged.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument(
        "--write", action="store_true", help="take out what is gone; make the file where there is none"
    )
    parser.add_argument(
        "--grow", action="store_true", help="with --write: record also what is new in a file that exists"
    )
    add_day_option(parser)
    add_policy_option(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, write if asked to, print the report, and return the exit code."""
    from bot.cli.recording import recorded
    from checks.report.baseline_report import render_json, render_text

    report = recorded(options)
    sys.stdout.write(render_json(report) if options.format == "json" else render_text(report))
    return report.exit_code
