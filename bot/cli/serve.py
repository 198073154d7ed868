"""`decisis serve`: the GitHub App, web and worker in one process."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options: there are none, everything is a `DECISIS_` variable of the environment."""
    parser.epilog = (
        "settings: DECISIS_APP_ID, DECISIS_PRIVATE_KEY or DECISIS_PRIVATE_KEY_FILE, DECISIS_WEBHOOK_SECRET,"
        " DECISIS_GITHUB_API_URL, DECISIS_DATABASE_URL, DECISIS_DATA_DIR, DECISIS_HOST, DECISIS_PORT"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    del options
    from bot.server.serve import main

    return main()
