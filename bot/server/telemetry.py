"""Who is told what the service does: metrics and traces, handed down together."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.github.budget import Budget
from bot.server.metrics import Metrics
from bot.server.tracing import Tracing, Untraced


@dataclass(frozen=True)
class Telemetry:
    """What a process tells of itself.

    Attributes:
        metrics: figures, kept in any case.
        tracing: traces, to nobody unless they are asked for.
        budget: what GitHub still lets us ask.
    """

    metrics: Metrics = field(default_factory=Metrics)
    tracing: Tracing = field(default_factory=Untraced)
    budget: Budget = field(default_factory=Budget)
