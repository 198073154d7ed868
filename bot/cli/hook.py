"""`decisis hook`: answer an agent that is about to write."""

from __future__ import annotations

import argparse
import sys

from bot.hook.answering import answered
from bot.hook.answers import Host

_EPILOG = """\
reads what the agent's host tells on the standard input and answers in its form: nothing where nothing is
against it, else a refusal with the decision, its reason and what to do instead. `decisis hooks install` has
the hosts call it.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("agent", choices=[host.value for host in Host], help="whose hook calls")


def run(options: argparse.Namespace) -> int:
    """Judge and answer."""
    answer = answered(Host(options.agent), sys.stdin.buffer.read)
    sys.stdout.write(answer.out)
    sys.stderr.write(answer.err)
    return answer.code
