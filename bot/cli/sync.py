"""`decisis sync`: keep what agents are told of the decisions as the decisions are."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_EPILOG = """\
one block of AGENTS.md holds a line for every live decision of the work tree; where it would grow too long,
what concerns one folder alone goes to AGENTS.md in there. CLAUDE.md, GEMINI.md, Copilot's instructions and
.cursor/rules get the same where they are used. Nothing outside of the block is touched.
exit code: 0 written or current, 1 something is stale (with --check), 2 usage or policy error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, show what is stale as a diff, exit 1 if any is"
    )


def run(options: argparse.Namespace) -> int:
    """Write what is stale, or show it."""
    from bot.cli.teaching import stale_files, written

    if not options.check:
        for line in written(options.repo):
            print(line)
        return 0
    stale = stale_files(options.repo)
    for file in stale:
        sys.stdout.writelines(file.diff)
    print(f"{len(stale)} stale; run `decisis sync`" if stale else "current", file=sys.stderr)
    return 1 if stale else 0
