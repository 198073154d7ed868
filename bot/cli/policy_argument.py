"""The option `--policy`; apart from its meaning, which takes most of the program to work out."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_policy_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--policy`."""
    parser.add_argument(
        "--policy",
        metavar="REF|FILE|builtin",
        help="policy to judge with: of a commit, a file in place of the repository's, or the built-in one"
        " (default: the remote's default branch, without one the base)",
    )


def policy_revision(wanted: str | None) -> str | None:
    """The revision that `--policy` names, `None` if it names a file, `builtin` or nothing."""
    return None if wanted is None or wanted == "builtin" or Path(wanted).is_file() else wanted
