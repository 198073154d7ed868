"""What an operator is told: metrics, readiness and the log of a running service, over real HTTP."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.github.budget import Budget
from bot.github.place import Place
from bot.server.engine import Database, Inbox, Queue
from bot.server.engine.backlog import backlog, due
from bot.server.job import Follow, Job, Kind
from bot.server.log import Removal
from tests.server.conftest import ROOT, Service, environment, signed, start, until
from tests.server.test_webhook import BODY

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(service: Service) -> Samples:
    """Every sample of `/metrics`, read by Prometheus' own parser."""
    line = service.process.stdout.readline() if not service.metrics else ""  # type: ignore[union-attr]
    service.metrics = service.metrics or line.split()[-1]
    answer = httpx.get(service.metrics, trust_env=False)
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


def families(service: Service) -> set[str]:
    """Names of our own families of `/metrics`, as Prometheus' own parser reads them."""
    scraped(service)
    text = httpx.get(service.metrics, trust_env=False).text
    names = {family.name for family in text_string_to_metric_families(text)}
    return {name for name in names if name.startswith("decisis_") and not name.endswith("_created")}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with metrics that reaches no GitHub."""
    directory = tmp_path_factory.mktemp("metrics")
    started = start(environment(directory / "data", DECISIS_METRICS_PORT="0"), directory / "log")
    yield started
    started.kill()


def test_deliveries_are_counted_by_event_and_by_what_became_of_them(service: Service) -> None:
    for guid, event in (("m1", "pull_request"), ("m2", "star"), ("m3", "x" * 90)):
        httpx.post(service.url + "/webhook", content=BODY, headers=signed(BODY, guid, event), trust_env=False)
    forged = {**signed(BODY, "m4"), "x-hub-signature-256": "sha256=" + "0" * 64, "x-github-event": "mine"}
    httpx.post(service.url + "/webhook", content=BODY, headers=forged, trust_env=False)
    httpx.post(service.url + "/webhook", content=b"{", headers=signed(b"{", "m5"), trust_env=False)
    samples = scraped(service)
    counted = {
        (dict(labels)["event"], dict(labels)["outcome"]): count
        for (name, labels), count in samples.items()
        if name == "decisis_deliveries_total"
    }
    assert counted == {
        ("pull_request", "stored"): 1,
        ("other", "stored"): 2,
        ("", "forged"): 1,
        ("pull_request", "not-understood"): 1,
    }
    assert value(samples, "decisis_database_up") == 1
    assert (value(samples, "decisis_data_free_bytes") or 0) > 1_000_000
    assert (value(samples, "process_resident_memory_bytes") or 0) > 10_000_000


def test_the_webhook_s_address_tells_no_metrics_and_theirs_tells_nothing_else(service: Service) -> None:
    scraped(service)
    assert httpx.get(service.url + "/metrics", trust_env=False).status_code == 404
    other = service.metrics.removesuffix("/metrics")
    for path in ("/", "/webhook", "/readyz", "/docs"):
        assert httpx.get(other + path, trust_env=False).status_code == 404


def test_the_readme_tells_of_every_metric_and_of_no_other(service: Service) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("#### Running it")[1].split("####")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `decisis_")]
    served = families(service)
    assert [row[1].strip(" `") for row in rows if row[1].strip(" `") not in served] == []
    assert served == {row[1].strip(" `") for row in rows}
    used = set(re.findall(r"decisis_[a-z_]+", section))
    assert {re.sub(r"_(total|bucket)$", "", name) for name in used} == served


def test_every_line_about_a_job_says_which(service: Service) -> None:
    httpx.post(service.url + "/webhook", content=BODY, headers=signed(BODY, "m9"), trust_env=False)

    def told() -> dict[str, str] | None:
        lines = [json.loads(line) for line in service.log.read_text().splitlines()]
        found = [line for line in lines if line.get("delivery") == "m9"]
        return found[0] if found else None

    until(told)
    line = told()
    assert line is not None
    assert (line["pull"], line["kind"], line["phase"]) == ("acme/shop#5", "review", "read")
    assert list(line)[:4] == ["time", "level", "logger", "message"]


def test_a_disk_that_is_nearly_full_is_told_in_one_sentence(
    serving: Callable[..., Service], tmp_path: Path
) -> None:
    service = serving(environment(tmp_path / "data", DECISIS_LEAST_FREE_BYTES=str(10**18)))
    answer = httpx.get(service.url + "/readyz", trust_env=False, timeout=20)
    told = answer.json()
    assert (answer.status_code, told["status"]) == (503, "not ready")
    assert told["reason"].startswith("the disk of `DECISIS_DATA_DIR` has ")
    assert told["reason"].endswith("make room, or give it a larger disk")
    assert told["disk"]["least_bytes"] == 10**18
    assert (told["disk"]["ok"], told["database"]["ok"]) == (False, True)
    assert httpx.get(service.url + "/healthz", trust_env=False).status_code == 200


def test_the_queue_is_counted_in_the_database(database_url: str) -> None:
    place, late = Place(7, 42, "acme/shop"), Job(Kind.REVIEW, "late", Place(7, 42, "acme/shop"), 9)
    begun: list[str] = []
    free: list[bool] = []

    def work(job: Job) -> list[Follow]:
        begun.append(job.delivery)
        until(lambda: bool(free))
        return []

    with Database(database_url) as database:
        queue = Queue(database, work, 1)
        queue.start()
        inbox = Inbox(database, queue.accept)
        with database.engine.begin() as connection:
            queue.accept(connection, [late], 3600.0)
        inbox.accept(Job(Kind.REVIEW, f"g{number}", place, number) for number in (1, 2, 3))
        until(lambda: len(begun) == 1)
        found = backlog(database.engine)
        assert (found.waiting, found.running, found.delayed) == (2, 1, 1)
        assert 0 < found.oldest_seconds < 60
        assert (due(database.engine, late.id) or 0) > (due(database.engine, "g1/review/42#1") or 0) + 3000
        assert due(database.engine, "nothing") is None
        free.append(True)
        until(lambda: len(begun) == 3 and not backlog(database.engine).running)
        assert backlog(database.engine).oldest_seconds == 0
        inbox.close()
        queue.stop(5)


def answered(
    remaining: str, limit: str = "5000", reset: str = "2000", resource: str = "core"
) -> httpx.Response:
    names = ("remaining", "limit", "reset", "resource")
    values = (remaining, limit, reset, resource)
    return httpx.Response(200, headers={f"x-ratelimit-{n}": v for n, v in zip(names, values, strict=True)})


def test_the_installation_with_the_least_left_counts_until_its_hour_is_over() -> None:
    now = [1000.0]
    budget = Budget(lambda: now[0])
    budget.hears()(answered("4999"))
    budget.hears(7)(answered("4000"))
    budget.hears(8)(answered("3000", limit="15000", reset="1500"))
    for odd in (answered("1", resource="search"), answered("-1"), answered("1" * 20), httpx.Response(200)):
        budget.hears(9)(odd)
    assert {kind: left.requests for kind, left in budget.scarcest().items()} == {
        "app": 4999,
        "installation": 3000,
    }
    now[0] = 1600
    assert budget.scarcest()["installation"].requests == 4000
    now[0] = 2600
    assert budget.scarcest() == {}


@pytest.mark.threat("I5")
def test_a_secret_that_was_handed_in_all_the_same_is_taken_out() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabc\n-----END RSA PRIVATE KEY-----"
    clean = Removal(["0123456789abcdef0123456789abcdef", key])
    for text in (
        "0123456789abcdef0123456789abcdef",
        "MIIEowIBAAKCAQEA",
        "ghs_" + "a1B2" * 9,
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjMifQ.c2lnbmF0dXJl",
        "x-access-token:hunter2hunter2",
    ):
        told = clean(f'{{"message": "https://{text}@github.test"}}')
        assert text not in told, text
        assert json.loads(told)
    plain = '{"message": "abc of https://github.test:443/acme/shop@main, port: 5"}'
    assert clean(plain) == plain


def test_commands_pay_nothing_for_it() -> None:
    code = (
        "import sys, bot.cli.check, bot.cli.hook, bot.judge, bot.hook;"
        "print([n for n in ('structlog', 'prometheus_client', 'opentelemetry') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_service_does_not_import_opentelemetry_unless_it_is_asked_to() -> None:
    code = (
        "import sys, bot.server.serve; from bot.server.tracing import tracing; tracing({});"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
