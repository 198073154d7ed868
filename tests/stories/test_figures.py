"""What the metrics and the log say of a verdict that came about."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.stories.conftest import BAD, Stage


@pytest.fixture
def measured(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A service of the story's own that serves its metrics."""
    stage.end()
    environment = stage.world.environment
    monkeypatch.setattr(stage.world, "environment", lambda: {**environment(), "DECISIS_METRICS_PORT": "0"})
    stage.begin()
    return stage


def test_a_verdict_is_counted_timed_and_named_in_the_log(measured: Stage) -> None:
    shop = measured.shop()
    pull = shop.open_pull(measured.world.agent(), files=BAD)
    assert measured.settled(pull).conclusion == "failure"
    measured.idle()
    stream = measured.service.process.stdout
    assert stream is not None
    text = httpx.get(stream.readline().split()[-1], trust_env=False).text
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["decisis_verdicts_total", "failure"] == 1
    assert samples["decisis_findings_total", "block", "forbidden-path"] == 1
    assert samples["decisis_verdict_seconds_count",] == 1
    phases = {name: samples["decisis_verdict_phase_seconds_sum", name] for name in ("wait", "read", "fetch")}
    phases |= {name: samples["decisis_verdict_phase_seconds_sum", name] for name in ("judge", "publish")}
    assert all(0 < spent < 30 for spent in phases.values()), phases
    assert sum(phases.values()) <= samples["decisis_verdict_seconds_sum",] + 0.05
    assert 0 < samples["decisis_github_budget_ratio", "installation"] < 1
    assert shop.full_name not in text
    assert shop.owner.login not in text
    (line,) = [
        found
        for found in map(json.loads, Path(measured.service.log).read_text().splitlines())
        if found["message"] == "a verdict is out"
    ]
    recorded = measured.query("SELECT digest, record FROM verdicts")
    (digest,) = [digest for digest, record in recorded if "conclusion" in json.loads(record)]
    assert (line["head"], line["verdict"]) == (pull.head_sha, digest)
    assert (line["pull"], line["phase"], line["conclusion"]) == (
        f"{shop.full_name}#{pull.number}",
        "publish",
        "failure",
    )
