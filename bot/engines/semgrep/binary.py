"""The program `semgrep-core` in the installed wheel: found without importing semgrep, checked before use."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from bot.errors import UserError

OLDEST, NEWEST = (1, 173), (1, 186)
"""Versions whose calls and output are known: from `OLDEST` on, below `NEWEST`."""

PLANTED_LIBRARIES = Path("/src/semgrep-pro")
"""A folder in which semgrep-core looks for shared libraries first; nothing may stand there."""


class EngineUnfit(UserError):
    """The engine cannot be trusted to find anything; the text is one sentence that says what to do."""


class Binary(NamedTuple):
    """The program and its version.

    Attributes:
        path: absolute path of `semgrep-core`.
        version: as the wheel states it, `1.182.0`.
    """

    path: str
    version: str


@cache
def locate() -> Binary:
    """Find semgrep-core.

    Raises:
        EngineUnfit: it is missing, of an unknown version, or would load foreign libraries.
    """
    if PLANTED_LIBRARIES.exists():
        raise EngineUnfit(f"`{PLANTED_LIBRARIES}` exists and semgrep would load libraries from it; remove it")
    package = find_spec("semgrep")
    if package is None or not package.submodule_search_locations:
        raise EngineUnfit("semgrep is not installed; install decisis with its dependencies")
    folder = Path(next(iter(package.submodule_search_locations)))
    path = folder / "bin" / "semgrep-core"
    if not os.access(path, os.X_OK):
        raise EngineUnfit(
            "the installed semgrep holds no program `semgrep-core`; install the wheel for this platform"
        )
    version = _version(folder)
    if not OLDEST <= _major_minor(version) < NEWEST:
        window = f"{'.'.join(map(str, OLDEST))} up to, not including, {'.'.join(map(str, NEWEST))}"
        raise EngineUnfit(f"semgrep {version} is installed, known are {window}; install 1.182.0")
    return Binary(str(path), version)


def _version(package: Path) -> str:
    """The version by the wheel's own folder beside the package: reading its metadata costs as much as a scan.

    Raises:
        EngineUnfit: there is not exactly one.
    """
    found = sorted(path.name for path in package.parent.glob("semgrep-*.dist-info"))
    if len(found) != 1:
        raise EngineUnfit(
            "semgrep is not installed from one wheel; install decisis in an environment of its own"
        )
    return found[0].removeprefix("semgrep-").removesuffix(".dist-info")


def _major_minor(version: str) -> tuple[int, int]:
    major, minor, *_ = (*version.split("."), "0")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)
