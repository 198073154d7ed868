"""`decisis init` as its users call it, on real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

TREE = {
    "docs/decisions/0007-words.md": "---\nstatus: accepted\n---\n# Words\n\n## Decision\n\nPlain words.\n",
    "ruff.toml": '[lint.flake8-tidy-imports.banned-api]\ncgi.msg = "Use the framework."\n',
}
RECORD = "docs/decisions/0008-modules-that-are-not-used-here.md"
POLICY, WORKFLOW = ".github/decisis.yml", ".github/workflows/decisis.yml"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit(TREE))
    made.checkout("main")
    return made


def test_it_writes_an_observing_policy_and_the_workflow_and_proposes_records_as_a_diff(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--repo", str(repository.path)]) == 0
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "found 1 decision record, 0 of them with rules",
        f"wrote {POLICY}",
        f"wrote {WORKFLOW}",
        "proposed 1 record from `ruff.toml`, observing until accepted; `decisis init --write` writes them",
        "next: `decisis check` judges your work tree, `decisis explain PATH` tells what governs a file",
    ]
    assert "mode: observe" in (repository.path / POLICY).read_text()
    assert not (repository.path / RECORD).exists()
    (repository.path / "proposal.diff").write_text(shown.out)
    repository.git("apply", "proposal.diff")
    assert "forbid-import" in (repository.path / RECORD).read_text()


def test_what_it_writes_reads_and_observes(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--repo", str(repository.path), "--write"]) == 0
    assert capsys.readouterr().out == ""
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message=set up")
    repository.write({"app.py": "import cgi\n"})
    assert main(["check", "--repo", str(repository.path)]) == 0
    report = capsys.readouterr().out
    assert "note[ADR-0008/forbid-import-1] imports `cgi`" in report
    assert "for `cgi`: Use the framework" in report


def test_what_is_there_is_left_alone(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.write({POLICY: "version: 1\nmode: enforce\n"})
    assert main(["init", "--repo", str(repository.path), "--write"]) == 0
    assert f"{POLICY} is there already and is left alone" in capsys.readouterr().err
    assert (repository.path / POLICY).read_text() == "version: 1\nmode: enforce\n"
    before = repository.git("status", "--porcelain", "--untracked-files=all")
    assert main(["init", "--repo", str(repository.path)]) == 0
    assert capsys.readouterr().out == ""
    assert repository.git("status", "--porcelain", "--untracked-files=all") == before


def test_a_dry_run_writes_nothing_and_shows_all(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--repo", str(repository.path), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("+++")] == [
        f"+++ b/{path}" for path in (POLICY, WORKFLOW, RECORD)
    ]
    assert repository.git("status", "--porcelain") == ""


def test_a_repository_without_a_commit_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    empty = Repository.create(tmp_path / "empty")
    assert main(["init", "--repo", str(empty.path)]) == 2
    assert capsys.readouterr().err == (
        "error: the repository has no commit yet\nhelp: commit what is there, then run `decisis init` again\n"
    )
