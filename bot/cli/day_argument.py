"""The option `--date`."""

from __future__ import annotations

import argparse
import re


def add_day_option(parser: argparse._ActionsContainer) -> None:
    """Declare `--date`."""
    parser.add_argument(
        "--date",
        type=_day,
        metavar="DAY",
        help="day that counts as today, as 2026-03-02, for whatever has a date (default: today in UTC)",
    )


def _day(text: str) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no day, write it as 2026-03-02")
    return text
