"""`decisis doctor`: whether the App holds back what it must in a repository, and what to do if not."""

from __future__ import annotations

import argparse
import os
import re
import sys

from bot.errors import UserError

FORMATS = ("text", "json")

_FULL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.{1,2}\Z)[A-Za-z0-9._-]+")
_EPILOG = """\
the settings are those of `decisis serve`, DECISIS_ variables of the environment. DECISIS_ADMIN_TOKEN, a
token with `administration: write` and `commit statuses: read`, lets it see who bypasses the ruleset and who
sets commit statuses; the App itself may not, and both stay unknown without it.
exit code: 0 every item is ok, 1 one is wrong or unknown, 2 usage error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("--repo", required=True, metavar="OWNER/NAME", help="the repository at GitHub")
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Look, print what was seen, and return whether all is well."""
    if not _FULL_NAME.fullmatch(options.repo):
        raise UserError(f"`{options.repo}` names no repository", "give it as `OWNER/NAME`")
    from bot.doctor.examination import examine
    from bot.doctor.item import State
    from bot.doctor.report import as_json, as_text

    items = examine(os.environ, options.repo)
    sys.stdout.write(as_json(options.repo, items) if options.format == "json" else as_text(items))
    return 0 if all(item.state is State.OK for item in items) else 1
