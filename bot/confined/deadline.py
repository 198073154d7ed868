"""How long a process that judges may take."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import Self


class Deadline:
    """Kills a process that takes too long; a context manager.

    Args:
        number: its process id; one that has ended already is not missed.
        seconds: what it may take from entering on.

    Attributes:
        has_passed: whether it took longer.
    """

    def __init__(self, number: int, seconds: float) -> None:
        self.has_passed = False
        self._process: int | None = None
        with contextlib.suppress(ProcessLookupError):  # it has ended, which whoever talks with it hears
            self._process = os.pidfd_open(number)
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True

    def _kill(self) -> None:
        self.has_passed = True
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._process is not None:
            os.close(self._process)
