"""`decisis hook` as hosts call it: a payload on the standard input, the answer in the host's own form."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.git.local import LocalRepository
from bot.hook.calls import Call, Kind
from bot.hook.judging import objection
from checks.check import all_checks
from tests.adversarial.case import Case, all_cases
from tests.adversarial.gate import Gate
from tests.git.repository import Repository

HOSTS = ("claude", "codex", "copilot", "cursor", "gemini", "kiro", "devin", "amp", "opencode")
ROOT = Path(__file__).parents[2]
RECORD = """\
---
status: accepted
enforce:
  instead: Use `shop.http`; it retries and signs.
  rules:
    - forbid-import: {to: [requests]}
    - require-with: {when: ["api/**"], also: ["docs/api/**"]}
---
# One client for HTTP

## Decision Outcome

Calls are retried and signed in one place.
"""
POLICY = "version: 1\nmode: enforce\n"
REASON = re.compile(
    r"Decisis: not written: it goes against what was decided\n\n"
    r"F-[0-9a-f]{12} src/pay\.py:1: imports `requests` \(ADR-0001/forbid-import-1\)\n"
    r"why: Calls are retried and signed in one place\.\n"
    r"instead: Use `shop\.http`; it retries and signs\.\n"
    r"more: decisis explain ADR-0001"
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    files = {".github/decisis.yml": POLICY, "docs/decisions/0001-http.md": RECORD, "src/a.py": "x = 1\n"}
    made.branch("main", made.commit(files))
    made.checkout("main")
    return made


def asked(host: str, payload: bytes, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot.cli.main", "hook", host]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=payload, cwd=cwd, env=variables, capture_output=True, timeout=60, check=False
    )


def write(repository: Repository, text: str) -> bytes:
    given = {"file_path": str(repository.path / "src" / "pay.py"), "content": text}
    told = {
        "hook_event_name": "PreToolUse",
        "cwd": str(repository.path),
        "tool_name": "Write",
        "tool_input": given,
    }
    return json.dumps(told).encode()


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_is_refused_in_its_own_form_and_otherwise_left_alone(
    repository: Repository, host: str
) -> None:
    done = asked(host, write(repository, "import requests\n"), repository.path)
    out: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
    if host == "gemini":
        assert (done.returncode, out["decision"], done.stderr) == (0, "deny", b"")
        assert REASON.fullmatch(out["reason"])
    else:
        assert done.returncode == 2
        assert REASON.fullmatch(done.stderr.decode().rstrip("\n"))
    if host == "copilot":
        assert out == {"permissionDecision": "deny", "permissionDecisionReason": done.stderr.decode()[:-1]}
    elif host == "cursor":
        assert out["permission"] == "deny"
        assert out["agent_message"] == out["user_message"] == done.stderr.decode()[:-1]
    elif host != "gemini":
        assert out == {}
    assert not (repository.path / "src" / "pay.py").exists()


@pytest.mark.parametrize("host", ["claude", "cursor"])
def test_what_nothing_is_against_is_met_with_silence(repository: Repository, host: str) -> None:
    for payload in (
        write(repository, "import json\n"),
        json.dumps({"tool_name": "Read", "tool_input": {"file_path": "src/a.py"}}).encode(),
        json.dumps({"tool_name": "Bash", "tool_input": {"command": "ls > /dev/null"}}).encode(),
    ):
        done = asked(host, payload, repository.path)
        wanted = b'{"permission": "allow"}\n' if host == "cursor" else b""
        assert (done.returncode, done.stdout, done.stderr) == (0, wanted, b"")


def test_what_is_not_understood_or_goes_wrong_is_a_refusal(repository: Repository) -> None:
    done = asked("claude", b"no json", repository.path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Decisis did not understand the call: the host sent no JSON: ")
    repository.write({".github/decisis.yml": "version: 2\n"})
    repository.git("commit", "--quiet", "--all", "--message=break")
    done = asked("copilot", write(repository, "import json\n"), repository.path)
    assert done.returncode == 2
    assert "run `decisis check` to see why" in json.loads(done.stdout)["permissionDecisionReason"]


def test_outside_of_a_repository_nothing_is_asked(tmp_path: Path) -> None:
    given = {"file_path": str(tmp_path / "a.py"), "content": "import requests\n"}
    done = asked("claude", json.dumps({"tool_name": "Write", "tool_input": given}).encode(), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_the_end_of_a_turn_is_judged_as_a_whole_and_once(repository: Repository) -> None:
    end = {"hook_event_name": "Stop", "cwd": str(repository.path)}
    repository.write({"api/a.py": "import requests\n"})
    done = asked("claude", json.dumps(end).encode(), repository.path)
    told = json.loads(done.stdout)
    assert (done.returncode, told["decision"]) == (0, "block")
    assert told["reason"].startswith("Decisis: before you end, mend what blocks\n\nF-")
    assert "ADR-0001/require-with-1" in told["reason"]
    assert "ADR-0001/forbid-import-1" in told["reason"]
    done = asked("claude", json.dumps({**end, "stop_hook_active": True}).encode(), repository.path)
    assert (done.returncode, done.stdout) == (0, b"")


def test_what_may_be_written_next_is_no_reason_to_refuse_a_write(repository: Repository) -> None:
    call = Call(Kind.WRITE, "Write", repository.path, path="api/b.py", text="y = 1\n")
    assert objection(call) == ""


def test_the_transcript_of_the_readme_is_real(repository: Repository) -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(
        r"\$ echo '(?P<payload>\{[^\n]*\})' \| decisis hook claude\n(?P<answer>.*?)```", shown, re.DOTALL
    )
    assert found is not None
    done = asked("claude", found["payload"].encode(), repository.path)
    assert done.stderr.decode() == found["answer"]
    assert done.returncode == 2


SINGLE = [
    case
    for case in all_cases()
    if case.build is None
    and not case.options
    and not case.refused
    and len(case.head) == 1
    and case.blocked_by
    and all(len(part) < 256 for path in case.head for part in str(path).split("/"))
    and all(isinstance(path, str) and isinstance(text, str) for path, text in case.head.items())
]
SHARE = SINGLE if "DECISIS_ALL_MOMENTS" in os.environ else SINGLE[::16]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository.create(tmp_path_factory.mktemp("hook") / "repository")


@pytest.mark.parametrize("case", SHARE, ids=lambda case: case.id)
def test_attacks_that_write_one_file_are_refused_with_the_findings_of_the_gate(
    ground: Repository, case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path))
    base, head = case.commits(ground)
    ground.git("checkout", "--quiet", "--force", "--detach", base)
    ((path, text),) = case.head.items()
    with Gate(ground) as gate:
        verdict = gate.verdict(base, head)
    kinds = all_checks()
    expected = {one.id for one in verdict.findings if one.blocks and not kinds[one.check].is_about_the_whole}
    said = objection(Call(Kind.WRITE, "Write", ground.path, path=path, text=str(text)))
    assert set(re.findall(r"F-[0-9a-f]{12}", said)) == expected or len(expected) > 5
    assert bool(said) is bool(expected or verdict.incomplete)
    assert LocalRepository.open(ground.path).top is not None
