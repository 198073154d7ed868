"""`decisis envelope` as its users call it, on a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

POLICY = """version: 1
mode: enforce
envelopes:
  - for: "*"
    may-edit: ["src/**", "db/**"]
    may-not-edit: ["src/billing/**"]
    budget: {files: 60}
    approvals: [{paths: ["db/**"], from: ["@acme/dba"]}]
  - for: [claude-code]
    may-edit: ["docs/**"]
"""
AT = ".github/decisis.yml"
ALL = f"""\
# what an agent without an envelope of its own may do

- approvals-1 ({AT}:8:17): from `@acme/dba`; count `1`; paths `db/**`; lasts `head`
- budget ({AT}:7:5): files `60`; from `maintain`
- may-edit ({AT}:5:5): may-edit `src/**`, `db/**`
- may-not-edit ({AT}:6:5): may-not-edit `src/billing/**`
"""
CLOSED = f"  {AT}:6:5: may-not-edit `src/billing/**`\n"
ASKS = f"  {AT}:8:17: approvals-1 @acme/dba\n"
MORE = "`decisis explain PATH` tells what decisions ask of this file\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository.create(tmp_path_factory.mktemp("envelope"))
    made.branch("main", made.commit({AT: POLICY, "src/a.py": "a = 1\n", "LICENSE": "free\n"}))
    made.checkout("main")
    return made


@pytest.fixture(autouse=True)
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path))


def told(repository: Repository, *words: str) -> int:
    return main(["envelope", "--repo", str(repository.path), *words])


def test_without_words_the_envelope_of_every_agent_is_told(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(repository) == 0
    assert capsys.readouterr().out == ALL


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["src/a.py"], 0, f"src/a.py: may be edited\n  {AT}:5:5: may-edit `src/**`\n{MORE}"),
        (["src/billing/a.py"], 1, f"src/billing/a.py: may not be edited\n{CLOSED}"),
        (["src/billing"], 1, f"src/billing: may not be edited\n{CLOSED}"),
        (["SRC/a.py"], 1, f"SRC/a.py: may not be edited\n  {AT}:5:5: may-edit `src/**`\n"),
        (["LICENSE"], 1, f"LICENSE: may not be edited\n  {AT}:5:5: may-edit `src/**` `db/**`\n"),
        (["*", "db/1.sql"], 0, f"db/1.sql: may be edited\n  {AT}:5:5: may-edit `db/**`\n{ASKS}{MORE}"),
        (["claude-code", "src/a.py"], 1, f"src/a.py: may not be edited\n  {AT}:10:5: may-edit `docs/**`\n"),
    ],
)
def test_a_path_is_answered_with_the_line_that_decides(
    repository: Repository, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert told(repository, *words) == code
    out = capsys.readouterr().out.replace(f"explain {words[-1]}", "explain PATH")
    assert out.rpartition("\n\n")[2] == said


def test_the_same_as_data(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(repository, "claude-code", "docs/a.md", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["schema"], data["agent"], data["mode"]) == ("decisis.envelope/1", "claude-code", "enforce")
    assert [(one["key"], one["at"]) for one in data["clauses"]] == [
        ("approvals-1", f"{AT}:8:17"),
        ("budget", f"{AT}:7:5"),
        ("may-not-edit", f"{AT}:6:5"),
        ("may-edit", f"{AT}:10:5"),
    ]
    assert data["clauses"][1]["options"] == {"files": 60, "from": ["maintain"]}
    assert data["path"] == {
        "path": "docs/a.md",
        "may_edit": True,
        "rule": "envelope/claude-code/may-edit",
        "at": f"{AT}:10:5",
        "patterns": ["docs/**"],
        "approvals": [],
    }


def test_without_envelopes_everything_may_be_edited(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(repository, "codex", "src/a.py", "--policy", "builtin") == 0
    out = capsys.readouterr().out
    assert "no envelope speaks about it" in out
    assert "src/a.py: may be edited" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["claude-cod"],
            "`claude-cod` is no agent and no path of the repository, did you mean `claude-code`",
        ),
        (["claude-cod", "src/a.py"], "no agent is known as `claude-cod`, did you mean `claude-code`"),
    ],
)
def test_who_is_nobody_is_refused(
    repository: Repository, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert told(repository, *words) == 2
    assert said in capsys.readouterr().err
