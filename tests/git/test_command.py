"""The one place that runs git: environment, limits, deadlines."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from bot.git.command import Git
from bot.git.errors import GitFailed, LimitExceeded
from bot.git.process import Limits
from bot.git.store import create
from tests.server.conftest import until


@pytest.fixture
def git(tmp_path: Path) -> Git:
    create(tmp_path / "store")
    return Git(tmp_path / "store")


def shell(git: Git, script: str) -> Git:
    """git that runs a script of the test's own under an alias, to look out from inside."""
    return git.having(config={"alias.look": f"!{script}"})


def test_git_sees_an_environment_of_ours_alone(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """C2, C6."""
    for name in (
        "GIT_DIR",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH_COMMAND",
        "SECRET",
        "LD_PRELOAD",
    ):
        monkeypatch.setenv(name, "canary")
    seen = dict(
        line.split("=", 1) for line in shell(git, "env").run("look").decode().splitlines() if "=" in line
    )
    assert "canary" not in seen.values()
    assert seen["GIT_CONFIG_NOSYSTEM"] == seen["GIT_ATTR_NOSYSTEM"] == seen["GIT_NO_REPLACE_OBJECTS"] == "1"
    assert seen["GIT_CONFIG_GLOBAL"] == "/dev/null"
    assert seen["GIT_ALLOW_PROTOCOL"] == ""
    assert seen["HOME"] == str(git.git_dir)


def test_limits_hold_for_git_and_for_what_it_starts(git: Git) -> None:
    limits = Limits(cpu=7, memory=100 << 20, address_space=600 << 20, file_size=1 << 20, files=64)
    printed = shell(git, "ulimit -t; ulimit -d; ulimit -v; ulimit -f; ulimit -n; ulimit -c").run(
        "look", limits=limits
    )
    assert printed.split() == [b"7", b"102400", b"614400", b"2048", b"64", b"0"]


def test_processor_time_ends(git: Git) -> None:
    with pytest.raises(LimitExceeded, match="1 s of processor time"):
        shell(git, "while :; do :; done").run("look", limits=Limits(cpu=1, wall=30))


def test_the_deadline_kills_the_whole_group(git: Git, tmp_path: Path) -> None:
    started = time.monotonic()
    script = shell(git, f"sleep 600 & echo $! > {tmp_path}/pid; wait")
    with pytest.raises(LimitExceeded, match=r"the limit is 0.5 s"):
        script.run("look", limits=Limits(wall=0.5))
    assert time.monotonic() - started < 10
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the grandchild is still alive"


def test_a_file_may_not_grow_beyond_its_limit(git: Git, tmp_path: Path) -> None:
    with pytest.raises((LimitExceeded, GitFailed)):
        shell(git, f"head -c 3000000 /dev/zero > {tmp_path}/big").run(
            "look", limits=Limits(file_size=1 << 20)
        )
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_output_is_capped(git: Git) -> None:
    with pytest.raises(LimitExceeded, match="100000 bytes of output"):
        shell(git, "yes").run("look", limits=Limits(output=100_000))


def test_no_transport_is_open_to_a_reader(git: Git, tmp_path: Path) -> None:
    """C4: nothing is fetched behind our back, for example for an object that a partial clone lacks."""
    for address in (f"file://{tmp_path}/store", f"{tmp_path}/store", "https://localhost:9/x", "ext::true"):
        with pytest.raises(GitFailed, match="not allowed"):
            git.run("ls-remote", address)


def test_an_error_is_one_sentence_with_gits_own_first_line(git: Git) -> None:
    with pytest.raises(GitFailed, match=r"^git ended with status 129: .*unknown option") as failure:
        git.run("cat-file", "--no-such-option")
    assert "\n" not in str(failure.value)


def test_much_input_and_output_do_not_wait_for_each_other(git: Git) -> None:
    text = b"x" * 5_000_000
    assert shell(git, "cat").run("look", stdin=text) == text


def test_no_thread_and_no_process_is_left_behind(git: Git) -> None:
    before = threading.active_count()
    for _ in range(5):
        git.run("version")
    with git.start("cat-file", "--batch", interactive=True):
        pass
    until(lambda: threading.active_count() == before)  # a thread may be on its way out
    assert not [child for child in psutil.Process().children() if child.name() == "git"]
