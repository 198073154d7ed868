"""What Prometheus is told: counters and histograms of this process, and what the database and the disk say.

No label has values without bound: never the name of a repository, an account or a decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from bot import __version__
from bot.phases import Phase
from bot.server.events import EVENTS
from bot.server.reception import Reception
from checks.check import all_checks
from checks.verdict import Verdict

OTHER = "other"
"""Value of a label for whatever is not among those known."""

PHASE_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0)
"""Seconds. A push is judged within some tenths of a second; what takes minutes waits for somebody."""

VERDICT_BUCKETS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds, up to an hour in which GitHub did not answer."""


class Metrics:
    """The figures of one process, in a registry of its own.

    Attributes:
        registry: what is served.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        build = Gauge("decisis_build_info", "1, with the version.", ["version"], registry=self.registry)
        build.labels(__version__).set(1)
        self._deliveries = Counter(
            "decisis_deliveries",
            "Requests to /webhook by event, of those that were proved, and by what became of them.",
            ["event", "outcome"],
            registry=self.registry,
        )
        self._verdicts = Counter(
            "decisis_verdicts",
            "Check runs that were concluded.",
            ["conclusion"],
            registry=self.registry,
        )
        self._findings = Counter(
            "decisis_findings",
            "Findings in published verdicts, those of every round anew.",
            ["check", "level"],
            registry=self.registry,
        )
        self._incomplete = Counter(
            "decisis_incomplete",
            "Gaps in published verdicts, and conclusions without a verdict, by reason code.",
            ["code"],
            registry=self.registry,
        )
        self._phase_seconds = Histogram(
            "decisis_verdict_phase_seconds",
            "Seconds that concluded reviews spent by phase; no second counts in two.",
            ["phase"],
            buckets=PHASE_BUCKETS,
            registry=self.registry,
        )
        self._verdict_seconds = Histogram(
            "decisis_verdict_seconds",
            "Seconds from the moment at which a review was due, or first failed, to its conclusion.",
            buckets=VERDICT_BUCKETS,
            registry=self.registry,
        )
        self._checks = frozenset(all_checks())
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        for phase in Phase:
            self._phase_seconds.labels(phase.value)
        for conclusion in ("success", "failure", "action_required"):
            self._verdicts.labels(conclusion)

    def received(self, event: str, outcome: Reception) -> None:
        """Count a request to the webhook.

        Args:
            event: what GitHub calls it; empty where nobody has proved to be GitHub.
            outcome: what became of it.
        """
        known = event if event in EVENTS or not event else OTHER
        self._deliveries.labels(known, outcome.label).inc()

    def published(self, conclusion: str, verdicts: Sequence[Verdict]) -> None:
        """Count a check run that was concluded with verdicts.

        Args:
            conclusion: of the check run.
            verdicts: of what ends in its commit.
        """
        self._verdicts.labels(conclusion).inc()
        for verdict in verdicts:
            for finding in verdict.findings:
                check = finding.check if finding.check in self._checks else OTHER
                self._findings.labels(check, finding.level.value).inc()
            for gap in verdict.incomplete:
                self._incomplete.labels(gap.code.value).inc()

    def failed(self, code: str) -> None:
        """Count a check run that was concluded without a verdict.

        Args:
            code: the reason, such as `UPSTREAM`; one of a few that stand in the source.
        """
        self._verdicts.labels("failure").inc()
        self._incomplete.labels(code).inc()

    def took(self, seconds: Mapping[Phase, float], whole: float) -> None:
        """Note how long a review took that was concluded.

        Args:
            seconds: by phase.
            whole: seconds since it was due.
        """
        for phase, spent in seconds.items():
            self._phase_seconds.labels(phase.value).observe(spent)
        self._verdict_seconds.observe(whole)
