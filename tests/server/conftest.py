"""The web application over a real database, in this process; the whole service as a process of its own."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx
import psutil
import pytest

from bot.server.app import create_app
from bot.server.engine import Database, Inbox
from bot.server.engine.newest import claim
from bot.server.readiness import works
from bot.settings import Settings, load
from tests.forking import Forked, Main
from tests.keys import private_key

SECRET = "0123456789abcdef0123456789abcdef"
ROOT = Path(__file__).parents[2]


def environment(directory: Path, **more: str) -> dict[str, str]:
    """Settings of a service that listens on any free port and knows no GitHub."""
    return {
        "DECISIS_GITHUB_API_URL": "http://127.0.0.1:9",
        "DECISIS_APP_ID": "1",
        "DECISIS_PRIVATE_KEY": private_key(),
        "DECISIS_WEBHOOK_SECRET": SECRET,
        "DECISIS_DATA_DIR": str(directory),
        "DECISIS_PORT": "0",
        **more,
    }


def signed(body: bytes, guid: str = "guid-1", event: str = "pull_request") -> dict[str, str]:
    """The headers of a genuine delivery."""
    return {
        "x-github-delivery": guid,
        "x-github-event": event,
        "x-hub-signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(),
        "content-type": "application/json",
    }


def until(condition: Callable[[], object], within: float = 20.0) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load(environment(tmp_path_factory.mktemp("settings")))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with Database(database_url) as opened:
        yield opened


@pytest.fixture
async def web(settings: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application; deliveries are stored, jobs are claimed and nobody does them."""
    inbox = Inbox(database, claim)
    app = create_app(settings, inbox.store, {"database": works(lambda: True, "it is not")})
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://decisis.test") as client:
        yield client
    inbox.close()


@dataclass
class Service:
    """The service as a process."""

    process: subprocess.Popen[str] | Forked
    url: str
    log: Path
    metrics: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would, with everything that it has started."""
        children = psutil.Process(self.process.pid).children(recursive=True) if self.is_alive else []
        self.process.kill()
        self.process.wait(10)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        self._close()

    def stop(self) -> int:
        """Ask it to end and wait for it."""
        self.process.terminate()
        code = self.process.wait(20)
        self._close()
        return code

    def _close(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(variables: Mapping[str, str], log: Path, *words: str) -> Service:
    """Start the service, or what the words of a command name, and wait for its address."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ
    }
    whole = {**kept, **variables, "SEMGREP_ENABLE_VERSION_CHECK": "0"}
    process = (_begun if "PYTHONPATH" in whole else _forked)(whole, log, words)
    line = _first_line(process.stdout)
    address = next((word for word in line.split() if word.startswith("http://")), "")
    if not address:
        process.kill()
        process.wait(10)
        pytest.fail(f"the service did not start: {log.read_text()[-2000:]}")
    return Service(process, address, log)


def _begun(variables: Mapping[str, str], log: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    with log.open("a") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", *(["bot.cli.main", *words] if words else ["bot.server"])],
            cwd=ROOT,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )


def _forked(variables: Mapping[str, str], log: Path, words: Sequence[str]) -> Forked:
    call: Main = ("bot.cli.main", "main", (words,)) if words else ("bot.server.serve", "main", ())
    return Forked(call, variables, ROOT, log)


def _first_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services and ends those that are left."""
    started: list[Service] = []

    def run(variables: Mapping[str, str] | None = None) -> Service:
        started.append(start(variables or environment(tmp_path / "data"), tmp_path / "service.log"))
        return started[-1]

    yield run
    for service in started:
        service.kill()
