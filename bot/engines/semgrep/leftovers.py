"""The private folders of processes that were killed before they could remove them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from pathlib import Path

OLD = 3600.0
"""Seconds after which a folder is left behind: another container may share the disk, not the numbers."""

_FOLDER = re.compile(r"decisis-(\d+)-\w+")


def sweep(parent: Path) -> None:
    """Remove folders of ours whose process is gone and that nobody has touched for `OLD` seconds.

    Args:
        parent: where the folders are made.
    """
    with os.scandir(parent) as found:
        for entry in found:
            named = _FOLDER.fullmatch(entry.name)
            if named is None or not entry.is_dir(follow_symlinks=False) or Path(f"/proc/{named[1]}").exists():
                continue
            with contextlib.suppress(FileNotFoundError):  # its process has removed it, and ended after that
                status = entry.stat(follow_symlinks=False)
                if status.st_uid == os.getuid() and time.time() - status.st_mtime > OLD:
                    shutil.rmtree(entry.path, ignore_errors=True)
