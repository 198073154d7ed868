"""`benchmarks/worked_cases.py` on a small repository: what it counts, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.worked_cases import main
from tests.git.repository import Repository

TESTS = "on: [pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n"
BEFORE = {".github/workflows/tests.yml": TESTS, "package.json": '{\n  "dependencies": {"left": "1.0.0"}\n}\n'}
AFTER = {"package.json": '{\n  "devDependencies": {"left": "1.0.0"}\n}\n', "README.md": "# A\n"}


@pytest.fixture
def case(tmp_path: Path) -> dict[str, object]:
    repository = Repository.create(tmp_path / "clones" / "acme+shop")
    base = repository.commit(BEFORE)
    head = repository.commit(AFTER, base)
    return {"id": "C1", "repo": "acme/shop", "pr": 7, "base": base, "head": head}


def place(
    kind: str, path: str, line: int | None = None, anchor: str | None = None, side: str = "new"
) -> object:
    return {"kind": kind, "path": path, "line": line, "anchor": anchor, "side": side}


GONE = place("ci_file_deleted", ".github/workflows/tests.yml", side="old")
MOVED = place("dependency_section_moved", "package.json", 2, '"left"')
NEW = place("dependency_added", "package.json", 2, '"left"')
SUPPRESSED = place("suppression_added", "README.md", 1, "#")


@pytest.mark.parametrize(
    ("expected", "forbidden", "says"),
    [
        ([GONE, MOVED], [NEW, SUPPRESSED], "2 found, 0 missed, 0 false, 0 not judged"),
        ([GONE, SUPPRESSED], [], "1 found, 1 missed, 0 false, 0 not judged"),
        ([MOVED], [GONE], "1 found, 0 missed, 1 false, 0 not judged"),
        ([place("of_no_kind", "README.md")], [], "0 found, 1 missed, 0 false, 0 not judged"),
    ],
)
def test_a_case_is_told_by_what_is_found_missed_and_false(
    case: dict[str, object],
    expected: list[object],
    forbidden: list[object],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sheet = tmp_path / "cases.jsonl"
    sheet.write_text(json.dumps({**case, "expect": expected, "must_not": forbidden}) + "\n", encoding="utf-8")
    code = main([str(sheet), "--clones", str(tmp_path / "clones")])
    assert f"C1 acme/shop#7: {says}" in capsys.readouterr().out
    assert code == (0 if "0 missed, 0 false" in says else 1)
