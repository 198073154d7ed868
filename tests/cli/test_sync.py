"""`decisis sync` as its users call it, on real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

RECORD = """\
---
status: accepted
enforce:
  instead: Use `shop.http`.
  rules:
    - forbid-import: {to: [requests]}
---
# One client
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit({"docs/decisions/0007-http.md": RECORD, "AGENTS.md": "# Ours\n"}))
    made.checkout("main")
    return made


def sync(repository: Repository, *words: str) -> int:
    return main(["sync", "--repo", str(repository.path), *words])


def test_it_writes_once_and_then_everything_is_current(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(repository) == 0
    assert capsys.readouterr().out == "wrote .agents/skills/decisis/SKILL.md\nwrote AGENTS.md\n"
    text = (repository.path / "AGENTS.md").read_text()
    assert text.startswith("# Ours\n\n<!-- decisis:begin -->\n")
    assert "- **ADR-0007** One client: Use `shop.http`\n" in text
    assert sync(repository) == 0
    assert capsys.readouterr().out == "everything is current\n"
    assert sync(repository, "--check") == 0
    assert capsys.readouterr().err == "current\n"


def test_the_check_shows_what_is_stale_as_a_diff_that_applies(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(repository) == 0
    repository.write({"docs/decisions/0007-http.md": RECORD.replace("shop.http", "shop.net")})
    capsys.readouterr()
    assert sync(repository, "--check") == 1
    shown = capsys.readouterr()
    assert shown.err == "1 stale; run `decisis sync`\n"
    (repository.path / "stale.diff").write_text(shown.out)
    repository.git("apply", "stale.diff")
    assert sync(repository, "--check") == 0


def test_what_git_ignores_is_not_written_over(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.git("rm", "--quiet", "--cached", "AGENTS.md")
    repository.write({".gitignore": "AGENTS.md\n"})
    assert sync(repository) == 2
    assert "git ignores `AGENTS.md`" in capsys.readouterr().err
    assert (repository.path / "AGENTS.md").read_text() == "# Ours\n"
    assert not (repository.path / ".agents").exists()


def test_nothing_is_written_behind_a_link(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside").mkdir()
    (repository.path / ".agents").symlink_to(tmp_path / "outside")
    assert sync(repository) == 2
    assert "lies behind a link" in capsys.readouterr().err
    assert not [each for each in (tmp_path / "outside").rglob("*") if each.is_file()]


def test_half_a_block_is_told_with_its_file(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({"AGENTS.md": "<!-- decisis:begin -->\n"})
    assert sync(repository) == 2
    assert capsys.readouterr().err.startswith(
        "error: `AGENTS.md` cannot be kept: the marks `<!-- decisis:begin"
    )
