"""What a dependency is for; a module of its own, because rules name it before any manifest is read."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """What a dependency is for."""

    RUNTIME = "runtime"
    DEV = "dev"
    OPTIONAL = "optional"
    BUILD = "build"
