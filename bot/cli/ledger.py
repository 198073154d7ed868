"""`decisis ledger`: check, anchor and hand out the record of every verdict."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.errors import UserError

_EPILOG = """\
verify checks digests, places and the chain; with --anchor also that nothing was cut off or written anew since
`decisis ledger head` printed it. keep what it prints somewhere that the service cannot write.
export prints one record a line; the digest of a record is the SHA-256 of its line without the line feed.
exit code: 0 the ledger holds, 1 it does not, 2 usage error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("word", choices=("verify", "head", "export"), help="what to do")
    parser.add_argument(
        "--anchor", type=Path, metavar="FILE", help="what `decisis ledger head` printed before"
    )
    add_database_option(parser)


def add_database_option(parser: argparse.ArgumentParser) -> None:
    """Declare where the ledger is."""
    parser.add_argument(
        "--database",
        metavar="FILE|URL",
        help="the service's database (default: of DECISIS_DATABASE_URL or DECISIS_DATA_DIR)",
    )


def database_of(options: argparse.Namespace) -> str:
    """The address of the database that the options or the settings name."""
    from bot.sql import POSTGRESQL, SQLITE, sqlite_url

    default = Path(os.environ.get("DECISIS_DATA_DIR") or "decisis-data") / "decisis.db"
    named = options.database or os.environ.get("DECISIS_DATABASE_URL") or str(default)
    return named if named.startswith((POSTGRESQL, SQLITE)) else sqlite_url(Path(named))


def run(options: argparse.Namespace) -> int:
    """Do what the word says."""
    from bot.ledger.archive import Anchor, Archive
    from bot.ledger.chain import Broken

    archive = Archive(database_of(options))
    if options.word == "export":
        for _, record, _ in archive.records():
            sys.stdout.write(record.decode("ascii") + "\n")
        return 0
    try:
        anchor = Anchor.read(options.anchor.read_text(encoding="utf-8")) if options.anchor else None
        stands = archive.verify(anchor)
    except OSError as fault:
        raise UserError(
            f"`{options.anchor}` cannot be read: {fault.strerror}", "name the anchor's file"
        ) from fault
    except Broken as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    if options.word == "head":
        print(stands)
    else:
        held = " and to the anchor" if anchor else "; without an anchor a cut tail goes unseen"
        print(f"{stands.sequence} records hold to one another{held}")
    return 0
