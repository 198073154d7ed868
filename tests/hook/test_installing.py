"""Hooks in the files that people own: put in once, taken out whole, every other byte as it was."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.main import main
from bot.hook.answers import Host
from bot.hook.json_edits import NotEditable, added, without
from tests.git.repository import Repository

SETTINGS = {
    ".claude/settings.json": """{
  "permissions": {"allow": ["Bash(npm test)"],   "deny": []},
  "hooks": {
    "PreToolUse": [
      {"matcher": "Bash", "hooks": [{"type": "command", "command": "./guard.sh"}]}
    ]
  },
  "model": "opus"
}
""",
    ".codex/hooks.json": '{\n\t"description": "ours",\n\t"hooks": {}\n}',
    ".github/hooks/other.json": '{"version": 1, "hooks": {}}\n',
    ".cursor/hooks.json": '{"version":1,"hooks":{"afterFileEdit":[{"command":"./fmt.sh"}]}}',
    ".gemini/settings.json": '{\r\n    "theme": "GitHub",\r\n    "hooks": {"BeforeTool": []}\r\n}\r\n',
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit({"README.md": "# Shop\n"}))
    made.checkout("main")
    for name, text in SETTINGS.items():
        file = made.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return made


def hooks(repository: Repository, *words: str) -> int:
    return main(["hooks", *words, "--repo", str(repository.path)])


def standing(repository: Repository) -> dict[str, bytes]:
    files = (file for file in repository.path.rglob("*") if file.is_file() and ".git" not in file.parts)
    return {file.relative_to(repository.path).as_posix(): file.read_bytes() for file in files}


def test_five_agents_get_their_hooks_once_and_get_everything_back(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    before = standing(repository)
    assert hooks(repository, "install") == 0
    said = capsys.readouterr().out
    for path in (*SETTINGS, ".github/hooks/decisis.json"):
        assert (f"wrote {path}\n" in said) is (path != ".github/hooks/other.json")
    claude = json.loads((repository.path / ".claude/settings.json").read_text())
    assert [one["matcher"] for one in claude["hooks"]["PreToolUse"]] == [
        "Bash",
        "Write|Edit|MultiEdit|NotebookEdit|Bash",
    ]
    assert claude["hooks"]["Stop"][0]["hooks"][0]["command"] == "decisis hook claude"
    assert claude["permissions"] == {"allow": ["Bash(npm test)"], "deny": []}
    cursor = json.loads((repository.path / ".cursor/hooks.json").read_text())
    assert cursor["hooks"]["preToolUse"][0]["failClosed"]
    gemini = json.loads((repository.path / ".gemini/settings.json").read_text())
    assert gemini["hooks"]["BeforeTool"][0]["hooks"][0]["timeout"] == 20_000
    once = standing(repository)
    assert hooks(repository, "install") == 0
    assert "wrote" not in capsys.readouterr().out
    assert standing(repository) == once
    assert hooks(repository, "uninstall") == 0
    after = standing(repository)
    emptied = {".codex/hooks.json", ".gemini/settings.json"}  # their empty tables held nothing before either
    assert {path: text for path, text in after.items() if path not in emptied} == {
        path: text for path, text in before.items() if path not in emptied
    }
    assert json.loads(after[".codex/hooks.json"]) == {"description": "ours"}
    assert json.loads(after[".gemini/settings.json"]) == {"theme": "GitHub"}


def test_a_dry_run_writes_nothing_and_an_unknown_file_is_refused(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    before = standing(repository)
    assert hooks(repository, "install", "--dry-run") == 0
    assert "+++ b/.claude/settings.json" in capsys.readouterr().out
    assert standing(repository) == before
    (repository.path / ".claude/settings.json").write_text("{ // a comment\n}")
    assert hooks(repository, "install", "--agent", "claude") == 2
    assert "`.claude/settings.json` is no JSON" in capsys.readouterr().err
    assert (repository.path / ".claude/settings.json").read_text() == "{ // a comment\n}"


def test_where_nothing_stood_nothing_is_left(repository: Repository) -> None:
    for name in SETTINGS:
        (repository.path / name).unlink()
    before = standing(repository)
    agents = [
        word for name in ("claude", "kiro", "devin", "opencode", "cursor") for word in ("--agent", name)
    ]
    assert hooks(repository, "install", *agents) == 0
    assert len(standing(repository)) == len(before) + 5
    assert hooks(repository, "uninstall", *agents) == 0
    assert standing(repository) == before


def test_the_doctor_plants_a_forbidden_write(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hooks(repository, "doctor", "--agent", "claude") == 1
    assert "bad  claude: the hook is not there" in capsys.readouterr().out
    assert hooks(repository, "install", "--agent", "claude", "--agent", "codex") == 0
    folder = Path(sys.executable).parent
    assert shutil.which("decisis", path=str(folder))
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    capsys.readouterr()
    every = [word for host in Host for word in ("--agent", host.value)]
    assert hooks(repository, "install", *every) == 0
    capsys.readouterr()
    assert hooks(repository, "doctor", *every) == 0
    said = capsys.readouterr().out
    assert said.count("a forbidden write that was planted was refused") == len(Host)
    assert "know that a hook that crashes or is late lets the write through" in said


HOME_SETTINGS = {
    ".claude/settings.json": SETTINGS[".claude/settings.json"],
    ".codex/hooks.json": '{\n\t"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say"}]}]}\n}',
    ".copilot/hooks/other.json": SETTINGS[".github/hooks/other.json"],
    ".cursor/hooks.json": SETTINGS[".cursor/hooks.json"],
    ".gemini/settings.json": '{\r\n    "theme": "GitHub"\r\n}\r\n',
    ".config/amp/settings.json": '{"amp.permissions": [{"tool": "Bash", "action": "ask"}]}',
    ".claude/CLAUDE.md": "Write tests.\n",
    ".gitconfig": "[user]\n\tname = Ada\n",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_hooks_of_a_user_stand_in_the_home_and_leave_it_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name, text in HOME_SETTINGS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(text.encode())
    folder = Path(sys.executable).parent
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)  # no repository
    assert main(["hooks", "doctor", "--user", "--agent", "claude"]) == 1
    assert main(["hooks", "install", "--user"]) == 0
    there = contents(home)
    assert there[".claude/CLAUDE.md"] == b"Write tests.\n"
    assert set(there) == {*HOME_SETTINGS, ".copilot/hooks/decisis.json"}
    assert main(["hooks", "install", "--user"]) == 0
    capsys.readouterr()
    assert main(["hooks", "doctor", "--user"]) == 0
    said = capsys.readouterr().out
    assert said.count("a forbidden write that was planted was refused") == 6
    assert main(["hooks", "uninstall", "--user"]) == 0
    assert contents(home) == {name: text.encode() for name, text in HOME_SETTINGS.items()}


def test_where_the_first_rule_decides_ours_come_first(repository: Repository) -> None:
    file = repository.path / ".amp/settings.json"
    file.parent.mkdir()
    text = (
        '{\n  "amp.permissions": [\n    {"tool": "Bash", "action": "ask"}\n  ],\n  "amp.theme": "dark"\n}\n'
    )
    file.write_text(text)
    for _ in range(2):
        assert hooks(repository, "install", "--agent", "amp") == 0
    found = json.loads(file.read_text())["amp.permissions"]
    assert [(rule["tool"], rule.get("to")) for rule in found] == [
        ("create_file", "decisis-hook-amp"),
        ("edit_file", "decisis-hook-amp"),
        ("apply_patch", "decisis-hook-amp"),
        ("Bash", None),
    ]
    assert hooks(repository, "uninstall", "--agent", "amp") == 0
    assert file.read_text() == text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ab"\\ {}[],:é', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["a", "b", "hooks"]), VALUES, max_size=3),
    st.sampled_from([None, 2, "\t"]),
    VALUES,
)
def test_what_is_added_is_taken_out_to_the_byte(
    whole: dict[str, object], step: int | str | None, more: object
) -> None:
    text = json.dumps(whole, indent=step) + "\n"
    element = {"ours": more}
    try:
        changed = added(text, ("hooks", "Pre"), element)
    except NotEditable:
        held = whole["hooks"]
        assert not isinstance(held, dict) or not isinstance(held.get("Pre", []), list)
        return
    wanted = json.loads(text)
    wanted.setdefault("hooks", {}).setdefault("Pre", []).append(element)
    assert json.loads(changed) == wanted
    back = without(changed, ("hooks", "Pre"), lambda one: one == element)
    if whole.get("hooks", {"x": 1}):
        assert back == text or not wanted["hooks"]["Pre"][:-1]
    assert json.loads(back) in (whole, {key: value for key, value in whole.items() if key != "hooks"})
