"""zizmor as an engine: the program of the installed wheel, run on copies of workflows, offline.

What is named here is imported when it is asked for: the program's version is part of every verdict, the rest
is needed where a workflow changed.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.engines.zizmor.engine import ZizmorEngine
    from bot.engines.zizmor.process import Limits

__all__ = ["Limits", "ZizmorEngine"]

_HOMES = {"Limits": "process", "ZizmorEngine": "engine"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"`{__name__}` holds no `{name}`")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
