"""Envelopes in agents' own settings: what is refused is what the envelope refuses, and all else stays."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from bot.cli.main import main
from checks.compiling import Target, permissions
from checks.compiling.spelling import globs, place
from checks.envelope import EVERY_AGENT
from checks.path_matching import matches
from tests.git.repository import Repository

POLICY = """\
version: 1
mode: {mode}
envelopes:
  - for: "*"
    may-edit: ["src/**", "docs/**"]
    may-not-edit: ["src/billing/", "migrations/*.sql", "/LICENSE"]
    budget: {{files: 40}}
  - for: [claude-code]
    may-not-edit: ["src/legacy/**", "!src/legacy/new/**"]
"""
SETTINGS = """{
  "permissions": {"allow": ["Bash(npm test)"],   "deny": ["Edit(/LICENSE)", "Read(./.env)"]},
  "model": "opus"
}
"""
REFUSED = [
    "Edit(/LICENSE)",
    "Read(./.env)",
    "Edit(/src/billing/**)",
    "Edit(/migrations/*.sql)",
    "Edit(/migrations/*.sql/**)",
    "Edit(/LICENSE/**)",
]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit({".github/decisis.yml": POLICY.format(mode="enforce")}))
    made.checkout("main")
    return made


def compiles(repository: Repository, *words: str) -> int:
    return main(["compile", *words, "--repo", str(repository.path)])


def put(repository: Repository, path: str, text: str) -> Path:
    file = repository.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def test_refusals_are_added_once_and_nothing_else_moves(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(repository, ".claude/settings.json", SETTINGS)
    assert compiles(repository, "claude") == 0
    told = capsys.readouterr()
    assert told.out == "wrote .claude/settings.json\nwrote .github/decisis-compiled.json\n"
    assert told.err == (
        "not said: envelope/*/budget: Claude Code has no setting for this\n"
        "not said: envelope/*/may-edit: Claude Code cannot refuse all files but some\n"
        "not said: envelope/claude-code/may-not-edit `src/legacy/** !src/legacy/new/**`: "
        "Claude Code knows no exceptions from a refusal\n"
    )
    written = json.loads(file.read_bytes())
    assert written == {
        "permissions": {"allow": ["Bash(npm test)"], "deny": REFUSED},
        "model": "opus",
    }
    before = file.read_bytes()
    assert compiles(repository, "claude") == 0
    assert compiles(repository, "claude", "--check") == 0
    assert file.read_bytes() == before
    assert "current" in capsys.readouterr().err


def test_what_the_policy_does_not_ask_for_any_more_goes_and_nothing_of_others(repository: Repository) -> None:
    file = put(repository, ".claude/settings.json", SETTINGS)
    assert compiles(repository, "claude") == 0
    put(repository, "empty.yml", "version: 1\nmode: enforce\n")
    assert compiles(repository, "claude", "--policy", str(repository.path / "empty.yml")) == 0
    assert file.read_bytes() == SETTINGS.encode()
    assert not (repository.path / ".github/decisis-compiled.json").exists()


@pytest.mark.parametrize("target", ["claude", "cursor", "codex"])
def test_a_file_of_ours_alone_comes_and_goes(repository: Repository, target: str) -> None:
    before = sorted(each for each in repository.path.rglob("*") if ".git" not in each.parts)
    assert compiles(repository, target) == 0
    assert compiles(repository, target, "--check") == 0
    policy = put(repository, "../empty.yml", "version: 1\nmode: enforce\n")
    assert compiles(repository, target, "--policy", str(policy)) == 0
    after = sorted(each for each in repository.path.rglob("*") if each.is_file() and ".git" not in each.parts)
    assert after == [each for each in before if each.is_file()]


def test_drift_is_told_as_a_diff_and_fails(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compiles(repository, "claude") == 0
    file = repository.path / ".claude/settings.json"
    file.write_text(file.read_text().replace('"Edit(/src/billing/**)",', ""))
    capsys.readouterr()
    assert compiles(repository, "claude", "--check") == 1
    told = capsys.readouterr()
    assert '+      "Edit(/src/billing/**)"\n' in told.out
    assert "stale; run `decisis compile claude`\n" in told.err
    assert compiles(repository, "claude", "--dry-run") == 0
    assert "Edit(/src/billing/**)" not in file.read_text()


def test_edits_are_allowed_only_where_that_is_wished(repository: Repository) -> None:
    assert compiles(repository, "claude", "--allow") == 0
    settings = json.loads((repository.path / ".claude/settings.json").read_bytes())["permissions"]
    assert settings["allow"] == ["Edit(/src/**)", "Edit(/docs/**)"]
    assert compiles(repository, "claude", "--check") == 0
    assert compiles(repository, "claude", "--no-allow", "--check") == 1
    assert compiles(repository, "claude", "--no-allow") == 0
    assert "allow" not in json.loads((repository.path / ".claude/settings.json").read_bytes())["permissions"]


def test_cursor_is_told_in_its_own_words(repository: Repository) -> None:
    assert compiles(repository, "cursor") == 0
    assert json.loads((repository.path / ".cursor/cli.json").read_bytes()) == {
        "permissions": {
            "allow": [],
            "deny": [
                "Write(src/billing/**)",
                "Write(migrations/*.sql)",
                "Write(migrations/*.sql/**)",
                "Write(LICENSE)",
                "Write(LICENSE/**)",
            ],
        }
    }


def test_codex_gets_a_profile_beside_what_stands_there(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    own = '# ours\nmodel = "gpt-5"\n\n[features]\nhooks = true\n'
    file = put(repository, ".codex/config.toml", own)
    assert compiles(repository, "codex") == 0
    found = tomllib.loads(file.read_text())
    assert found["default_permissions"] == "decisis"
    assert found["permissions"]["decisis"] == {
        "extends": ":workspace",
        "filesystem": {":workspace_roots": {"src/billing": "read", "LICENSE": "read"}},
    }
    assert (found["model"], found["features"]) == ("gpt-5", {"hooks": True})
    assert own in file.read_text()
    assert (
        "`migrations/*.sql`: Codex can hold single files and whole folders alone" in capsys.readouterr().err
    )
    policy = put(repository, "../empty.yml", "version: 1\nmode: enforce\n")
    assert compiles(repository, "codex", "--policy", str(policy)) == 0
    assert file.read_text() == own


@pytest.mark.parametrize(
    ("target", "path", "text", "said"),
    [
        ("claude", ".claude/settings.json", "{", "`.claude/settings.json` cannot be edited: it is no JSON"),
        ("claude", ".claude/settings.json", '{"permissions": []}', "of another kind"),
        ("codex", ".codex/config.toml", "a = ", "`.codex/config.toml` is no TOML"),
        ("codex", ".codex/config.toml", 'sandbox_mode = "read-only"\n', "sets `sandbox_mode`"),
        ("codex", ".codex/config.toml", "# decisis:begin\n", "do not pair up"),
        ("codex", ".codex/config.toml", "# decisis:end\n", "do not pair up"),
        ("claude", ".github/decisis-compiled.json", "[]", "restore it from git"),
        ("claude", ".github/decisis-compiled.json", '{"version": 2, "hosts": {}}', "restore it from git"),
    ],
)
def test_what_cannot_be_edited_is_left_alone(
    repository: Repository, target: str, path: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(repository, path, text)
    assert compiles(repository, target) == 2
    assert said in capsys.readouterr().err
    assert file.read_bytes() == text.encode()


def test_a_policy_that_observes_refuses_nothing(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = put(repository, "../observing.yml", POLICY.format(mode="observe"))
    assert compiles(repository, "claude", "--policy", str(policy)) == 0
    assert "the policy observes, so nothing is refused" in capsys.readouterr().err
    assert not (repository.path / ".claude").exists()


def test_copilot_has_no_such_settings(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert compiles(repository, "copilot") == 2
    assert "run `decisis hooks install --agent copilot`" in capsys.readouterr().err


PATHS = [
    "src",
    "src/a",
    "src/a/b",
    "srcs/a",
    "x/src/a",
    "a.sql",
    "db/a.sql",
    "db/x/a.sql",
    "a.sql/x",
    "ab.py",
]


@pytest.mark.parametrize(
    "pattern", ["src", "src/", "src/**", "/src", "src/*", "**/src", "*.sql", "db/*.sql", "**/*.sql", "a?.py"]
)
def test_a_pattern_means_the_same_paths_in_a_host(pattern: str) -> None:
    """Hosts read ours as `.gitignore` does, where a slash in front or within binds to the root."""
    told = globs(pattern, has_sets=False)
    assert told is not None
    for path in PATHS:
        assert any(matches((f"/{one}",), path) for one in told) == matches((pattern,), path), path


@pytest.mark.parametrize("pattern", ["a[bc]", "a{b,c}", "a,b", "x(y)"])
def test_what_a_host_would_read_otherwise_is_not_said(pattern: str) -> None:
    assert globs(pattern, has_sets=False) is None


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("src/", "src"),
        ("src/**", "src"),
        ("/a/b.txt", "a/b.txt"),
        ("src/*", None),
        ("**", None),
        ("a/**/b", None),
    ],
)
def test_a_place_is_a_file_or_a_whole_folder(pattern: str, named: str | None) -> None:
    assert place(pattern) == named


def test_nothing_is_said_without_an_envelope() -> None:
    assert permissions(Target.CLAUDE, ()).deny == ()
    assert EVERY_AGENT == "*"
