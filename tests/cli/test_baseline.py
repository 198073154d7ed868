"""`decisis baseline` as its users call it, on real repositories, and what `decisis check` makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.cli.main import main
from tests.git.repository import Link, Repository

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    found["$id"]: found
    for found in (json.loads(file.read_text()) for file in ROOT.glob("docs/*.schema.json"))
    if "$id" in found
}
VALID = jsonschema_rs.validator_for(
    SCHEMAS["urn:decisis:baseline-report:1"],
    registry=jsonschema_rs.Registry(list(SCHEMAS.items())),
)
FILE = ".github/decisis-baseline.json"
DAY = "2026-03-02"
RECORD = """---
status: accepted
enforce:
  instead: use `src.http`
  rules:
    - forbid-import: {to: [requests]}
---
# One HTTP client
"""
TREE = {
    ".github/decisis.yml": "version: 1\nbaseline: {from: '@acme/platform'}\n",
    "docs/decisions/0012-client.md": RECORD,
    "src/a.py": "import requests\n",
    "src/b.py": "import json\nimport requests\n",
    "tests/test_a.py": "def test_a():\n    assert True\n",
    "CLAUDE.md": "# Rules\n",
}
LISTED = [("src/a.py", 1), ("src/b.py", 2)]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    committed(made, TREE)
    return made


def committed(repository: Repository, files: dict[str, Any]) -> None:
    repository.branch("main", repository.commit(files))
    repository.checkout("main")


def baseline(repository: Repository, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["baseline", "--repo", str(repository.path), "--date", DAY, "--format", "json", *words])
    out = capsys.readouterr().out
    report = json.loads(out) if out else None
    if report is not None:
        VALID.validate(report)
    return code, report


def places(entries: Any) -> list[tuple[str, int]]:
    return [(entry["path"], entry["line"]) for entry in entries]


def written(repository: Repository) -> str:
    return (repository.path / FILE).read_text(encoding="ascii")


def test_what_stands_is_told_and_recorded_only_when_asked_for(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = baseline(repository, capsys)
    assert (code, places(report["new"]), report["files"]) == (1, LISTED, len(TREE))
    assert not (repository.path / FILE).exists()
    code, report = baseline(repository, capsys, "--write")
    assert (code, places(report["new"]), report["put_in"]) == (0, LISTED, True)
    first = written(repository)
    assert first.splitlines()[3].startswith('{"fingerprint": "')
    assert first.count('"rule": "ADR-0012/forbid-import-1", "decision": "ADR-0012", "path": "src/a.py"') == 1
    code, report = baseline(repository, capsys, "--write")
    assert (code, places(report["recorded"]), report["new"], report["stale"]) == (0, LISTED, [], [])
    assert written(repository) == first


def test_it_shrinks_by_itself_and_grows_only_when_told_to(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline(repository, capsys, "--write")
    file = written(repository)
    committed(repository, {**TREE, "src/a.py": "import json\n", "src/c.py": "import requests\n", FILE: file})
    code, report = baseline(repository, capsys)
    assert (code, places(report["stale"]), places(report["new"])) == (1, [LISTED[0]], [("src/c.py", 1)])
    assert written(repository) == file
    code, report = baseline(repository, capsys, "--write")
    assert (code, report["taken_out"], report["put_in"]) == (1, True, False)
    assert places(json.loads(written(repository))["entries"]) == [LISTED[1]]
    code, report = baseline(repository, capsys, "--write", "--grow")
    assert (code, report["put_in"]) == (0, True)
    assert places(json.loads(written(repository))["entries"]) == [LISTED[1], ("src/c.py", 1)]


def test_lines_that_shift_and_another_day_change_nothing(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline(repository, capsys, "--write")
    first = written(repository)
    committed(repository, {**TREE, "src/a.py": "\n\n# more\nimport requests\n", FILE: first})
    assert baseline(repository, capsys, "--write", "--date", "2027-01-01")[0] == 0
    assert written(repository) == first


def test_the_text_says_what_to_do(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--repo", str(repository.path)]) == 1
    out = capsys.readouterr().out
    head = repository.git("rev-parse", "HEAD")[:7]
    assert out.splitlines()[:2] == ["# new: 2", "      2 ADR-0012/forbid-import-1"]
    assert f"0 entries stand at {head}; 0 stale, 2 not recorded" in out
    assert "help: mend what is new, or record it with `decisis baseline --write --grow`" in out


def test_check_counts_it_and_a_change_that_grows_it_waits(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline(repository, capsys, "--write")
    assert main(["check", "--repo", str(repository.path), "--format", "json"]) == 1
    (due,) = json.loads(capsys.readouterr().out)["waiting"]
    assert (due["rule"], due["approvers"], due["count"]) == ("grown-baseline", ["@acme/platform"], 1)
    assert due["message"] == (
        "adds 2 entries of known debt, for `ADR-0012/forbid-import-1` (2); a person must agree"
    )
    committed(repository, {**TREE, FILE: written(repository)})
    repository.write({"src/a.py": "import json\n"})
    assert main(["check", "--repo", str(repository.path)]) == 0
    out = capsys.readouterr().out
    assert f"notice: `{FILE}` holds 2 entries of known debt" in out


def test_a_file_that_cannot_be_analysed_keeps_its_entries(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline(repository, capsys, "--write")
    committed(repository, {**TREE, "src/a.py": "x = 1\n" * 200_000, FILE: written(repository)})
    code, report = baseline(repository, capsys, "--write")
    assert (code, report["stale"], places(report["kept"])) == (3, [], [LISTED[0]])
    assert {gap["path"] for gap in report["incomplete"]} == {"src/a.py"}
    assert places(json.loads(written(repository))["entries"]) == LISTED


def test_entries_of_a_floor_that_is_not_at_hand_are_kept(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floor = Repository.create(tmp_path / "floor")
    committed(floor, {".github/decisis.yml": "version: 1\n", "docs/decisions/0001-x.md": RECORD})
    baseline(repository, capsys, "--write", "--floor", f"acme/.github={floor.path}")
    first = written(repository)
    assert first.count("acme/.github:ADR-0001/forbid-import-1") == 2
    code, report = baseline(repository, capsys, "--write")
    assert (code, len(report["kept"])) == (0, 2)
    assert written(repository) == first


def test_thousands_of_files_are_judged_in_batches(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    many = {f"docs/m{number % 40}/f{number}.txt": f"{number}\n" for number in range(2_100)}
    committed(repository, {**TREE, **many, "src/zz/last.py": "import requests\n"})
    code, report = baseline(repository, capsys)
    assert (code, report["files"], report["incomplete"]) == (1, len(TREE) + 2_101, [])
    assert places(report["new"]) == [*LISTED, ("src/zz/last.py", 1)]


def test_a_broken_file_on_the_default_branch_can_be_written_anew(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    committed(repository, {**TREE, FILE: "{}\n"})
    assert baseline(repository, capsys)[0] == 2
    (repository.path / FILE).unlink()
    assert baseline(repository, capsys, "--write")[0] == 0
    assert places(json.loads(written(repository))["entries"]) == LISTED


def test_mistakes_are_one_sentence_with_a_remedy(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*words: str) -> str:
        assert main(["baseline", "--repo", str(repository.path), *words]) == 2
        return capsys.readouterr().err

    assert "`--grow` says what `--write` may write\nhelp: give both or none" in told("--grow")
    bare = tmp_path / "bare"
    repository.git("clone", "--quiet", "--bare", str(repository.path), str(bare))
    assert main(["baseline", "--repo", str(bare), "--write"]) == 2
    assert "a bare repository has no work tree to write to" in capsys.readouterr().err
    repository.write({FILE: '{"version": 1, "entries": [{}]}'})
    assert f"{FILE}:1:28: the entry lacks the key `fingerprint`" in told()


def test_it_is_never_written_through_a_link(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept")
    committed(repository, {**TREE, FILE: Link(b"../../precious")})
    assert baseline(repository, capsys, "--write")[0] == 2
    assert precious.read_text() == "kept"


def test_a_submodule_and_a_link_are_files_like_any_other(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.git.repository import Submodule

    committed(repository, {**TREE, "lib": Submodule("1" * 40), "link": Link(b"src/a.py")})
    code, report = baseline(repository, capsys)
    assert (code, places(report["new"]), report["files"]) == (1, LISTED, len(TREE) + 2)
