"""Whether a process is ready, part by part, and what is wrong with it in one sentence."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bot.server.disk import refusal
from bot.server.engine.backlog import backlog

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """How a part is.

    Attributes:
        fault: what is wrong and what to do, in one sentence; empty if nothing is.
        figures: what was measured, by name with its unit.
    """

    fault: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_fit(self) -> bool:
        """Whether it works."""
        return not self.fault


Probe = Callable[[], State]
"""How a part is; may take a moment, and may raise whatever its part raises."""


def works(test: Callable[[], bool], fault: str) -> Probe:
    """A probe of a part that works or does not.

    Args:
        test: whether it works.
        fault: what to say if it does not.
    """
    return lambda: State("" if test() else fault)


def space(directory: Path, least: int) -> Probe:
    """A probe of the disk of `DECISIS_DATA_DIR`.

    Args:
        directory: a directory on it.
        least: bytes that must be free.
    """

    def probe() -> State:
        free = free_bytes(directory)
        fault = ""
        if free < least:
            fault = (
                f"the disk of `DECISIS_DATA_DIR` has {free} bytes left and needs {least}; "
                "make room, or give it a larger disk"
            )
        elif reason := refusal(directory):
            fault = (
                f"nothing can be written into `DECISIS_DATA_DIR` ({reason}); mend its disk, "
                "and the service goes on without a restart"
            )
        return State(fault, {"free_bytes": free, "least_bytes": least})

    return probe


def stored(engine: sa.Engine) -> Probe:
    """A probe of the database: whether it answers, and for a file whether it can be written.

    Args:
        engine: the database.
    """

    def probe() -> State:
        with engine.connect() as connection:
            if connection.exec_driver_sql("SELECT 1").scalar() != 1:
                return State("the database does not answer; look after it")
        reason = refusal(Path(str(engine.url.database)).parent) if engine.dialect.name == "sqlite" else ""
        fault = f"the database cannot be written ({reason}); mend its disk, and the service goes on"
        return State(fault if reason else "")

    return probe


def free_bytes(directory: Path) -> int:
    """Bytes that we may still write on the disk of a directory."""
    return shutil.disk_usage(directory).free


def line(engine: sa.Engine) -> Probe:
    """A probe of the queue, which tells and never finds fault: what is behind takes deliveries all the same.

    Args:
        engine: the database.
    """

    def probe() -> State:
        found = backlog(engine)
        return State(
            "",
            {
                "waiting": found.waiting,
                "running": found.running,
                "delayed": found.delayed,
                "oldest_seconds": round(found.oldest_seconds, 3),
            },
        )

    return probe


def told(name: str, probe: Probe) -> State:
    """How a part is; a probe that raises tells that it does not work, and the log tells why.

    Args:
        name: name of the part.
        probe: its probe.
    """
    try:
        return probe()
    except Exception:  # noqa: BLE001 - whatever it is, the part does not work
        _log.exception("a part of the service does not work", extra={"part": name})
        return State(f"`{name}` does not work; the log says why")
