"""`decisis hook`: answer an agent that is about to write."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bot.hook.answers import Answer, Host, allowed, denied, kept_at_work

SECONDS: float = 18
"""What an answer may take; the hosts are told to wait for 20."""

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
    """Judge and answer; whatever goes wrong ends as a refusal that says so."""
    answer = _answered(Host(options.agent))
    sys.stdout.write(answer.out)
    sys.stderr.write(answer.err)
    return answer.code


def _answered(host: Host) -> Answer:
    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        from bot.hook.calls import Kind, NotUnderstood, call_of

        try:
            project = os.environ.get("DEVIN_PROJECT_DIR", "") or os.environ.get("CLAUDE_PROJECT_DIR", "")
            call = call_of(
                sys.stdin.buffer.read(), Path.cwd(), project, os.environ.get("AGENT_TOOL_NAME", "")
            )
        except NotUnderstood as fault:
            return denied(host, f"Decisis did not understand the call: {fault}; update Decisis or its hook")
        if call.kind is Kind.OTHER:
            return allowed(host)
        from bot.hook.judging import objection  # most calls write nothing and need not pay for it

        reason = objection(call)
        if not reason:
            return allowed(host)
        return kept_at_work(host, reason) if call.kind is Kind.END else denied(host, reason)
    except TimeoutError:
        return denied(host, f"Decisis could not judge this within {SECONDS:g} seconds; write less at once")
    except Exception as fault:  # noqa: BLE001 - whatever goes wrong, nothing may be written unjudged
        said = str(fault).partition("\n")[0] or type(fault).__name__
        return denied(host, f"Decisis could not judge this: {said}; run `decisis check` to see why")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _late(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise TimeoutError
