"""`decisis check`: judge a change of a local repository."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.day_argument import add_day_option
from bot.cli.policy_argument import add_policy_option

FORMATS = ("text", "json", "sarif", "github", "markdown")

_EPILOG = """\
without --head, --staged or --patch the work tree is judged, untracked files included.
exit code: 0 clean, 1 findings, 2 usage or policy error, 3 something could not be judged.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument("--base", metavar="REV", help="what the change starts from (default: HEAD)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--head", metavar="REV", help="the commit to judge")
    what.add_argument("--staged", action="store_true", help="judge the index against HEAD")
    what.add_argument(
        "--patch", metavar="FILE", help="judge a patch applied to the base, `-` reads it from stdin"
    )
    facts = parser.add_argument_group("what is known of the pull request")
    facts.add_argument(
        "--author", metavar="LOGIN", help="account that opened it; unknown is judged as an agent"
    )
    facts.add_argument("--branch", default="", metavar="NAME", help="name of its branch")
    facts.add_argument("--title", default="", metavar="T", help="its title")
    facts.add_argument("--body-file", type=Path, metavar="F", help="file with its description")
    add_day_option(facts)
    add_policy_option(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, print the report, and return the exit code that the verdict asks for.

    semgrep is started before the rest is imported: it takes as long to load as all that is done until it
    is needed.
    """
    from bot.engines.semgrep.headstart import head_start

    with head_start() as early:
        from bot.cli.judging import judged, rendered

        with judged(options, early) as (verdict, _):
            report = rendered(verdict, options.format)
    sys.stdout.write(report)
    return verdict.outcome.exit_code
