"""`decisis ledger`: check, anchor, show and hand out the record of every verdict."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.pull_argument import place_in
from bot.errors import UserError

KEY_FILE = "DECISIS_LEDGER_KEY_FILE"
ANCHOR_TOKEN = "DECISIS_LEDGER_ANCHOR_TOKEN"

_EPILOG = """\
the format of the records: docs/ledger.md
exit code: 0 the ledger holds, 1 it does not, 2 usage error.
"""
_VERIFY = """\
checks digests, places and the chain; with --anchor also that nothing was cut off or written anew since the
anchor was taken. an anchor is what `decisis ledger head` printed, kept somewhere that the service cannot
write, or `NUMBER:DIGEST` as the end of a check run shows it, or the repository that
DECISIS_LEDGER_ANCHOR_REPOSITORY names, as `https://HOST/OWNER/NAME` or as a clone, with `#REF` for another
branch than decisis-ledger; DECISIS_LEDGER_ANCHOR_TOKEN may hold a token that may read there. with --export
the records are read from what `decisis ledger export` printed. what is signed needs --key.
"""
_EXPORT = """\
jsonl: one record a line; the digest of a record is the SHA-256 of its line without the line feed.
dsse: one signed in-toto statement a line, by the Ed25519 key that DECISIS_LEDGER_KEY_FILE names.
make a key: `openssl genpkey -algorithm ed25519 -out ledger.pem`; the public one for those who check:
`openssl pkey -in ledger.pem -pubout`.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and their options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")
    verify = _word(words, "verify", "check the chain", _VERIFY)
    verify.add_argument("--anchor", metavar="ANCHOR", help="where the ledger stood")
    verify.add_argument("--key", type=Path, metavar="FILE", help="the public key of what is signed, PEM")
    verify.add_argument("--export", type=Path, metavar="FILE", help="check an export instead of a database")
    _word(words, "head", "print where it stands, to be kept elsewhere", "")
    show = _word(words, "show", "the records about a pull request or a repository", "")
    show.add_argument("about", metavar="OWNER/NAME[#N]", help="the pull request, or the repository")
    show.add_argument("--format", choices=("text", "json"), default="text", help="form (default: text)")
    export = _word(words, "export", "hand out all records", _EXPORT)
    export.add_argument("--format", choices=("jsonl", "dsse"), default="jsonl", help="form (default: jsonl)")


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
    from bot.ledger.archive import Archive

    archive = Archive(database_of(options))
    if options.word == "show":
        from bot.ledger.shown import as_json, records_of, text

        repository, pull = place_in(options.about)
        found = list(records_of(archive.records(), archive.repository(repository), pull))
        write = as_json if options.format == "json" else text
        sys.stdout.write(write(options.about, found))
        return 0
    if options.word == "export":
        for line in _exported(options, archive.records()):
            sys.stdout.write(line + "\n")
        return 0
    from bot.ledger.chain import Broken

    try:
        print(archive.verify() if options.word == "head" else _verified(options, archive.records()))
    except Broken as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    return 0


def _word(
    words: argparse._SubParsersAction[argparse.ArgumentParser], name: str, purpose: str, epilog: str
) -> argparse.ArgumentParser:
    parser = words.add_parser(
        name,
        help=purpose,
        description=purpose,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_database_option(parser)
    return parser


def _exported(options: argparse.Namespace, records: Iterator[tuple[int, bytes, str]]) -> Iterator[str]:
    if options.format == "jsonl":
        yield from (record.decode("ascii") for _, record, _ in records)
        return
    from bot.ledger.attestation import attested
    from bot.ledger.signing import MAKE, Signer

    named = os.environ.get(KEY_FILE)
    if not named:
        raise UserError(f"`{KEY_FILE}` names no key to sign with", MAKE)
    signer = Signer.read(Path(named))
    for _, record, digest in records:
        yield attested(record, digest, signer)


def _verified(options: argparse.Namespace, records: Iterator[tuple[int, bytes, str]]) -> str:
    """What holds, once all of it was checked."""
    from bot.git.remote import NETWORK_VARIABLES
    from bot.ledger.anchors import Place, anchors_of
    from bot.ledger.archive import verified
    from bot.ledger.signing import Checker

    network = {name: os.environ[name] for name in NETWORK_VARIABLES if name in os.environ}
    checker = Checker.read(options.key) if options.key else None
    place = Place(os.environ.get(ANCHOR_TOKEN) or None, network)
    anchors = anchors_of(options.anchor, checker, place) if options.anchor else ()
    stands = verified(_read(options) if options.export else records, *anchors)
    held = {0: "; without an anchor a cut tail goes unseen", 1: " and to the anchor"}
    end = held.get(len(anchors), f" and to {len(anchors)} anchors")
    return f"{stands.sequence} records hold to one another{end}"


def _read(options: argparse.Namespace) -> Iterator[tuple[int, bytes, str]]:
    """The records of an export."""
    from bot.ledger.attestation import records_in
    from bot.ledger.exported import lines_of, plain_records
    from bot.ledger.signing import SHOW, Checker

    lines, is_signed = lines_of(options.export)
    if not is_signed:
        return plain_records(lines)
    if options.key is None:
        raise UserError("the export is signed", f"name the public key by `--key`; {SHOW}")
    return records_in(lines, Checker.read(options.key))
