"""A process of semgrep-core that is started before anything is known of rules or files.

Loading itself takes the program longer than a small scan. So a command starts it first, imports and reads
while it loads, and then gives it its rules. Little is imported here, because nothing goes before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.engines.semgrep.binary import EngineUnfit, locate
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.process import CoreProcess

_kept: list[CoreProcess] = []


@contextmanager
def kept_ready() -> Iterator[None]:
    """Have a process wait for the `head_start` to come, and end it on every way out, used or not."""
    with head_start() as process:
        if process is not None:
            _kept.append(process)
        try:
            yield
        finally:
            _kept.clear()


@contextmanager
def head_start() -> Iterator[CoreProcess | None]:
    """Start a process without rules, or take the one that waits, and end it on every way out, used or not.

    Gives `None` where none can be started: a scan would meet the same fault, and tells it.
    """
    try:
        process = _kept.pop() if _kept else CoreProcess(locate(), None, Limits(), jobs=1)
    except (EngineUnfit, OSError):
        yield None
        return
    try:
        yield process
    finally:
        process.close()
