"""Figures that are looked up when they are asked for: the queue, GitHub's budget, the disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.github.budget import Left
from bot.server.engine.backlog import backlog
from bot.server.readiness import free_bytes

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class QueueFigures(Collector):
    """The open jobs of all processes; the same in each, so take the largest and not the sum.

    Attributes:
        engine: the database.
    """

    engine: sa.Engine

    def describe(self) -> list[Metric]:
        """Nothing: to register it must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Ask the database; where it does not answer, that is all there is to tell."""
        up = GaugeMetricFamily("decisis_database_up", "Whether the database answered this scrape, 1 or 0.")
        try:
            found = backlog(self.engine)
        except sa.exc.SQLAlchemyError:
            _log.exception("the database cannot tell the metrics what is in the queue")
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        depth = GaugeMetricFamily("decisis_queue_jobs", "Jobs that are not done.", labels=["state"])
        for state in ("waiting", "running", "delayed"):
            depth.add_metric([state], getattr(found, state))
        yield depth
        yield GaugeMetricFamily(
            "decisis_queue_oldest_seconds",
            "Seconds since the oldest job was due that is not done, 0 if all are.",
            value=found.oldest_seconds,
        )


@dataclass(frozen=True)
class BudgetFigures(Collector):
    """What GitHub still lets this process ask.

    Attributes:
        scarcest: by kind, what is left where the least is left.
    """

    scarcest: Callable[[], Mapping[str, Left]]

    def collect(self) -> Iterator[Metric]:
        """Tell what answers of the present hour told."""
        left = GaugeMetricFamily(
            "decisis_github_requests_left",
            "Requests left of the present hour, of the installation with the least share left.",
            labels=["kind"],
        )
        share = GaugeMetricFamily(
            "decisis_github_budget_ratio", "The same as a share of the limit, from 0 to 1.", labels=["kind"]
        )
        for kind, found in sorted(self.scarcest().items()):
            left.add_metric([kind], found.requests)
            share.add_metric([kind], found.share)
        yield left
        yield share


@dataclass(frozen=True)
class DiskFigures(Collector):
    """The disk of the data directory.

    Attributes:
        directory: the data directory.
    """

    directory: Path

    def collect(self) -> Iterator[Metric]:
        """Tell what is free."""
        yield GaugeMetricFamily(
            "decisis_data_free_bytes",
            "Bytes that may still be written on the disk of the data directory.",
            value=free_bytes(self.directory),
        )
