"""A process of semgrep-core that is started before anything is known of rules or files.

Loading itself takes the program longer than a small scan. So a command starts it first, imports and reads
while it loads, and then gives it its rules. Little is imported here, because nothing goes before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.engines.semgrep.binary import EngineUnfit, locate
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.process import CoreProcess

if TYPE_CHECKING:
    from bot.engines.semgrep.rulefile import RuleFile

_kept: list[CoreProcess] = []


@contextmanager
def kept_ready(rules: RuleFile | None = None) -> Iterator[None]:
    """Have a process wait for the `head_start` to come, and end it on every way out, used or not.

    Args:
        rules: what it will probably be asked, which it loads at once.
    """
    with _started(rules) as process:
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
    with _started(None) as process:
        yield process


@contextmanager
def _started(rules: RuleFile | None) -> Iterator[CoreProcess | None]:
    try:
        process = _kept.pop() if _kept else CoreProcess(locate(), rules, Limits(), jobs=1)
    except (EngineUnfit, OSError):
        yield None
        return
    try:
        yield process
    finally:
        process.close()
