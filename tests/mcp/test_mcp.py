"""`decisis mcp` asked by the official client, over both transports."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from pydantic import AnyUrl

from tests.git.repository import Repository

ROOT = Path(__file__).parents[2]
RECORD = """\
---
status: {status}
enforce:
  instead: Use `shop.http`.
  rules:
    - forbid-import: {{from: ["src/**"], to: [{module}]}}
---
# {title}

## Decision Outcome

Calls are signed in one place.
"""
FILES = {
    ".github/decisis.yml": "version: 1\nmode: enforce\n",
    "docs/decisions/0001-client.md": RECORD.format(status="accepted", module="requests", title="One client"),
    "docs/decisions/0002-redis.md": RECORD.format(
        status="rejected", module="redis", title="A cache in Redis"
    ),
    "src/a.py": "x = 1\n",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository.create(tmp_path_factory.mktemp("mcp") / "repository")
    made.branch("main", made.commit(FILES))
    made.checkout("main")
    return made


def variables(repository: Repository) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DECISIS_CACHE_DIR": str(repository.path / ".git" / "cache"),
    }


@asynccontextmanager
async def by_stdio(repository: Repository) -> AsyncIterator[ClientSession]:
    words = ["-m", "bot.cli.main", "mcp", "--repo", str(repository.path)]
    started = StdioServerParameters(command=sys.executable, args=words, env=variables(repository))
    async with stdio_client(started) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        yield session


@contextmanager
def served(repository: Repository) -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    words = ["-m", "bot.cli.main", "mcp", "--http", "--port", str(port), "--repo", str(repository.path)]
    with subprocess.Popen([sys.executable, *words], env=variables(repository)) as process:
        try:
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()


@asynccontextmanager
async def by_http(url: str) -> AsyncIterator[ClientSession]:
    async with (
        streamable_http_client(url) as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        yield session


async def call(session: ClientSession, tool: str, **given: Any) -> Any:
    answer = await session.call_tool(tool, given)
    assert not answer.isError, answer.content
    return answer.structuredContent


async def questions(session: ClientSession) -> None:
    tools = (await session.list_tools()).tools
    assert {tool.name for tool in tools} == {"decisions_for", "explain", "check_change", "list_rejected"}
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.readOnlyHint
        assert tool.outputSchema
    told = await call(session, "decisions_for", paths=["src/pay.py", "docs/a.md"])
    assert [[one["id"] for one in path["decisions"]] for path in told["paths"]] == [
        ["ADR-0001", "ADR-0002"],
        [],
    ]
    assert told["paths"][0]["decisions"][0]["instead"] == ["Use `shop.http`."]
    (turned_down,) = (await call(session, "list_rejected"))["decisions"]
    assert (turned_down["id"], turned_down["status"]) == ("ADR-0002", "rejected")
    judged = await call(session, "check_change", path="src/pay.py", content="import requests\n")
    assert judged["verdict"] == "fail"
    (finding,) = judged["findings"]
    assert (finding["rule"], finding["line"]) == ("ADR-0001/forbid-import-1", 1)
    diff = "--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1,2 @@\n x = 1\n+import redis\n"
    judged = await call(session, "check_change", diff=diff)
    assert [one["decision"] for one in judged["findings"]] == ["ADR-0002"]
    assert (await call(session, "check_change", path="src/b.py", content="y = 1\n"))["verdict"] == "pass"
    assert "# ADR-0001" in (await call(session, "explain", id="ADR-0001"))["text"]
    resource = await session.read_resource(AnyUrl("decision://ADR-0001"))
    assert "One client" in json.dumps(resource.model_dump(mode="json"))
    for wrong in ({"path": "a", "diff": "b"}, {}):
        refused = await session.call_tool("check_change", wrong)
        assert refused.isError
    assert (await session.call_tool("explain", {"id": "ADR-0099"})).isError


def test_the_official_client_is_answered_by_standard_input_and_output(repository: Repository) -> None:
    async def ask() -> None:
        async with by_stdio(repository) as session:
            await questions(session)

    asyncio.run(ask())
    assert repository.git("status", "--porcelain") in ("", b"")


def test_the_official_client_is_answered_by_http_and_nobody_else(repository: Repository) -> None:
    async def ask(url: str) -> None:
        async with by_http(url) as session:
            await questions(session)

    with served(repository) as url:
        until_up(url)
        asyncio.run(ask(url))
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        accepts = {"accept": "application/json, text/event-stream"}
        for headers, code in (({"host": "evil.test"}, 421), ({"origin": "https://evil.test"}, 403)):
            answer = httpx.post(url, json=body, headers={**accepts, **headers}, trust_env=False)
            assert answer.status_code == code


def until_up(url: str) -> None:
    from tests.server.conftest import until

    def is_up() -> bool:
        try:
            httpx.get(url, trust_env=False, timeout=2)
        except httpx.TransportError:
            return False
        return True

    until(is_up)
