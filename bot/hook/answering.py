"""From what a host sends to the answer in its form; whatever goes wrong ends as a refusal that says so."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from bot.hook.answers import Answer, Host, allowed, denied, kept_at_work

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.hook.workplaces import Workplaces

SECONDS: float = 18
"""What an answer may take; the hosts are told to wait for 20."""


def answered(
    host: Host, payload: bytes | Callable[[], bytes], workplaces: Workplaces | None = None
) -> Answer:
    """Judge a call in the working directory and environment of this process.

    Args:
        host: whose hook calls.
        payload: what the host told, or what reads it, which may take no longer than the rest.
        workplaces: repositories that are kept open; `None` opens the one that is needed.
    """
    signal.signal(signal.SIGALRM, _late)
    left, _ = signal.getitimer(signal.ITIMER_REAL)  # of a call that waited for another process before
    signal.setitimer(signal.ITIMER_REAL, min(left or SECONDS, SECONDS))
    try:
        return _judged(host, payload if isinstance(payload, bytes) else payload(), workplaces)
    except TimeoutError:
        return denied(host, f"Decisis could not judge this within {SECONDS:g} seconds; write less at once")
    except Exception as fault:  # noqa: BLE001 - whatever goes wrong, nothing may be written unjudged
        said = str(fault).partition("\n")[0] or type(fault).__name__
        return denied(host, f"Decisis could not judge this: {said}; run `decisis check` to see why")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _judged(host: Host, payload: bytes, workplaces: Workplaces | None) -> Answer:
    from bot.hook.calls import Kind, NotUnderstood, call_of

    project = os.environ.get("DEVIN_PROJECT_DIR", "") or os.environ.get("CLAUDE_PROJECT_DIR", "")
    try:
        call = call_of(payload, Path.cwd(), project, os.environ.get("AGENT_TOOL_NAME", ""))
    except NotUnderstood as fault:
        return denied(host, f"Decisis did not understand the call: {fault}; update Decisis or its hook")
    if call.kind is Kind.OTHER:
        return allowed(host)
    from bot.hook.judging import objection  # most calls write nothing and need not pay for it

    reason = objection(call, workplaces)
    if not reason:
        return allowed(host)
    return kept_at_work(host, reason) if call.kind is Kind.END else denied(host, reason)


def _late(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise TimeoutError
