"""`decisis serve`: the GitHub App, deliveries and jobs in one process, or deliveries only."""

from __future__ import annotations

import argparse

SETTINGS = (
    "settings: DECISIS_APP_ID, {} DECISIS_GITHUB_API_URL, DECISIS_DATABASE_URL, DECISIS_DATA_DIR,"
    " DECISIS_HOST, DECISIS_PORT"
)
KEY = "DECISIS_PRIVATE_KEY or DECISIS_PRIVATE_KEY_FILE,"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; everything else is a `DECISIS_` variable of the environment."""
    parser.add_argument(
        "--web-only",
        action="store_true",
        help="only take deliveries, for `decisis worker` to work on; needs PostgreSQL, and no private key",
    )
    parser.epilog = SETTINGS.format(f"{KEY} DECISIS_WEBHOOK_SECRET,")


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from bot.server.serve import main
    from bot.settings import Part

    return main(Part.WEB if options.web_only else Part.ALL)
