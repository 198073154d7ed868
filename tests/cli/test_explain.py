"""`decisis explain` as its users call it, on real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

RECORD = """---
status: {status}
enforce:
  level: {level}
  paths: {paths}
  instead: {instead}
  rules:
    - {rule}
---
# {title}

## Decision Outcome

Chosen option: "{title}", because {why}.
"""
TREE = {
    ".github/decisis.yml": "version: 1\nmode: enforce\n",
    "docs/decisions/0012-one-http-client.md": RECORD.format(
        status="accepted",
        level="block",
        paths='["src/**"]',
        instead="use `src.http`",
        rule="forbid-import: {to: [requests]}",
        title="One HTTP client",
        why="it retries",
    ),
    "docs/decisions/0013-no-orm.md": RECORD.format(
        status="rejected",
        level="warn",
        paths='["src/storage/**"]',
        instead="write the query",
        rule='forbid-pattern: {languages: [python], pattern: "orm.query(...)"}',
        title="An object-relational mapper",
        why="it hides what is asked of the database",
    ),
    "docs/decisions/0014-words.md": "---\nstatus: accepted\n---\n# Words\n\n## Decision\n\nPlain words.\n",
    "src/storage/orders.py": "import json\n",
    "docs/guide.md": "# Guide\n",
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit(TREE))
    made.checkout("main")
    return made


def explained(repository: Repository, subject: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", "--repo", str(repository.path), subject]) == 0
    return capsys.readouterr().out


def test_a_path_is_explained_by_every_decision_that_governs_it_the_rejected_ones_too(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    text = explained(repository, "src/storage/orders.py", capsys)
    decisions, _, built_in = text.partition("## built in")
    assert (
        decisions
        == """\
# src/storage/orders.py

2 decisions govern this file

## ADR-0012: One HTTP client

status: accepted
file: docs/decisions/0012-one-http-client.md
why: One HTTP client, because it retries.

- ADR-0012/forbid-import-1 (block, `forbidden-import`, for agents)
  instead: use `src.http`

## ADR-0013: An object-relational mapper

status: rejected
file: docs/decisions/0013-no-orm.md
why: An object-relational mapper, because it hides what is asked of the database.

- ADR-0013/forbid-pattern-1 (warn, `forbidden-pattern`, for agents)
  instead: write the query

"""
    )
    assert "- `added-suppression` (warn)" in built_in
    assert "pack/python/" in built_in
    assert "pack/go/" not in built_in
    assert "1 more record without a rule" in built_in


def test_a_rule_about_code_does_not_govern_a_page_of_prose(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    text = explained(repository, "docs/guide.md", capsys)
    assert "no decision governs this file" in text


def test_a_file_that_is_not_there_yet_is_explained_as_well(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "## ADR-0012" in explained(repository, "src/new/place.ts", capsys)


def test_a_path_counts_from_the_working_directory(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.path / "src/storage")
    assert explained(repository, "./orders.py", capsys).startswith("# src/storage/orders.py\n")
    assert explained(repository, "../storage/orders.py", capsys).startswith("# src/storage/orders.py\n")


def test_a_slip_in_the_name_of_a_rule_is_not_taken_for_a_path(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--repo", str(repository.path), "ADR-0012/forbid-imprt-1"]) == 2
    assert "did you mean `ADR-0012/forbid-import-1`" in capsys.readouterr().err
