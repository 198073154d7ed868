"""How long an acknowledgement takes when deliveries come at a steady rate, whatever the answers do.

The generator is open-loop: each latency counts from the time at which the delivery was due, so a stall is
paid for by everything that should have been sent during it. The service runs as a process of its own with
its worker at work; GitHub is not reachable, so that jobs fail and are put back. Plain requests to `/healthz`
at the same rate, in the same run, give the ratio.

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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.sql import sqlite_url
from tests import postgres
from tests.databases import STORES, query

SECRET = "0123456789abcdef0123456789abcdef"
ROOT = Path(__file__).parents[1]
BODY_BYTES = 25_000
PULLS = 40


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


def _delivery(number: int) -> tuple[bytes, dict[str, str]]:
    payload = {
        "action": "synchronize",
        "number": number % PULLS + 1,
        "repository": {"id": 42, "full_name": "acme/shop"},
        "installation": {"id": 7},
        "padding": "x" * BODY_BYTES,
    }
    body = json.dumps(payload).encode()
    return body, {
        "x-github-delivery": f"guid-{number}",
        "x-github-event": "pull_request",
        "x-hub-signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(),
    }


async def _steadily(url: str, rate: float, seconds: float) -> tuple[list[float], list[float], int]:
    """Latencies in seconds of acknowledgements and of plain requests, and how many were not acknowledged."""
    acknowledged: list[float] = []
    plain: list[float] = []
    refused = 0
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=400)
    async with httpx.AsyncClient(limits=limits, timeout=30, trust_env=False) as client:

        async def deliver(number: int, due: float) -> None:
            nonlocal refused
            body, headers = _delivery(number)
            answer = await client.post(f"{url}/webhook", content=body, headers=headers)
            acknowledged.append(time.perf_counter() - due)
            refused += answer.status_code != 202

        async def ask(due: float) -> None:
            await client.get(f"{url}/healthz")
            plain.append(time.perf_counter() - due)

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(rate * seconds)):
                due = begun + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(deliver(number, due))
                group.create_task(ask(due))
    return acknowledged, plain, refused


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1_000


@contextmanager
def _database(store: str, directory: Path) -> Iterator[str]:
    """Address of an empty database; PostgreSQL writes it to the disk before it says so, as in earnest."""
    if store == "sqlite":
        yield sqlite_url(directory / "data" / "decisis.db")
        return
    with postgres.running(syncs=True) as server:
        yield server.database()


def main(rate: float, seconds: float, store: str) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, _database(store, Path(name)) as database:
        directory = Path(name)
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
            url = process.stdout.readline().split()[-1]
            asyncio.run(_steadily(url, 20, 1))
            acknowledged, plain, refused = asyncio.run(_steadily(url, rate, seconds))
            process.terminate()
            process.wait(30)
        stored = query(database, "SELECT count(DISTINCT guid) FROM deliveries")[0][0]
    p50, p99 = _quantile(acknowledged, 0.5), _quantile(acknowledged, 0.99)
    base50, base99 = _quantile(plain, 0.5), _quantile(plain, 0.99)
    print(
        f"webhook on {store}, {rate:g}/s of {BODY_BYTES // 1000} kB for {seconds:g} s, "
        "durable before the answer: "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms (goal 250), max {max(acknowledged) * 1000:.1f} ms; "
        f"{p50 / base50:.1f}x and {p99 / base99:.1f}x a plain request; "
        f"{refused} refused, {stored} of {len(acknowledged)} stored"
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    wanted = [float(word) for word in given if word not in STORES]
    for chosen in [word for word in given if word in STORES] or ["sqlite"]:
        main(*(wanted if len(wanted) == 2 else (100.0, 10.0)), chosen)
