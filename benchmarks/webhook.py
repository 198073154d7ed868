"""How long an acknowledgement takes when deliveries come at a steady rate, whatever the answers do.

The generator is open-loop: each latency counts from the time at which the delivery was due, so a stall is
paid for by everything that should have been sent during it. The service runs as a process of its own with
its worker at work; GitHub is not reachable, so that jobs fail and are put back. Plain requests to `/healthz`
at a tenth of the rate, in the same run, give the ratio.

Beside the latencies stands what the service took of the processor and how busy the machine was meanwhile:
without them no figure of a shared machine can be compared with another.

    python -m benchmarks.webhook [RATE] [SECONDS] [sqlite|postgresql]
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks.open_loop import Answers, Sender
from bot.sql import sqlite_url
from tests import postgres
from tests.databases import STORES, query

SECRET = "0123456789abcdef0123456789abcdef"
ROOT = Path(__file__).parents[1]
BODY_BYTES = 25_000
PULLS = 40
STOP_SECONDS = 60.0
"""How long the service may take to end: it stores what it holds first."""

_PLAIN = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


def _environment(directory: Path, url: str) -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "DECISIS_GITHUB_API_URL": "http://127.0.0.1:9",
        "DECISIS_APP_ID": "1",
        "DECISIS_PRIVATE_KEY": pem,
        "DECISIS_WEBHOOK_SECRET": SECRET,
        "DECISIS_DATA_DIR": str(directory / "data"),
        "DECISIS_PORT": "0",
        "DECISIS_DATABASE_URL": url,
    }


def _delivery(number: int, guid: str) -> bytes:
    payload = {
        "action": "synchronize",
        "number": number % PULLS + 1,
        "repository": {"id": 42, "full_name": "acme/shop"},
        "installation": {"id": 7},
        "padding": "x" * BODY_BYTES,
    }
    body = json.dumps(payload).encode()
    headers = {
        "host": "x",
        "content-length": str(len(body)),
        "content-type": "application/json",
        "x-github-delivery": guid,
        "x-github-event": "pull_request",
        "x-hub-signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(),
    }
    lines = ["POST /webhook HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _measured(url: str, rate: float, seconds: float, name: str) -> tuple[Answers, Answers]:
    """What came of deliveries, and of plain requests beside them."""
    deliveries, others = Sender(url), Sender(url)
    found = await asyncio.gather(
        deliveries.steadily(rate, seconds, lambda number: _delivery(number, f"{name}-{number}")),
        others.steadily(max(1.0, rate / 10), seconds, lambda _: _PLAIN),
    )
    deliveries.close()
    others.close()
    return found


@dataclass(frozen=True)
class _Effort:
    """What a process took of the processor so far, and how busy the machine is: seconds, load average."""

    user: float
    system: float
    load: float

    @classmethod
    def of(cls, process: psutil.Process) -> _Effort:
        spent = process.cpu_times()
        return cls(spent.user, spent.system, os.getloadavg()[0])


@contextmanager
def _database(store: str, directory: Path) -> Iterator[str]:
    """Address of an empty database; PostgreSQL writes it to the disk before it says so, as in earnest."""
    if store == "sqlite":
        yield sqlite_url(directory / "data" / "decisis.db")
        return
    with postgres.running(syncs=True) as server:
        yield server.database()


@contextmanager
def _service(directory: Path, database: str) -> Iterator[tuple[str, psutil.Process]]:
    """The service as a process: its address and it."""
    with (directory / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.server"],
            cwd=ROOT,
            env=_environment(directory, database),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    with process, process.stdout:
        yield process.stdout.readline().split()[-1], psutil.Process(process.pid)
        process.terminate()
        process.wait(STOP_SECONDS)


def measure() -> None:
    """Measure a minute of steady work and a burst on both stores, and print."""
    for store in STORES:
        main(100, 60, store)
        main(500, 10, store)


def main(rate: float, seconds: float, store: str) -> None:
    """Measure and print.

    Args:
        rate: deliveries a second.
        seconds: for how long.
        store: `sqlite` or `postgresql`.
    """
    with tempfile.TemporaryDirectory() as name, _database(store, Path(name)) as database:
        with _service(Path(name), database) as (url, process):
            asyncio.run(_measured(url, 20, 1, "warm"))
            before = _Effort.of(process)
            answers, plain = asyncio.run(_measured(url, rate, seconds, "guid"))
            after = _Effort.of(process)
        stored = {guid for (guid,) in query(database, "SELECT guid FROM deliveries")}
    lost = sum(1 for number in answers.accepted if f"guid-{number}" not in stored)
    p50, p99 = answers.quantile(0.5), answers.quantile(0.99)
    statuses = ", ".join(f"{count} of {status}" for status, count in sorted(answers.statuses.items()))
    print(
        f"webhook on {store}, {rate:g}/s of {BODY_BYTES // 1000} kB for {seconds:g} s, "
        "durable before the answer: "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms (goal 250), max {answers.quantile(1):.1f} ms; "
        f"{p50 / plain.quantile(0.5):.1f}x and {p99 / plain.quantile(0.99):.1f}x a plain request; "
        f"answers {statuses}, {answers.without_pause} of them 503 without a pause, "
        f"{lost} acknowledged and not stored; "
        f"{after.user - before.user:.1f} s user and {after.system - before.system:.1f} s system; "
        f"load average {before.load:.1f} before, {after.load:.1f} after"
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    wanted = [float(word) for word in given if word not in STORES]
    for chosen in [word for word in given if word in STORES] or ["sqlite"]:
        main(*(wanted if len(wanted) == 2 else (100.0, 10.0)), chosen)
