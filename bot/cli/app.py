"""`decisis app`: the GitHub App itself."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the word `create` and its options."""
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    create = words.add_parser(
        "create",
        help="register the App at GitHub and write its settings",
        description="Register the App at GitHub in your browser, and write its settings into a private file.",
        epilog="the server follows from DECISIS_GITHUB_API_URL. "
        "exit code: 0 registered, 2 nobody confirmed in time, or the file cannot be written.",
        allow_abbrev=False,
    )
    create.add_argument("--org", metavar="ORG", help="the organisation that owns it (default: you)")
    create.add_argument(
        "--url",
        metavar="URL",
        help="where GitHub will reach `decisis serve`, such as https://decisis.acme.dev",
    )
    create.add_argument(
        "--out",
        type=Path,
        default=Path("decisis.env"),
        metavar="FILE",
        help="where the settings go; never overwritten (default: decisis.env)",
    )
    create.add_argument(
        "--no-browser", action="store_true", help="only print the address that is to be opened"
    )


def run(options: argparse.Namespace) -> int:
    """Register the App and say what comes next."""
    from bot.registering.create import create

    create(options.org, options.url, options.out, opens_browser=not options.no_browser)
    return 0
