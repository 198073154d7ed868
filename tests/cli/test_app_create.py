"""`decisis app create` with a browser of the test's own between the page on loopback and GitHub."""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
import shlex
import stat
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from ruamel.yaml import YAML

from bot.cli.main import main
from bot.doctor.examination import gate
from bot.errors import UserError
from bot.manifest import EXAMPLE_HOOK, manifest
from bot.registering.create import create
from bot.registering.page import opened
from bot.settings import load, web_root
from tests.world import Status, World
from tests.world.fixtures import contracts_or_none, world

__all__ = ["contracts_or_none", "world"]

ROOT = Path(__file__).parents[2]
PLAIN: dict[str, Any] = {"trust_env": False}


class Words(io.StringIO):
    """What the command prints, as the person at the terminal sees it while it runs."""

    def address(self, within: float = 20.0) -> str:
        """Where the page is, once it is told."""
        return self.told.result(within)

    def __init__(self) -> None:
        super().__init__()
        self.told: Future[str] = Future()

    def write(self, text: str) -> int:
        found = re.search(r"open (http://\S+) and", text)
        if found and not self.told.done():
            self.told.set_result(found[1])
        return super().write(text)


class Run:
    """The command at work in another thread, and what became of it."""

    def __init__(self, *arguments: str) -> None:
        self.words = Words()
        self._pool = ThreadPoolExecutor(1)
        self._done = self._pool.submit(self._main, ["app", "create", "--no-browser", *arguments])

    def _main(self, arguments: list[str]) -> int:
        with contextlib.redirect_stdout(self.words):
            return main(arguments)

    def code(self) -> int:
        """The exit code."""
        code = self._done.result(30)
        self._pool.shutdown()
        return code


def form_of(address: str) -> tuple[str, dict[str, Any]]:
    """Where the form of the page leads, and the manifest in it."""
    answer = httpx.get(address, **PLAIN)
    assert answer.status_code == 200
    action, value = re.search(r'action="([^"]+)".*?value="([^"]+)"', answer.text, re.DOTALL).groups()  # type: ignore[union-attr]
    assert f"form-action {web_root(html.unescape(action))};" in answer.headers["content-security-policy"]
    return html.unescape(action), json.loads(html.unescape(value))


def confirm(address: str) -> httpx.Response:
    """What a person does: send the form, confirm at GitHub, be sent back."""
    action, shown = form_of(address)
    sent = httpx.post(action, data={"manifest": json.dumps(shown)}, **PLAIN)
    assert sent.status_code == 302, sent.text
    return httpx.get(sent.headers["location"], **PLAIN)


@pytest.fixture
def out(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DECISIS_GITHUB_API_URL", world.api_url)
    yield tmp_path / "the app.env"
    world.assert_clean(["fault"])


def sourced(file: Path) -> dict[str, str]:
    """The variables that a shell takes from the file."""
    command = f"set -a; . {shlex.quote(str(file))}; env -0"
    told = subprocess.run(["/bin/sh", "-c", command], env={}, check=True, capture_output=True).stdout
    pairs = [line.split("=", 1) for line in told.decode().split("\0") if line.startswith("DECISIS_")]
    return dict(pairs)


def test_an_app_is_registered_and_its_settings_start_the_service(world: World, out: Path) -> None:
    run = Run("--org", "acme", "--url", "https://decisis.acme.test/", "--out", str(out))
    back = confirm(run.words.address())
    assert (back.status_code, "Go back to your terminal" in back.text) == (200, True)
    assert run.code() == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    variables = sourced(out)
    settings = load(variables)
    assert (settings.app_id, settings.github_api_url) == (world.app.id, world.api_url)
    assert settings.private_key.get_secret_value().strip() == world.app.private_key.strip()
    assert settings.webhook_secret.get_secret_value() == world.app.webhook_secret
    assert (world.app.owner.login, world.app.hook_url) == ("acme", "https://decisis.acme.test/webhook")

    said = run.words.getvalue()
    assert [line[:2] for line in said.splitlines()[3:]] == ["1.", "2.", "3."]
    assert f"/apps/{world.app.slug}/installations/new" in said
    secrets = (settings.webhook_secret.get_secret_value(), "PRIVATE", settings.private_key.get_secret_value())
    assert not [secret for secret in secrets if secret in said]

    world.repository("acme/shop")
    found = {item.name: item.state for item in gate(variables, "acme/shop")}
    assert [found[name] for name in ("settings", "app", "permissions", "events", "policy")] == ["ok"] * 5


def test_without_an_address_the_webhook_waits_and_gets_a_secret_of_ours(world: World, out: Path) -> None:
    run = Run("--out", str(out))
    action, shown = form_of(run.words.address())
    assert "/organizations/" not in action
    assert shown["hook_attributes"] == {"url": EXAMPLE_HOOK, "active": False}
    assert confirm(run.words.address()).status_code == 200
    assert run.code() == 0
    assert sourced(out)["DECISIS_WEBHOOK_SECRET"] == world.app.webhook_secret
    assert len(world.app.webhook_secret) == 64
    assert "enter `https://YOUR-HOST/webhook`" in run.words.getvalue()


def test_a_file_that_is_there_is_never_touched(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out.write_text("mine")
    assert main(["app", "create", "--no-browser", "--out", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--url", "http://decisis.acme.test"],
        ["--url", "https://x@decisis.acme.test"],
        ["--url", "https://decisis.acme.test/?a=b"],
        ["--org", "acme/../evil"],
    ],
)
def test_addresses_and_names_that_cannot_be_used_leave_nothing_behind(
    arguments: list[str], out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["app", "create", "--no-browser", "--out", str(out), *arguments]) == 2
    assert "help: give" in capsys.readouterr().err
    assert not out.exists()


def test_nobody_who_confirms_is_told_in_time_and_leaves_no_file(out: Path) -> None:
    with pytest.raises(UserError, match="nobody confirmed at GitHub within"):
        create(None, None, out, opens_browser=False, wait_seconds=0.01)
    assert not out.exists()


def test_an_app_that_github_does_not_hand_over_leaves_no_file(
    world: World, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world.fail("POST", "/app-manifests/*/conversions", Status(404))
    run = Run("--out", str(out))
    confirm(run.words.address())
    assert run.code() == 2
    assert "delete it at" in capsys.readouterr().err
    assert not out.exists()


def test_the_page_hears_only_who_knows_the_state_and_shows_itself_only_to_who_knows_its_address() -> None:
    with opened("https://github.test/settings/apps/new", lambda back: manifest("", back)) as page:
        root = web_root(page.url)
        state = parse_qs(urlsplit(form_of(page.url)[0]).query)["state"][0]
        other_name = httpx.get(page.url, headers={"host": "evil.test"}, **PLAIN)
        answers = [
            httpx.get(f"{root}{path}", **PLAIN).status_code
            for path in (
                "/",
                "/created?code=abc",
                f"/created?code=abc&state={state[:-1]}",
                "/created?code=abc&state=%ff%00",
                f"/created?code=a%20b&state={state}",
                f"/created?code=abc&state={state}",
                f"/created?code=other&state={state}",
            )
        ]
        assert other_name.status_code == 403
        assert answers == [404, 403, 403, 403, 400, 200, 409]
        assert page.code(5) == "abc"
        assert page.code(0.01) is None


def test_the_manifest_is_the_published_one() -> None:
    published = YAML(typ="safe").load((ROOT / "app.yml").read_text(encoding="utf-8"))
    ours = manifest("", published["redirect_url"])
    ours["hook_attributes"]["active"] = True
    assert ours == published


@pytest.mark.parametrize(
    ("api", "web"),
    [
        ("https://api.github.com", "https://github.com"),
        ("https://api.acme.ghe.com", "https://acme.ghe.com"),
        ("https://git.acme.test:8443/api/v3", "https://git.acme.test:8443"),
        ("https://api.acme.test", "https://api.acme.test"),
    ],
)
def test_the_pages_of_a_server_follow_from_its_api(api: str, web: str) -> None:
    assert web_root(api) == web
