"""Where the process that stays is found. Loads nothing, for every call of the hook pays for it."""

from __future__ import annotations

import os
import sys

from bot import __version__
from bot.cache_name import cache_name

VARIABLE = "DECISIS_RESIDENT"
"""Setting: `off` has every call do its own work, and no process stays."""

_MOST_BYTES = 100
"""Bytes of a socket's path: systems allow 104 or 108."""

_PRIME = 2**61 - 1


def is_wanted() -> bool:
    """Whether a process may stay: not where the setting says `off`, nor in CI, which ends with its job."""
    is_off = os.environ.get(VARIABLE, "").lower() in ("off", "0", "no", "false")
    return not is_off and not os.environ.get("CI")


def folder() -> str | None:
    """The folder of the sockets, which need not exist; `None` where there is no place for one."""
    cache = cache_name()
    return None if cache is None else f"{cache}/resident"


def socket_path(use: str) -> str | None:
    """The path of a socket; another one for other code, another Python, user or view of the file system.

    Args:
        use: `hook` or `check`.
    """
    place = folder()
    if place is None or not is_wanted():
        return None
    try:
        view = os.readlink("/proc/self/ns/mnt")  # noqa: PTH115 - `pathlib` costs too much here
    except OSError:  # no Linux
        view = ""
    told = f"{__version__} {sys.version} {sys.prefix} {__file__} {os.geteuid()} {view}"
    number = int.from_bytes(os.fsencode(told), "big") % _PRIME  # a name, not a proof
    path = f"{place}/{number:x}.{use}"
    return path if len(os.fsencode(path)) <= _MOST_BYTES else None


def is_private(place: str) -> bool:
    """Whether a folder is ours and nobody else can do anything in it; what answers there is believed."""
    try:
        seen = os.lstat(place)
    except OSError:
        return False
    return seen.st_mode & 0o170077 == 0o040000 and seen.st_uid == os.geteuid()
