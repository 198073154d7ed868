"""The program `zizmor`, found by the record of the wheel that brought it."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

OLDEST, NEWEST = (1, 32), (1, 33)
"""Versions whose audits were weighed: from `OLDEST` on, below `NEWEST`."""

WANTED = "1.32.0"
_PLACES = ("site-packages", "dist-packages")


class ZizmorMissing(Exception):
    """There is no program that can be asked; the text says why, a few words."""


class Program(NamedTuple):
    """The program and its version.

    Attributes:
        path: absolute path of `zizmor`.
        version: as the wheel states it, `1.32.0`.
    """

    path: str
    version: str


@cache
def installed_version() -> str:
    """The version that is installed, empty for none.

    Told by the name of the wheel's folder: it is part of every verdict, and reading metadata costs more than
    all else that a small change needs.
    """
    found = _record_folder()
    return "" if found is None else found.name.removeprefix("zizmor-").removesuffix(".dist-info")


@cache
def locate() -> Program:
    """Find the program.

    Raises:
        ZizmorMissing: it is not installed, or in a version whose audits are not known.
    """
    folder, version = _record_folder(), installed_version()
    if folder is None:
        raise ZizmorMissing("zizmor is not installed")
    if not OLDEST <= _major_minor(version) < NEWEST:
        raise ZizmorMissing(f"zizmor {version} is installed, its audits are not known")
    record = (folder / "RECORD").read_text(encoding="utf-8")
    files = (line.rsplit(",", 2)[0] for line in record.splitlines())
    scripts = [Path(folder.parent, name).resolve() for name in files if Path(name).name == "zizmor"]
    if len(scripts) != 1 or not os.access(scripts[0], os.X_OK):
        raise ZizmorMissing("the installed zizmor holds no program")
    return Program(str(scripts[0]), version)


def _record_folder() -> Path | None:
    """The wheel's own folder; only where packages are installed, never in a folder of the user."""
    for place in sys.path:
        if os.path.basename(place) in _PLACES and os.path.isdir(place):  # noqa: PTH119, PTH112 - on every start
            for name in sorted(os.listdir(place)):  # noqa: PTH208
                if name.startswith("zizmor-") and name.endswith(".dist-info"):
                    return Path(place, name)
    return None


def _major_minor(version: str) -> tuple[int, int]:
    major, minor, *_ = (*version.split("."), "0")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)
