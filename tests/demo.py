"""`make demo`: the main job, end to end, on this machine alone.

A stand-in for GitHub serves a real git repository. The App runs as its users run it, as a process of its
own on SQLite. An agent opens a pull request; GitHub's stand-in signs the webhook; what the App posts is
printed as a person would read it. Then the agent repairs its change. Nothing is left running.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.world import Pull, World

POLICY = """\
version: 1
mode: enforce
checks: {skipped-test: block}
"""
DECISION = """\
---
status: accepted
date: 2026-03-02
enforce:
  level: block
  paths: ["services/**", "!services/http/**"]
  instead: use `services.http.client`, which signs every request and retries
  rules:
    - forbid-import: {to: [requests, httpx, urllib.request]}
  examples:
    caught: ["import requests"]
    allowed: ["from services.http import client"]
---
# One HTTP client

## Context and Problem Statement

Three services talk to the same partners and did it in three ways.

## Decision Outcome

Chosen option: "one client of our own", because partners reject requests that are not signed, and an
outage last winter came from calls without a timeout.
"""
BEFORE = {
    ".github/decisis.yml": POLICY,
    "docs/decisions/0012-one-http-client.md": DECISION,
    "services/http/client.py": "def get(address):\n    ...\n",
    "services/orders.py": (
        "from services.http import client\n\n\n"
        "def status(order):\n    return client.get(f'/orders/{order}')\n"
    ),
    "tests/test_orders.py": (
        "from services import orders\n\n\n"
        "def test_status_of_an_order():\n    assert orders.status(7) is None\n"
    ),
}
AGENT = {
    "services/orders.py": (
        "import requests\n\n\ndef status(order):\n"
        "    return requests.get(f'https://partner.example/orders/{order}', verify=False)\n"
    ),
    "tests/test_orders.py": (
        "import pytest\n\nfrom services import orders\n\n\n@pytest.mark.skip(reason='flaky')\n"
        "def test_status_of_an_order():\n    assert orders.status(7) is None\n"
    ),
}
REPAIRED = {
    "services/orders.py": (
        "from services.http import client\n\n\n"
        "def status(order):\n    return client.get(f'/orders/{order}/status')\n"
    ),
    "tests/test_orders.py": BEFORE["tests/test_orders.py"],
}


def main() -> int:
    """Play the story and print it."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="decisis-demo-") as name:
        directory = Path(name)
        with World(directory / "world") as world, served(world, directory):
            shop = world.repository("acme/shop", files=BEFORE)
            agent = world.agent("copilot-swe-agent[bot]")
            say(f"{agent.login} opens a pull request in acme/shop: «Show the partner's status»")
            pull = shop.open_pull(
                agent, head="copilot/fix-status", title="Show the partner's status", files=AGENT
            )
            show(world, pull, "failure", comments=3)
            say("the agent reads that, and pushes a repaired change")
            pull.push(REPAIRED, message="Use the signed client")
            show(world, pull, "success", comments=3)
            world.assert_clean()
    print(f"\nThe demo took {time.monotonic() - begun:.1f} s. Nothing is left running.")
    return 0


def show(world: World, pull: Pull, conclusion: str, comments: int) -> None:
    """Wait for the check run, and print it and the inline comments as a person sees them.

    Raises:
        SystemExit: they are not what the story is about.
    """
    run = world.verdict(pull, within=60)
    say(f"check run `{run.name}` on {run.head_sha[:7]}: {run.conclusion.upper()}", "═")
    print(f"{run.title}\n\n{visible(run.summary)}")
    for note in run.annotations:
        print(f"\n  annotation {note.path}:{note.start_line} [{note.level}] {note.title}: {note.message}")
    for comment in pull.review_comments:
        place = f"{comment.path}:{comment.line or comment.original_line}"
        say(f"inline comment on {place}{' (outdated)' if comment.outdated else ''}", "─")
        print(visible(comment.body))
    if (run.conclusion, len(pull.review_comments)) != (conclusion, comments):
        raise SystemExit(f"the demo expected `{conclusion}` and {comments} inline comments")


def visible(markdown: str) -> str:
    """Markdown as it shows: our own markers are HTML comments."""
    return re.sub(r"<!--.*?-->", "", markdown, flags=re.DOTALL).strip()


def say(text: str, rule: str = "▶") -> None:
    """Print a line of the story."""
    print(f"\n{rule * 3} {text}\n" if rule != "▶" else f"\n{rule} {textwrap.fill(text, 100)}", flush=True)


@contextmanager
def served(world: World, directory: Path) -> Iterator[None]:
    """The App as a process of its own, listening for the world's deliveries."""
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("DECISIS_")},
        **world.environment(),
        "DECISIS_DATA_DIR": str(directory / "data"),
        "DECISIS_HOST": "127.0.0.1",
        "DECISIS_PORT": str(port),
    }
    with (directory / "app.log").open("wb") as log:
        app = subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", "serve"], env=environment, stdout=log, stderr=log
        )
        try:
            world.listen(f"http://127.0.0.1:{port}/webhook")
            world.until(
                lambda: listening(port) or app.poll() is not None, within=30, what="the App to listen"
            )
            if app.poll() is not None:
                raise RuntimeError((directory / "app.log").read_text(encoding="utf-8"))
            say(f"the App listens on 127.0.0.1:{port}, its database is SQLite")
            yield
        finally:
            app.terminate()
            app.wait(timeout=30)


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
