"""Each host in each situation: a payload in its documented form in, the exact answer in its form out."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.cli import hook
from bot.hook import answering
from tests.git.repository import Repository

Payload = Mapping[str, object]
Tell = Callable[[str, Path], Payload]
Ask = Callable[[str, bytes | Payload | None, Path], tuple[int, str, str]]
CLOSED, OPEN = "closed/a.txt", "open/a.txt"
POLICY = 'version: 1\nmode: enforce\nenvelopes:\n  - {for: "*", may-not-edit: ["closed/**"]}\n'


def pre(event: str, tool: str, given: Payload, cwd: Path) -> Payload:
    return {
        "session_id": "1",
        "cwd": str(cwd),
        "hook_event_name": event,
        "tool_name": tool,
        "tool_input": given,
    }


def claude(path: str, cwd: Path) -> Payload:
    return pre("PreToolUse", "Write", {"file_path": str(cwd / path), "content": "x\n"}, cwd)


def codex(path: str, cwd: Path) -> Payload:
    patch = f"*** Begin Patch\n*** Add File: {path}\n+x\n*** End Patch"
    return pre("PreToolUse", "apply_patch", {"command": patch}, cwd)


def copilot(path: str, cwd: Path) -> Payload:
    given = {"path": path, "file_text": "x\n"}
    return {"sessionId": "1", "timestamp": 1, "cwd": str(cwd), "toolName": "create", "toolArgs": given}


def cursor(path: str, cwd: Path) -> Payload:
    given = {"path": path, "contents": "x\n"}
    return {
        "conversation_id": "1",
        "workspace_roots": [str(cwd)],
        "tool_name": "Write",
        "tool_input": given,
    }


def gemini(path: str, cwd: Path) -> Payload:
    return pre("BeforeTool", "write_file", {"file_path": path, "content": "x\n"}, cwd)


def kiro(path: str, cwd: Path) -> Payload:
    return pre("PreToolUse", "fs_write", {"path": path, "file_text": "x\n"}, cwd)


def devin(path: str, cwd: Path) -> Payload:
    del cwd
    return {"tool_name": "exec", "tool_input": {"command": f"echo x > {path}", "shell_id": "main"}}


def amp(path: str, cwd: Path) -> Payload:
    """What the tool is given is all that arrives; the tool is named in the environment."""
    return {"path": str(cwd / path), "content": "x\n"}


def opencode(path: str, cwd: Path) -> Payload:
    return {"tool": "write", "args": {"filePath": str(cwd / path), "content": "x\n"}, "cwd": str(cwd)}


def name_of(tell: Tell) -> str:
    return str(getattr(tell, "__name__", ""))


TELLERS = (claude, codex, copilot, cursor, gemini, kiro, devin, amp, opencode)
every_host = pytest.mark.parametrize("tell", [pytest.param(tell, id=name_of(tell)) for tell in TELLERS])


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository.create(tmp_path_factory.mktemp("hosts") / "repository")
    made.branch("main", made.commit({".github/decisis.yml": POLICY, "a.txt": "a\n"}))
    made.branch("bare", made.commit({"a.txt": "a\n"}))
    made.checkout("main")
    return made


@pytest.fixture
def ask(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Ask:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache-of-hosts"))
    monkeypatch.delenv("CLAUDE_PROJECT_DIR", raising=False)

    def asked(host: str, told: bytes | Payload | None, cwd: Path) -> tuple[int, str, str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setenv("DEVIN_PROJECT_DIR", str(cwd))
        monkeypatch.setenv("AGENT_TOOL_NAME", "create_file" if host == "amp" else "")
        reading, writing = os.pipe()
        if told is not None:
            os.write(writing, told if isinstance(told, bytes) else json.dumps(told).encode())
            os.close(writing)
        with open(reading, encoding="utf-8") as stdin:  # noqa: PTH123 - a pipe has no path
            monkeypatch.setattr("sys.stdin", stdin)
            code = hook.run(argparse.Namespace(agent=host))
        if told is None:
            os.close(writing)
        return (code, *capfd.readouterr())

    return asked


def refused(host: str, answer: tuple[int, str, str]) -> str:
    """The reason of a refusal, which must have the form of the host to the byte."""
    code, out, err = answer
    if host == "gemini":
        reason = json.loads(out)["reason"]
        wanted = {"decision": "deny", "reason": reason}
        assert answer == (0, json.dumps(wanted, ensure_ascii=False) + "\n", "")
        return str(reason)
    reason = err.removesuffix("\n")
    forms: Mapping[str, Payload] = {
        "copilot": {"permissionDecision": "deny", "permissionDecisionReason": reason},
        "cursor": {"permission": "deny", "user_message": reason, "agent_message": reason},
    }
    wanted_out = json.dumps(forms[host], ensure_ascii=False) + "\n" if host in forms else ""
    assert (code, out) == (2, wanted_out)
    return reason


def allowed(host: str) -> tuple[int, str, str]:
    return 0, '{"permission": "allow"}\n' if host == "cursor" else "", ""


@every_host
def test_what_is_open_is_allowed_and_what_is_closed_is_refused(
    ground: Repository, ask: Ask, tell: Tell
) -> None:
    host = name_of(tell)
    assert ask(host, tell(OPEN, ground.path), ground.path) == allowed(host)
    reason = refused(host, ask(host, tell(CLOSED, ground.path), ground.path))
    assert f"{CLOSED}: " in reason
    assert "(envelope/*/may-not-edit)" in reason


@every_host
def test_what_cannot_be_read_is_refused(ground: Repository, ask: Ask, tell: Tell) -> None:
    host = name_of(tell)
    for told in (b"", b"no json", b"[]", b"\xff", json.dumps(tell(OPEN, ground.path)).encode()[:-3]):
        reason = refused(host, ask(host, told, ground.path))
        assert reason.startswith("Decisis did not understand the call: the host sent ")


@every_host
def test_a_payload_of_another_version_is_refused(ground: Repository, ask: Ask, tell: Tell) -> None:
    host = name_of(tell)
    reason = refused(host, ask(host, {"version": 99, "call": tell(OPEN, ground.path)}, ground.path))
    seen = "the host names no tool, or nothing that it is given"
    if host == "amp":
        seen = "`create_file` comes without what it writes"
    assert reason == f"Decisis did not understand the call: {seen}; update Decisis or its hook"


@every_host
def test_a_host_that_never_ends_its_payload_is_refused_in_time(
    ground: Repository, ask: Ask, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SECONDS", 0.05)
    reason = refused(name_of(tell), ask(name_of(tell), None, ground.path))
    assert reason == "Decisis could not judge this within 0.05 seconds; write less at once"


@every_host
def test_without_a_policy_or_a_repository_nothing_is_refused(
    ground: Repository, ask: Ask, tell: Tell, tmp_path: Path
) -> None:
    host = name_of(tell)
    assert ask(host, tell(CLOSED, tmp_path), tmp_path) == allowed(host)
    ground.git("checkout", "--quiet", "bare")
    try:
        assert ask(host, tell(CLOSED, ground.path), ground.path) == allowed(host)
    finally:
        ground.git("checkout", "--quiet", "main")
