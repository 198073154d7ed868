"""The entry point: finds the sub-command, runs it, and turns mistakes into one sentence and an exit code.

Exit codes: 0 clean, 1 findings or something due, 2 usage or policy error, 3 incomplete, 130 interrupted.
Only the module of the command that was asked for is imported; the others would cost more than the work.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn, Protocol

from bot import __version__
from bot.errors import UserError
from checks.problem import PolicyInvalid

COMMANDS = {
    "check": "judge a change of a local repository",
    "init": "set Decisis up beside what the repository has decided already",
    "baseline": "record what stands as known debt, and take out what is mended",
    "explain": "say what a check, a rule or a decision asks and why",
    "decisions": "say which decisions are enforced, and prove it by their examples",
    "envelope": "say what an agent may do, and which line says so",
    "try": "say what would have been stopped in the last merged pull requests",
    "backtest": "say what a policy would have done to merged pull requests",
    "hooks": "have agents ask before they write, and see whether they do",
    "mcp": "answer agents that ask about the decisions",
    "hook": "answer an agent that is about to write",
    "sync": "tell agents in their own files what has been decided",
    "compile": "write an agent's envelope into its own permission settings",
    "who": "say who is taken to have written a change, and by which signs",
    "action": "judge the pull request of a GitHub Actions run",
    "app": "register the GitHub App",
    "serve": "run the GitHub App: webhook, queue and worker",
    "worker": "do the jobs of the GitHub App beside others",
    "debt": "count what is owed: known debt, waivers, rules that nothing proves",
    "ledger": "check, anchor and hand out the record of every verdict",
    "replay": "give a recorded verdict once more and compare",
    "transcript": "tell what happened on a pull request",
    "doctor": "say whether the App holds back what it must, and what to do if not",
}
MODULES = {"try": "first_try"}
"""Modules whose command is a word of Python."""

USAGE_ERROR = 2
NOT_JUDGED = 3
INTERRUPTED = 130

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Far more than Python's 700: modules are no garbage, and looking through them takes longer than git."""


class Command(Protocol):
    """What a module of a sub-command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the words after the program's name; those of the process by default.

    Returns:
        The exit code.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    words = list(sys.argv[1:] if arguments is None else arguments)
    wanted = next((word for word in words if not word.startswith("-")), None)
    try:
        command: Command | None = _module(wanted) if wanted in COMMANDS else None
        options = _parser(wanted, command).parse_args(words)
        if command is not None:
            return command.run(options)
    except UserError as mistake:
        return _mistake(mistake.message, mistake.remedy)
    except PolicyInvalid as invalid:
        return _mistake(f"the policy cannot be used\n{invalid}", "mend it on the default branch")
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - a defect must end as "not judged", never as Python's 1, which means findings
        from traceback import print_exc

        print_exc()
        print(
            "error: Decisis failed and judged nothing\nhelp: report the lines above as a defect",
            file=sys.stderr,
        )
        return NOT_JUDGED
    _parser(None, None).print_help()
    return USAGE_ERROR


def _module(name: str) -> Command:
    found: Command = import_module(f"bot.cli.{MODULES.get(name, name)}")
    return found


def _mistake(message: str, remedy: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    if remedy:
        print(f"help: {remedy}", file=sys.stderr)
    return USAGE_ERROR


def _parser(wanted: str | None, command: Command | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="decisis",
        description="Hold changes by coding agents to what has been decided.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"decisis {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        child = commands.add_parser(
            name, help=summary, description=summary.capitalize() + ".", allow_abbrev=False
        )
        if name == wanted and command is not None:
            command.add_arguments(child)
    return parser


def program(arguments: Sequence[str] | None = None, afterwards: Callable[[], None] | None = None) -> NoReturn:
    """Run the command line as a process of its own.

    It ends without taking its modules apart, which would take longer than git needs to read a change: what
    it started has ended and what it opened is closed by then.

    Args:
        arguments: the words after the program's name; those of the process by default.
        afterwards: called once everything has been said.
    """
    code = finished(main(arguments))
    if afterwards is not None:
        afterwards()
    os._exit(code)


def finished(code: int) -> int:
    """Have everything said.

    Args:
        code: the exit code of what was run.

    Returns:
        The exit code, another one where the report could not be written.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has seen enough
        pass
    except OSError as failure:
        code = NOT_JUDGED
        print(f"error: the report could not be written: {failure}\nhelp: make room for it", file=sys.stderr)
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    program()
