"""Semgrep as an engine: the core program of the installed wheel, called directly on copies of blobs.

What is named here is imported when it is asked for, so that a process can be started before the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.engines.semgrep.binary import EngineUnfit, locate
    from bot.engines.semgrep.engine import SemgrepEngine
    from bot.engines.semgrep.jail import Limits
    from bot.engines.semgrep.warm import WarmPool

__all__ = ["EngineUnfit", "Limits", "SemgrepEngine", "WarmPool", "locate"]

_HOMES = {
    "EngineUnfit": "binary",
    "Limits": "jail",
    "SemgrepEngine": "engine",
    "WarmPool": "warm",
    "locate": "binary",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"`{__name__}` holds no `{name}`")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
