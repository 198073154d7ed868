"""Deliveries taken by one process and jobs done by others, as operators start them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.cli.main import main
from bot.github.place import Place
from bot.server.engine import Database, Inbox, Queue
from bot.server.job import Job, Kind
from bot.settings import Part, SettingsInvalid, load
from tests import postgres
from tests.databases import query
from tests.server.conftest import Service, environment, signed, start, until
from tests.server.test_webhook import BODY

Start = Callable[..., Service]


@pytest.fixture
def url(postgresql: postgres.Server) -> str:
    return postgresql.database()


@pytest.fixture
def started(url: str, tmp_path: Path) -> Iterator[Start]:
    running: list[Service] = []

    def run(*words: str, without: str) -> Service:
        variables = environment(tmp_path / "data", DECISIS_DATABASE_URL=url)
        del variables[without]
        running.append(start(variables, tmp_path / "log", *words))
        return running[-1]

    yield run
    for service in running:
        service.kill()


def open_jobs(url: str) -> int:
    statement = "SELECT 1 FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING') AND name = 'job'"
    return len(query(url, statement))


def test_what_one_process_takes_another_does_and_neither_holds_the_other_s_secret(
    started: Start, url: str
) -> None:
    web = started("serve", "--web-only", without="DECISIS_PRIVATE_KEY")
    assert httpx.get(f"{web.url}/readyz", trust_env=False).json() == {
        "status": "ready",
        "database": {"ok": True},
        "inbox": {"ok": True},
        "queue": {"ok": True, "waiting": 0, "running": 0, "delayed": 0, "oldest_seconds": 0},
    }
    headers = signed(BODY, "g1")
    answer = httpx.post(f"{web.url}/webhook", content=BODY, headers=headers, trust_env=False)
    assert (answer.status_code, open_jobs(url)) == (202, 1)
    assert query(url, "SELECT 1 FROM executors") == []
    worker = started("worker", "--concurrency", "2", without="DECISIS_WEBHOOK_SECRET")
    assert httpx.post(f"{worker.url}/webhook", content=BODY, headers=headers, trust_env=False).is_client_error
    ready = httpx.get(f"{worker.url}/readyz", trust_env=False, timeout=20).json()
    assert ready.keys() == {"status", "database", "disk", "engine", "inbox", "worker", "queue"}
    assert ready["status"] == "ready"
    done = "SELECT 1 FROM workflow_status WHERE status IN ('SUCCESS', 'DELAYED')"
    until(lambda: len(query(url, done)) >= 2)
    assert (web.stop(), worker.stop()) == (0, 0)


@pytest.mark.parametrize("words", [["serve", "--web-only"], ["worker"]])
def test_parts_on_an_sqlite_file_are_refused(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert main(words) == 2
    assert capsys.readouterr().err == (
        "error: `DECISIS_DATABASE_URL` must be `postgresql://USER@HOST/NAME` where processes share the work; "
        "on SQLite run `decisis serve`, which does all of it\n"
    )


@pytest.mark.parametrize("count", ["0", "65", "-1", "many"])
def test_a_number_that_makes_no_sense_is_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["worker", f"--concurrency={count}"])
    assert ended.value.code == 2
    assert f"`{count}` is not a number from 1 to 64" in capsys.readouterr().err


def test_each_part_needs_its_own_secrets_and_no_others(tmp_path: Path) -> None:
    whole = environment(tmp_path, DECISIS_DATABASE_URL="postgresql://d@db.acme.test/decisis")
    needed = {"DECISIS_PRIVATE_KEY": {Part.ALL, Part.WORKER}, "DECISIS_WEBHOOK_SECRET": {Part.ALL, Part.WEB}}
    for name, parts in needed.items():
        given = {key: value for key, value in whole.items() if key != name}
        for part in Part:
            told = pytest.raises(SettingsInvalid, match=name) if part in parts else contextlib.nullcontext()
            with told:
                load(given, part)
    assert not load(whole, Part.WEB).private_key.get_secret_value()
    assert not load(whole, Part.WORKER).webhook_secret.get_secret_value()


@pytest.mark.parametrize("concurrency", [1, 3])
def test_one_installation_takes_all_places_but_one(database_url: str, concurrency: int) -> None:
    running: dict[int, int] = {7: 0, 8: 0}
    most = {7: 0}
    flood, order = [f"g{number}" for number in range(30)], []

    def handler(job: Job) -> list[object]:
        assert job.place is not None
        running[job.place.installation] += 1
        most[7] = max(most[7], running[7])
        order.append(job.delivery)
        until(lambda: "other" in order or concurrency == 1)
        running[job.place.installation] -= 1
        return []

    with Database(database_url) as database:
        queue = Queue(database, handler, concurrency)  # type: ignore[arg-type]
        queue.start()
        inbox = Inbox(database, queue.accept)
        inbox.accept(
            Job(Kind.REVIEW, name, Place(7, 42, "acme/shop"), 1 + number) for number, name in enumerate(flood)
        )
        until(lambda: len(order) >= concurrency - 1)
        inbox.accept([Job(Kind.REVIEW, "other", Place(8, 43, "umbrella/shop"), 1)])
        until(lambda: len(order) == 31)
        inbox.close()
        queue.stop(5)
    assert most[7] == max(1, concurrency - 1)
    assert order.index("other") <= 15  # in turn with the flood, not after it
