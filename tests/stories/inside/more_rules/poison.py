"""A check that does what a defect in native code does, where the text of a change asks for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class Poison(Check):
    """Ends, stops or fills the process.

    ## Why

    Whatever parses what strangers write has such files, and nobody knows them before.

    ## What to do

    Nothing.

    ## Example

    A file that holds `ABORT`.
    """

    name: ClassVar[str] = "poison"
    built_in: ClassVar[bool] = True
    for_everyone: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        for file in change.files:
            content = (file.head.content if file.head else None) or b""
            if b"ABORT" in content:
                os.abort()
            if b"SEGV" in content:
                os.kill(os.getpid(), signal.SIGSEGV)
            if b"STOP" in content:
                os.kill(os.getpid(), signal.SIGSTOP)
            while b"FOREVER" in content:
                pass
            held = []
            while b"MEMORY" in content:
                held.append(bytes(1 << 20))
        yield from ()
