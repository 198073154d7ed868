"""Which merged pull requests a command looks at, and how it reports."""

from __future__ import annotations

import argparse


def add_history_options(parser: argparse.ArgumentParser, last: int) -> None:
    """Declare them.

    Args:
        parser: the parser of the command.
        last: how many are looked at unless told otherwise.
    """
    parser.add_argument("--last", type=int, default=last, metavar="N", help=f"how many (default: {last})")
    parser.add_argument("--since", default="", metavar="DATE", help="only those since a day, as 2026-03-02")
    parser.add_argument(
        "--processes", type=int, metavar="N", help="how many work at once (default: one per processor)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the report (default: text)"
    )
