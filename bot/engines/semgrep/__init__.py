"""Semgrep as an engine: the core program of the installed wheel, called directly on copies of blobs."""

from bot.engines.semgrep.binary import EngineUnfit, locate
from bot.engines.semgrep.engine import SemgrepEngine
from bot.engines.semgrep.jail import Limits
from bot.engines.semgrep.warm import WarmPool

__all__ = ["EngineUnfit", "Limits", "SemgrepEngine", "WarmPool", "locate"]
