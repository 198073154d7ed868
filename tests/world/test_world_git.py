"""git over HTTP, with the real git as client."""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path

import pytest

from tests.world.client import Client
from tests.world.faults import HalfBody, NotFound, Unauthorized
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.world import World


def _git(*argv: str, token: str | None = None, at: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "LC_ALL": "C",
    }
    if token:
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        environment |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
        }
    return subprocess.run(["git", *argv], cwd=at, env=environment, capture_output=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty bare repository to fetch into."""
    _git("init", "--bare", "--quiet", str(tmp_path / "mirror.git"))
    return tmp_path / "mirror.git"


def test_a_full_id_and_a_pull_ref_are_fetched_with_the_token(client: Client, pull: Pull, place: Path) -> None:
    url = pull.repository.clone_url
    by_id = _git("fetch", "--quiet", url, pull.head_sha, token=client.token, at=place)
    assert by_id.returncode == 0, by_id.stderr
    assert _git("rev-parse", "FETCH_HEAD", at=place).stdout.decode().strip() == pull.head_sha
    by_ref = _git("fetch", "--quiet", url, "refs/pull/1/head:refs/heads/p", token=client.token, at=place)
    assert by_ref.returncode == 0, by_ref.stderr


def test_a_clone_without_blobs_fetches_them_when_asked(client: Client, pull: Pull, tmp_path: Path) -> None:
    place = tmp_path / "partial.git"
    done = _git(
        "clone",
        "--quiet",
        "--bare",
        "--filter=blob:none",
        pull.repository.clone_url,
        str(place),
        token=client.token,
    )
    assert done.returncode == 0, done.stderr
    assert b"blob" not in _git("cat-file", "--batch-check", "--batch-all-objects", at=place).stdout
    shown = _git("cat-file", "blob", f"{pull.base_sha}:app.py", token=client.token, at=place)
    assert shown.stdout.startswith(b"line 1\n")


def test_the_head_of_a_fork_is_in_the_base_repository(
    world: World, shop: Repository, client: Client, place: Path
) -> None:
    fork = shop.fork(world.human("mallory"))
    pull = shop.open_pull(world.human("mallory"), source=fork, files={"evil.py": "1\n"})
    assert (
        _git("fetch", "--quiet", shop.clone_url, pull.head_sha, token=client.token, at=place).returncode == 0
    )


@pytest.mark.parametrize("token", [None, "ghs_1_wrong"])
def test_a_private_repository_takes_no_stranger(shop: Repository, place: Path, token: str | None) -> None:
    done = _git("fetch", shop.clone_url, "main", token=token, at=place)
    assert done.returncode == 128


def test_a_token_without_contents_may_not_fetch(client: Client, shop: Repository, place: Path) -> None:
    narrow = client.mint(permissions={"checks": "write"})["token"]
    assert _git("fetch", shop.clone_url, "main", token=narrow, at=place).returncode == 128


def test_a_public_repository_is_fetched_by_anyone(world: World, place: Path) -> None:
    made = world.repository("acme/open", private=False)
    assert _git("fetch", "--quiet", made.clone_url, "main", at=place).returncode == 0


def test_nobody_pushes(client: Client, shop: Repository, place: Path) -> None:
    _git("fetch", "--quiet", shop.clone_url, "main:main", token=client.token, at=place)
    assert b"403" in _git("push", shop.clone_url, "main:evil", token=client.token, at=place).stderr


@pytest.mark.parametrize(
    ("fault", "effect"), [(Unauthorized(), "before"), (NotFound(), "before"), (HalfBody(), "after")]
)
def test_a_git_fault_strikes_once(
    world: World, client: Client, pull: Pull, place: Path, fault: object, effect: str
) -> None:
    """C9."""
    times = 2 if isinstance(fault, Unauthorized) else 1  # git asks for other credentials and tries again
    struck = world.fail("GIT", "/acme/shop.git", fault, times=times, effect=effect)  # type: ignore[arg-type]
    url = pull.repository.clone_url
    assert _git("fetch", url, pull.head_sha, token=client.token, at=place).returncode == 128
    assert struck.struck == times
    assert _git("fetch", url, pull.head_sha, token=client.token, at=place).returncode == 0


def test_a_pack_is_cut_in_the_middle(world: World, client: Client, pull: Pull, place: Path) -> None:
    world.fail("GIT", "/acme/shop.git", HalfBody(), after=2, effect="after")
    done = _git("fetch", pull.repository.clone_url, pull.head_sha, token=client.token, at=place)
    assert done.returncode == 128
    assert _git("cat-file", "-e", pull.head_sha, at=place).returncode != 0
