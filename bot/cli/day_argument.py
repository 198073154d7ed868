"""The option `--date`."""

from __future__ import annotations

import argparse
from datetime import date


def add_day_option(parser: argparse._ActionsContainer) -> None:
    """Declare `--date`."""
    parser.add_argument(
        "--date",
        type=_day,
        metavar="DAY",
        help="day that counts as today, as 2026-03-02, for whatever has a date (default: today in UTC)",
    )


def _day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"`{text}` is no day, write it as 2026-03-02")
