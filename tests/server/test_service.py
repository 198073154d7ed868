"""The service as a process: what it takes from strangers, and what it refuses to start with."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.server.conftest import ROOT, Service, environment, signed, until
from tests.server.test_webhook import BODY

MEGABYTE = 1_000_000


def _connected(service: Service) -> socket.socket:
    parts = urlsplit(service.url)
    assert parts.hostname is not None
    assert parts.port is not None
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def _upload(service: Service, head: bytes, chunk: bytes, count: int) -> tuple[int, bytes]:
    """Send a body until the other side has had enough; returns what was sent and what came back."""
    sent, answer = 0, b""
    with _connected(service) as connection:
        connection.sendall(b"POST /webhook HTTP/1.1\r\nhost: x\r\n" + head + b"\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(count):
                connection.sendall(chunk)
                sent += len(chunk)
        with contextlib.suppress(OSError):
            answer = connection.recv(1_000)
    return sent, answer


@pytest.mark.threat("A3")
def test_an_upload_of_half_a_gigabyte_by_a_stranger_is_cut_off_and_costs_little_memory(
    serving: Callable[..., Service],
) -> None:
    service = serving()
    process = psutil.Process(service.process.pid)
    before = process.memory_info().rss
    peak, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            peak.append(process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    chunk = b"%x\r\n" % MEGABYTE + bytes(MEGABYTE) + b"\r\n"
    sent, _ = _upload(service, b"transfer-encoding: chunked", chunk, 550)
    announced, answer = _upload(service, b"content-length: 550000000", bytes(MEGABYTE), 550)
    done.set()
    watcher.join()
    assert sent < 60 * MEGABYTE
    assert announced < 60 * MEGABYTE
    assert not answer or b" 413 " in answer.splitlines()[0]
    assert max(peak) - before <= 60 * MEGABYTE
    assert httpx.get(service.url + "/healthz", trust_env=False).status_code == 200


@pytest.mark.threat("A3")
def test_slow_senders_do_not_keep_good_ones_waiting(serving: Callable[..., Service]) -> None:
    service = serving()
    slow = [_connected(service) for _ in range(300)]
    try:
        for number, connection in enumerate(slow):
            whole = b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nx"
            connection.sendall(whole if number % 2 else whole[:30])
        with httpx.Client(trust_env=False) as client:
            for number in range(50):
                answer = client.post(
                    service.url + "/webhook",
                    content=BODY,
                    headers=signed(BODY, f"g{number}", "star"),
                    timeout=5,
                )
                assert answer.status_code == 202
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.threat("A10")
def test_a_header_with_control_characters_is_refused_on_the_wire(serving: Callable[..., Service]) -> None:
    service = serving()
    headers = b"".join(b"%s: %s\r\n" % (k.encode(), v.encode()) for k, v in signed(BODY, "").items() if v)
    request = b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n%sx-github-delivery: %s\r\n\r\n%s"
    for value in (b"a\nx: y", b"a\x00b", b"a\rb"):
        with _connected(service) as connection:
            connection.sendall(request % (len(BODY), headers, value, BODY))
            status = connection.recv(100).split(b" ")[1]
        # a line end on the wire is only another header
        assert status == (b"202" if b"\n" in value else b"400"), value


def _refused(variables: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.server"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.threat("A2")
def test_it_does_not_start_with_a_short_secret_and_says_what_to_do(tmp_path: Path) -> None:
    done = _refused({**environment(tmp_path / "data"), "DECISIS_WEBHOOK_SECRET": "short"}, tmp_path)
    assert done.returncode == 2
    assert "openssl rand -hex 32" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_it_does_not_start_on_an_address_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = _refused({**environment(tmp_path / "data"), "DECISIS_PORT": port}, tmp_path)
    assert done.returncode == 2
    assert f"cannot listen on `127.0.0.1` port {port}" in done.stderr


def test_it_ends_in_order_when_it_is_told_to_as_soon_as_its_address_is_known(
    serving: Callable[..., Service],
) -> None:
    assert serving().stop() == 0


def test_two_do_not_share_a_database(tmp_path: Path, serving: Callable[..., Service]) -> None:
    serving(environment(tmp_path / "data"))
    done = _refused(environment(tmp_path / "data"), tmp_path)
    assert done.returncode == 2
    assert "another process works on the database" in done.stderr


def test_a_github_that_cannot_be_reached_does_not_keep_it_from_taking_deliveries(
    serving: Callable[..., Service],
) -> None:
    service = serving()
    answer = httpx.post(service.url + "/webhook", content=BODY, headers=signed(BODY), trust_env=False)
    assert answer.status_code == 202
    until(lambda: "GitHub keeps a review from being done" in service.log.read_text())
    begun = time.monotonic()
    assert service.stop() == 0
    assert time.monotonic() - begun < 15
