"""The options `--policy` and `--floor`; apart from their meaning, which takes most of the program."""

from __future__ import annotations

import argparse
from pathlib import Path

FLOOR_VARIABLE = "DECISIS_FLOOR"
"""Gives what `--floor` gives where the option is not there."""


def add_policy_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--policy`."""
    parser.add_argument(
        "--policy",
        metavar="REF|FILE|builtin",
        help="policy to judge with: of a commit, a file in place of the repository's, or the built-in one"
        " (default: the remote's default branch, without one the base)",
    )
    parser.add_argument(
        "--floor",
        action="append",
        metavar="[OWNER/REPO=]DIR|REV",
        help="a floor that the policy stands on: a clone of its repository, or a commit of it that was"
        " fetched into this one; may be given again (default: DECISIS_FLOOR, else none is applied)",
    )


def policy_revision(wanted: str | None) -> str | None:
    """The revision that `--policy` names, `None` if it names a file, `builtin` or nothing."""
    return None if wanted is None or wanted == "builtin" or Path(wanted).is_file() else wanted
