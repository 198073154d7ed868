"""`decisis decisions`: which decisions are enforced, and whether their examples prove it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.cli.day_argument import add_day_option
from bot.cli.policy_argument import add_policy_option

FORMATS = ("text", "json")
WORDS = {
    "test": ("bot.cli.decisions_test", "run the examples of every decision of the work tree"),
    "import": ("bot.cli.decisions_import", "turn what is written elsewhere into decisions"),
}

_EPILOG = """\
without a word the state of every decision is listed, as the policy in force has it: proven, enforced,
observing, disproved, dead, expired, not yet, prose only or retired.
exit code: 0 listed, 2 usage or policy error; whether all is well is what `decisis decisions test` answers.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options, and the words whose modules are imported when they are asked for."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    add_common_options(parser)
    add_policy_option(parser)
    shared = {action.dest for action in parser._actions}  # noqa: SLF001 - argparse tells it in no other way
    words = parser.add_subparsers(dest="word", metavar="WORD", parser_class=_Word)
    for word, (module, summary) in WORDS.items():
        words.add_parser(
            word, help=summary, description=summary.capitalize() + ".", allow_abbrev=False
        ).expect(module, shared)


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Declare what the listing and the test share."""
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    add_day_option(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """List, or do what the word says."""
    if options.word is not None:
        do: Callable[[argparse.Namespace], int] = import_module(WORDS[options.word][0]).run
        return do(options)
    from bot.cli.proving import listed

    sys.stdout.write(listed(options))
    return 0


class _Word(argparse.ArgumentParser):
    """A parser that learns its options only if its word is asked for."""

    _module = ""
    _shared: frozenset[str] = frozenset()

    def expect(self, module: str, shared: set[str]) -> None:
        """Name the module that declares the options, and what was declared before the word."""
        self._module, self._shared = module, frozenset(shared)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """See `argparse.ArgumentParser.parse_known_args`."""
        if self._module:
            import_module(self._module).add_arguments(self)
            self._module = ""
            for action in self._actions:
                if action.dest in self._shared and action.dest != "help":
                    action.default = argparse.SUPPRESS  # what stood before the word is not taken back
        return super().parse_known_args(args, namespace)
