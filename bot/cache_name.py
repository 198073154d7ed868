"""Where the command keeps what it can make again, as a name: `bot.places` has it as a path."""

from __future__ import annotations

import os


def cache_name() -> str | None:
    """The directory for caches: `DECISIS_CACHE_DIR`, else the user's; `None` where there is no home.

    Nothing in it decides anything: an entry that is missing or damaged is made again.
    """
    named = os.environ.get("DECISIS_CACHE_DIR")
    if named:
        return named
    shared = os.environ.get("XDG_CACHE_HOME")
    home = os.environ.get("HOME")
    if shared and os.path.isabs(shared):  # noqa: PTH117 - `pathlib` costs a call of the hook more than its work
        return f"{shared}/decisis"
    return f"{home}/.cache/decisis" if home else None
