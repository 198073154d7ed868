"""Whether a disk takes what is written: one that is full, made read-only after errors, or gone does not."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_PROBE = bytes(65_536)
"""Small enough to be written at every look, and more than what a disk takes that is as good as full."""


def refusal(directory: Path) -> str:
    """Why nothing can be written into a directory, in the words of the system; empty if it takes writes.

    Args:
        directory: the directory; a file is written into it, synced, and taken away again.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=directory, prefix=".probe-") as file:
            file.write(_PROBE)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        return fault.strerror or type(fault).__name__
    return ""
