"""`decisis decisions test`: run the examples of every decision."""

from __future__ import annotations

import argparse
import sys

from bot.cli.decisions import add_common_options

_EPILOG = """\
the records of the work tree are tried, untracked files included; `--policy` names a commit instead.
exit code: 0 every example came out as it must, 1 one did not, a rule cannot fire, two rules contradict
or none is in force, 2 a record or the policy does not read.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    add_common_options(parser)
    parser.add_argument(
        "--policy",
        metavar="REF|FILE|builtin",
        help="policy to try: of a commit, or a file in place of the repository's (default: the work tree)",
    )


def run(options: argparse.Namespace) -> int:
    """Print what is wrong; the exit code tells whether anything is."""
    from bot.cli.proving import tested

    report, is_well = tested(options)
    sys.stdout.write(report)
    return 0 if is_well else 1
