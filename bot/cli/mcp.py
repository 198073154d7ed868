"""`decisis mcp`: answer agents that ask about the decisions, by the Model Context Protocol."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.git.local import LocalRepository

PORT = 8642

_EPILOG = """\
answers on the standard input and output, as agents start such servers; with --http on loopback at /mcp.
tools: decisions_for, explain, check_change, list_rejected; resources: decision://ADR-0012. it only reads.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument("--http", action="store_true", help="answer by HTTP on 127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port for --http (default: {PORT})")


def run(options: argparse.Namespace) -> int:
    """Answer until the agent ends."""
    LocalRepository.open(options.repo)
    from bot.mcp.adviser import Adviser
    from bot.mcp.server import serve

    serve(Adviser(options.repo.absolute()), "streamable-http" if options.http else "stdio", options.port)
    return 0
