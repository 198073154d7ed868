"""Where the command keeps what it can make again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_directory() -> Path | None:
    """The directory for caches: `DECISIS_CACHE_DIR`, else the user's; `None` where there is no home.

    Nothing in it decides anything: an entry that is missing or damaged is made again.
    """
    named = os.environ.get("DECISIS_CACHE_DIR")
    if named:
        return Path(named)
    shared = os.environ.get("XDG_CACHE_HOME")
    home = os.environ.get("HOME")
    if shared and Path(shared).is_absolute():
        return Path(shared) / "decisis"
    return Path(home) / ".cache" / "decisis" if home else None
