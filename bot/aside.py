"""Work in a second thread, whose outcome is asked for once it is needed.

`concurrent.futures` does the same and more, and takes longer to import than the work that is put aside here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")

SWITCH_SECONDS = 0.0005
"""How long one thread of Python may keep the others from going on; Python's own is ten times as long.

What is put aside mostly waits for other programs. Whenever one has answered, it had to wait for the checks
to let go: `check` after a push takes 112 ms instead of 140.
"""

LEFT_SECONDS = 1.0
"""How long an interrupt waits for a call; git and semgrep end far sooner once they are told to."""


class Aside(Generic[T]):
    """A call in a thread of its own. Use as a context manager: leaving it waits for the call's end.

    An interrupt waits `LEFT_SECONDS` at most: what is called may read an input that nobody closes.

    Args:
        call: what is called, without arguments.
        name: name of the thread.
    """

    def __init__(self, call: Callable[[], T], name: str = "aside") -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        self._call = call
        self._failure: BaseException | None = None
        self._results: list[T] = []
        self._thread = Thread(target=copy_context().run, args=(self._run,), name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as failure:  # noqa: BLE001 - raised again by whoever asks for the result
            self._failure = failure

    def result(self) -> T:
        """What the call gave or raised, as soon as it has ended."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self._results[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        is_mistake = kind is None or issubclass(kind, Exception)
        self._thread.join(None if is_mistake else LEFT_SECONDS)
