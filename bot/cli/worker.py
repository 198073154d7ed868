"""`decisis worker`: do the jobs of the GitHub App, beside others on the same database."""

from __future__ import annotations

import argparse

from bot.cli.serve import KEY, SETTINGS

_MOST = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; everything else is a `DECISIS_` variable of the environment."""
    parser.add_argument(
        "--concurrency",
        type=_count,
        metavar="N",
        help="jobs that this process does at a time (default: 4)",
    )
    parser.epilog = (
        "needs PostgreSQL, and no webhook secret; tells how it is at `/readyz` of DECISIS_HOST and"
        " DECISIS_PORT. "
    ) + SETTINGS.format(KEY)


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    from bot.server.serve import main
    from bot.settings import Part

    return main(Part.WORKER, options.concurrency) if options.concurrency else main(Part.WORKER)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number from 1 to {_MOST}")
    return int(text)
