"""The engines: found, of a known version, and finding what they are known to find."""

from __future__ import annotations

from bot.doctor.item import Item, ok, wrong
from bot.engines.semgrep import EngineUnfit, SemgrepEngine
from bot.engines.zizmor import ZizmorEngine

SEMGREP, ZIZMOR = "semgrep", "zizmor"


def semgrep(engine: SemgrepEngine) -> Item:
    """Whether semgrep finds known patterns."""
    try:
        engine.validate(())
    except EngineUnfit as unfit:
        remedy = unfit.remedy or "install decisis with its locked dependencies in an environment of its own"
        return wrong(SEMGREP, unfit.message, remedy)
    return ok(SEMGREP, f"{engine.version} finds the known patterns")


def zizmor(engine: ZizmorEngine) -> Item:
    """Whether zizmor finds a known fault."""
    if fault := engine.unfit():
        return wrong(
            ZIZMOR, fault, "install decisis with its locked dependencies in an environment of its own"
        )
    return ok(ZIZMOR, f"{engine.version} finds a known fault")
