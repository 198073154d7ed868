"""The process that stays: it answers as a process of its own would, and nobody depends on it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.resident.fresh import Freshness
from tests.git.repository import Repository
from tests.hook.test_every_host import CLOSED, OPEN, POLICY, TELLERS, Tell, name_of
from tests.server.conftest import until

RECORD = """\
---
status: accepted
enforce:
  instead: use `shop.http`
  rules:
    - forbid-import: requests
    - semgrep: 0001-http.semgrep.yml
---
# One client for HTTP
"""
RULES = """\
rules:
  - id: no-eval
    languages: [python]
    severity: ERROR
    message: evaluates a text
    pattern: eval(...)
"""
PROGRAM = [sys.executable, "-c", "from bot.entry import program; program()"]
PATIENT = [
    sys.executable,
    "-c",
    "from bot.resident import client; client.TAKEN_WITHIN = 20; from bot.entry import program; program()",
]
"""The same, however busy the machine is."""
HURRIED = [*PATIENT[:2], f"from bot.resident import client; client.ANSWERED_WITHIN = 3; {PATIENT[2]}"]
"""A call of the hook may take three seconds."""
Done = tuple[int, bytes, bytes]


class Resident:
    """The process that stays, as a caller sees it."""

    def __init__(self, cache: Path) -> None:
        self.cache, self.program = cache, PATIENT
        self.process: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if name != "CI"}
        self.variables = {**kept, "DECISIS_CACHE_DIR": str(cache), "DECISIS_RESIDENT": "on"}

    def start(self, *words: str) -> None:
        """Have one stay, and wait until it can be called."""
        (self.cache / "resident").mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [sys.executable, "-P", "-m", "bot.resident.server", *words]
        self.process = subprocess.Popen(command, env=self.variables, cwd="/")
        until(lambda: len(self.sockets()) == 2)

    def sockets(self) -> list[Path]:
        return [path for use in ("hook", "check") for path in self.cache.glob(f"resident/*.{use}")]

    def forks(self) -> list[int]:
        """The processes that work for callers."""
        assert self.process is not None
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in tasks.read_text(encoding="utf-8").split()]

    def asked(self, payload: bytes, cwd: Path, host: str = "claude", **more: str) -> Done:
        """A call of the hook."""
        return self.run(["hook", host], cwd, payload, **more)

    def run(self, words: list[str], cwd: Path, stdin: bytes = b"", **more: str) -> Done:
        done = subprocess.run(
            [*self.program, *words],
            input=stdin,
            cwd=cwd,
            env={**self.variables, **more},
            capture_output=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def end(self) -> None:
        for number in self.all():
            for kind in (signal.SIGTERM, signal.SIGCONT):
                with suppress(ProcessLookupError):
                    os.kill(number, kind)
        if self.process is not None:
            self.process.wait()
        until(lambda: not self.all())

    def all(self) -> list[int]:
        """The processes that stay here, whoever started them."""
        return [int(place.name) for place in Path("/proc").glob("[0-9]*") if stays(place, self.cache)]


@pytest.fixture
def resident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resident]:
    """One that is not there yet; the path of a socket may have 108 bytes, so the test's name is not in it."""
    made = Resident(tmp_path_factory.mktemp("r") / "cache")
    yield made
    made.end()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resident]:
    """One that stays for all tests that leave it as it is."""
    made = Resident(tmp_path_factory.mktemp("resident") / "cache")
    made.start()
    yield made
    made.end()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.create(tmp_path / "repository")
    files = {
        ".github/decisis.yml": "version: 1\nmode: enforce\n",
        "docs/decisions/0001-http.md": RECORD,
        "docs/decisions/0001-http.semgrep.yml": RULES,
        "src/a.py": "".join(f"def f{n}(x):\n    return x + {n}\n" for n in range(20)),
    }
    made.branch("main", made.commit(files))
    made.checkout("main")
    return made


def write(repository: Repository, text: str, path: str = "src/pay.py") -> bytes:
    given = {"file_path": str(repository.path / path), "content": text}
    return json.dumps({"cwd": str(repository.path), "tool_name": "Write", "tool_input": given}).encode()


def edit(repository: Repository, new: str) -> bytes:
    given = {
        "file_path": str(repository.path / "src/a.py"),
        "old_string": "    return x + 7\n",
        "new_string": new,
    }
    return json.dumps({"cwd": str(repository.path), "tool_name": "Edit", "tool_input": given}).encode()


def refused(answer: Done) -> bool:
    assert answer[0] in (0, 2), answer
    assert (answer[0] == 2) == bool(answer[2]), answer
    return answer[0] == 2


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository.create(tmp_path_factory.mktemp("hosts") / "repository")
    made.branch("main", made.commit({".github/decisis.yml": POLICY, "a.txt": "a\n"}))
    made.checkout("main")
    return made


@pytest.mark.parametrize("tell", [pytest.param(tell, id=name_of(tell)) for tell in TELLERS])
def test_its_answers_are_those_of_a_process_of_its_own(
    standing: Resident, ground: Repository, tmp_path: Path, tell: Tell
) -> None:
    host = name_of(tell)
    more = {"DEVIN_PROJECT_DIR": str(ground.path), "AGENT_TOOL_NAME": "create_file" if host == "amp" else ""}
    for payload, cwd in (
        (json.dumps(tell(CLOSED, ground.path)).encode(), ground.path),
        (json.dumps(tell(OPEN, ground.path)).encode(), ground.path),
        (b"{no json", ground.path),
        (json.dumps(tell(CLOSED, tmp_path)).encode(), tmp_path),
    ):
        here = standing.asked(payload, cwd, host, **more)
        assert here == standing.asked(payload, cwd, host, **more, DECISIS_RESIDENT="off")
        assert len(standing.forks()) == 1


def test_writes_and_edits_are_judged_one_after_the_other(standing: Resident, repository: Repository) -> None:
    for _ in range(2):
        assert refused(standing.asked(write(repository, "import requests\n"), repository.path))
        assert not refused(standing.asked(write(repository, "import json\n"), repository.path))
        assert refused(standing.asked(edit(repository, "    return eval(x)\n"), repository.path))
        assert not refused(standing.asked(edit(repository, "    return x + 70\n"), repository.path))
        assert refused(standing.asked(edit(repository, "    import requests\n"), repository.path))


def test_what_the_default_branch_decides_counts_at_once(standing: Resident, repository: Repository) -> None:
    call = write(repository, "import requests\n")
    assert refused(standing.asked(call, repository.path))
    repository.branch("main", repository.commit({".github/decisis.yml": "version: 1\nmode: observe\n"}))
    assert not refused(standing.asked(call, repository.path))


def test_another_repository_in_its_place_is_seen(standing: Resident, repository: Repository) -> None:
    call = write(repository, "import requests\n")
    assert refused(standing.asked(call, repository.path))
    (repository.path / ".git").rename(repository.path / ".was")
    assert not refused(standing.asked(call, repository.path))
    (repository.path / ".was").rename(repository.path / ".git")
    assert refused(standing.asked(call, repository.path))
    inner = Repository.create(repository.path / "src")
    inner.branch("main", inner.commit({"a.py": "x = 1\n"}))
    assert not refused(standing.asked(call, repository.path))


def test_the_end_of_a_turn_is_judged(standing: Resident, repository: Repository) -> None:
    end = json.dumps({"hook_event_name": "Stop", "cwd": str(repository.path)}).encode()
    assert standing.asked(end, repository.path) == (0, b"", b"")
    repository.write({"src/pay.py": "import requests\n"})
    code, out, err = standing.asked(end, repository.path)
    assert (code, err) == (0, b"")
    assert json.loads(out)["decision"] == "block"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "markdown"])
def test_a_check_prints_what_a_process_of_its_own_prints(
    standing: Resident, repository: Repository, form: str
) -> None:
    repository.write({"src/pay.py": "import requests\neval('é')\n"})
    words = ["check", "--repo", "src", "--format", form]
    here = standing.run(words, repository.path)
    assert here == standing.run(words, repository.path, DECISIS_RESIDENT="off")
    assert here[0] == 1


def test_a_check_reads_our_input_and_ends_with_our_code(standing: Resident, repository: Repository) -> None:
    patch = b"--- /dev/null\n+++ b/src/pay.py\n@@ -0,0 +1 @@\n+import requests\n"
    for words, stdin, code in (
        (["check", "--patch", "-", "--format", "json"], patch, 1),
        (["check"], b"", 0),
        (["check", "--base", "nowhere"], b"", 2),
        (["check", "--nonsense"], b"", 2),
        (["check", "--help"], b"", 0),
    ):
        here = standing.run(words, repository.path, stdin)
        assert here == standing.run(words, repository.path, stdin, DECISIS_RESIDENT="off")
        assert here[0] == code


def test_an_interrupted_check_ends(resident: Resident, repository: Repository) -> None:
    resident.start()
    command = [*PATIENT, "check", "--patch", "-"]
    process = subprocess.Popen(
        command, cwd=repository.path, env=resident.variables, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until(resident.forks)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (130, -signal.SIGINT), "both are 130 to a shell"
    process.communicate()
    until(lambda: not any_waits_for_input(resident))


def any_waits_for_input(resident: Resident) -> bool:
    """Whether some fork still has the pipe of the caller."""
    return any(
        os.readlink(file).startswith("pipe:")  # noqa: PTH115 - what it is called, and no path
        for number in resident.forks()
        for file in Path(f"/proc/{number}/fd").glob("0")
    )


def test_one_is_kept_ready_after_a_check(resident: Resident, repository: Repository) -> None:
    resident.start()
    repository.write({"src/pay.py": "import requests\neval('é')\n"})
    words = ["check", "--format", "json"]
    alone = resident.run(words, repository.path, DECISIS_RESIDENT="off")
    assert resident.forks() == []
    for _ in range(3):
        assert resident.run(words, repository.path) == alone
        until(lambda: has_semgrep_ready(resident))


def test_what_was_got_ready_is_thrown_away_where_the_decisions_are_others(
    resident: Resident, repository: Repository
) -> None:
    resident.start()
    repository.write({"src/pay.py": "import requests\neval('é')\nexec('é')\n"})
    words, seen = ["check", "--format", "json"], set()
    for called in ("eval", "exec", "nothing", "eval"):
        files = {
            ".github/decisis.yml": "version: 1\nmode: enforce\n",
            "docs/decisions/0001-http.md": RECORD,
            "docs/decisions/0001-http.semgrep.yml": RULES.replace("eval", called),
        }
        repository.branch("main", repository.commit(files))
        alone = resident.run(words, repository.path, DECISIS_RESIDENT="off")
        assert resident.run(words, repository.path) == alone
        seen.add(alone[1])
        until(lambda: has_semgrep_ready(resident))
    assert len(seen) >= 3


def has_semgrep_ready(resident: Resident) -> bool:
    forks = resident.forks()
    return len(forks) == 1 and any(
        Path(f"/proc/{child}/comm").read_text(encoding="utf-8").startswith("semgrep-core")
        for child in Path(f"/proc/{forks[0]}/task/{forks[0]}/children").read_text(encoding="utf-8").split()
    )


def test_the_first_call_does_the_work_itself_and_has_one_stay(
    resident: Resident, repository: Repository
) -> None:
    call = write(repository, "import requests\n")
    assert refused(resident.asked(call, repository.path))
    until(lambda: len(resident.sockets()) == 2)
    assert refused(resident.asked(call, repository.path))
    assert len(resident.all()) == 2  # the one that waits, and the one that answers


def stays(place: Path, cache: Path) -> bool:
    try:
        command, variables = (place / "cmdline").read_bytes(), (place / "environ").read_bytes()
    except OSError:
        return False
    return b"bot.resident.server" in command and os.fsencode(cache) in variables


@pytest.mark.parametrize("setting", [{"DECISIS_RESIDENT": "off"}, {"CI": "true"}])
def test_none_stays_where_it_is_not_wanted(
    resident: Resident, repository: Repository, setting: dict[str, str]
) -> None:
    assert refused(resident.asked(write(repository, "import requests\n"), repository.path, **setting))
    assert not (resident.cache / "resident").exists()


@pytest.mark.parametrize("whom", ["answers", "waits"])
def test_one_that_is_killed_is_not_missed(resident: Resident, repository: Repository, whom: str) -> None:
    resident.start()
    call = write(repository, "import requests\n")
    assert refused(resident.asked(call, repository.path))
    (fork,) = resident.forks()
    assert resident.process is not None
    os.kill(fork if whom == "answers" else resident.process.pid, signal.SIGKILL)
    for _ in range(2):
        assert refused(resident.asked(call, repository.path))
        assert not refused(resident.asked(write(repository, "import json\n"), repository.path))


def test_one_that_hangs_is_not_waited_for(resident: Resident, repository: Repository) -> None:
    resident.start()
    call = write(repository, "import requests\n")
    assert refused(resident.asked(call, repository.path))
    (fork,) = resident.forks()
    os.kill(fork, signal.SIGSTOP)
    resident.program = PROGRAM
    began = time.monotonic()
    assert refused(resident.asked(call, repository.path))
    assert time.monotonic() - began < 15  # not the 19 that an answer may take


@pytest.mark.parametrize("stands", [True, False])
def test_a_payload_that_never_ends_is_refused_in_time(
    resident: Resident, repository: Repository, *, stands: bool
) -> None:
    if stands:
        resident.start()
    process = subprocess.Popen(
        [*HURRIED, "hook", "copilot"],
        cwd=repository.path,
        env=resident.variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.wait(30) == 2
    out, _ = process.communicate()
    assert json.loads(out)["permissionDecision"] == "deny"
    assert "could not judge this within" in json.loads(out)["permissionDecisionReason"]


def test_one_that_answers_too_late_is_not_waited_for(resident: Resident, repository: Repository) -> None:
    resident.start()
    call = write(repository, "import requests\n")
    assert refused(resident.asked(call, repository.path))
    (fork,) = resident.forks()
    os.kill(fork, signal.SIGSTOP)
    resident.program = HURRIED
    code, _, err = resident.asked(call, repository.path)
    assert (code, err) == (2, b"Decisis could not judge this within 3 seconds; write less at once\n")


def test_what_is_kept_open_may_die(resident: Resident, repository: Repository) -> None:
    resident.start()
    call = edit(repository, "    import requests\n")
    assert refused(resident.asked(call, repository.path))
    (fork,) = resident.forks()
    started = Path(f"/proc/{fork}/task/{fork}/children").read_text(encoding="utf-8").split()
    gits = [each for each in started if Path(f"/proc/{each}/comm").read_text(encoding="utf-8") == "git\n"]
    assert len(gits) == 4  # names, sizes, contents, comparisons
    for number in gits:
        os.kill(int(number), signal.SIGKILL)
    assert refused(resident.asked(call, repository.path))
    assert resident.forks() == [fork]


def test_nobody_believes_who_listens_in_a_folder_that_others_may_write(
    resident: Resident, repository: Repository
) -> None:
    resident.start()
    (path,) = [path for path in resident.sockets() if path.suffix == ".hook"]
    resident.end()
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as liar:
        liar.bind(str(path))
        liar.listen()
        heard: list[bytes] = []
        threading.Thread(target=lie, args=(liar, heard), daemon=True).start()
        path.parent.chmod(0o770)
        assert refused(resident.asked(write(repository, "import requests\n"), repository.path))
        assert heard == []
        path.parent.chmod(0o700)
        assert not refused(resident.asked(write(repository, "import requests\n"), repository.path))
        assert heard != []  # it is ours then, and whoever is us can do as much to the hook itself


def lie(listener: socket.socket, heard: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"+")
        heard.append(connection.recv(1 << 20))
        for answer in (b"\0", b"", b""):
            connection.sendall(len(answer).to_bytes(8) + answer)
        connection.recv(1 << 20)


@pytest.mark.parametrize("unread", [0, 1])
def test_a_check_that_breaks_off_is_no_verdict(
    resident: Resident, repository: Repository, unread: int
) -> None:
    """What is left unread makes a reset of the end."""
    resident.start()
    (path,) = [path for path in resident.sockets() if path.suffix == ".check"]
    resident.end()
    with socket.socket(socket.AF_UNIX) as broken:
        broken.bind(str(path))
        broken.listen()
        threading.Thread(target=break_off, args=(broken, unread), daemon=True).start()
        code, out, err = resident.run(["check"], repository.path)
    assert (code, out) == (3, b"")
    assert err == b"error: Decisis ended without a verdict\nhelp: run the command again\n"


def break_off(listener: socket.socket, unread: int) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"+")
        assert connection.recv(1) == b"-"
        size = int.from_bytes(connection.recv(8, socket.MSG_WAITALL))
        connection.recv(size, socket.MSG_WAITALL | socket.MSG_PEEK)
        connection.recv(size - unread, socket.MSG_WAITALL)


def test_nonsense_is_hung_up_on(standing: Resident, repository: Repository) -> None:
    for use in ("hook", "check"):
        (path,) = [path for path in standing.sockets() if path.suffix == f".{use}"]
        for said in (b"", b"\xff" * 16, (9).to_bytes(8) + b"a\0b\0c\0d\0e"):
            with socket.socket(socket.AF_UNIX) as caller:
                caller.connect(str(path))
                assert caller.recv(1) == b"+"
                caller.sendall(said)
                caller.shutdown(socket.SHUT_WR)
                assert hung_up(caller)
    assert refused(standing.asked(write(repository, "import requests\n"), repository.path))


def hung_up(caller: socket.socket) -> bool:
    try:
        return caller.recv(1) == b""
    except ConnectionResetError:
        return True


def test_there_is_one_and_it_ends_when_nobody_calls(resident: Resident) -> None:
    resident.start()
    command = [sys.executable, "-P", "-m", "bot.resident.server", "0.2"]
    second = subprocess.run(command, env=resident.variables, cwd="/", timeout=60, check=False)
    assert second.returncode == 1
    resident.end()
    resident.start("0.2")
    assert resident.process is not None
    assert resident.process.wait(20) == 0
    assert resident.sockets() == []


def test_code_that_changes_is_noticed(tmp_path: Path) -> None:
    code, beside = tmp_path / "code", tmp_path / "beside"
    (code / "inner").mkdir(parents=True)
    beside.mkdir()
    (code / "inner" / "a.py").write_text("x = 1\n", encoding="utf-8")
    seen = Freshness([code], [str(beside)])
    assert seen.lasts()
    for place in (code, code / "inner", beside):
        (place / "__pycache__").mkdir()
        assert seen.lasts()
    for change in (
        lambda: (code / "inner" / "b.py").write_text("", encoding="utf-8"),
        lambda: (code / "inner" / "b.py").unlink(),
        lambda: (beside / "other-2.dist-info").mkdir(),
        lambda: (code / "inner").rename(code / "outer"),
    ):
        seen = Freshness([code], [str(beside)])
        _let_the_clock_go_on(tmp_path / "clock")
        change()
        assert not seen.lasts()


def _let_the_clock_go_on(file: Path) -> None:
    """Wait until the file system tells another time, which it does a few hundred times a second."""
    file.touch()
    before = file.stat().st_mtime_ns
    until(lambda: file.touch() or file.stat().st_mtime_ns > before)


def test_whoever_calls_loads_next_to_nothing() -> None:
    """Each module here is paid for by every call of the hook: `re` alone by half a `python -c pass`."""
    code = """
import sys
before = set(sys.modules)
import bot.entry, bot.resident.client
print(*sorted(set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "__future__",
        "_socket",
        "bot",
        "bot.cache_name",
        "bot.entry",
        "bot.resident",
        "bot.resident.address",
        "bot.resident.client",
        "bot.resident.frames",
    ]
