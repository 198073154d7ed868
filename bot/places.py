"""Where the command keeps what it can make again."""

from __future__ import annotations

from pathlib import Path

from bot.cache_name import cache_name


def cache_directory() -> Path | None:
    """See `bot.cache_name.cache_name`."""
    name = cache_name()
    return None if name is None else Path(name)
