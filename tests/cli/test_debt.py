"""`decisis debt` as its users call it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.cli.main import main
from bot.ledger import Entry, Ledger
from bot.server.engine import Database
from bot.sql import sqlite_url
from checks.report.json_report import render
from checks.waivers import Waiver
from tests.git.repository import Repository
from tests.report.verdicts import CLEAN, WAIVED

SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "debt.schema.json").read_text())
)

RECORD = """\
---
status: accepted
date: 2026-02-02
enforce:
  for: everyone
  instead: Use `shop.http`.
  rules:
    - forbid-import: {to: [requests]}
---
# One client
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DECISIS_DATA_DIR", str(tmp_path / "data"))
    made = Repository.create(tmp_path / "repository")
    files = {
        ".github/decisis.yml": "version: 1\nmode: enforce\n",
        "docs/decisions/0001-client.md": RECORD,
        "src/a.py": "import requests\n",
    }
    made.branch("main", made.commit(files))
    made.checkout("main")
    assert main(["baseline", "--repo", str(made.path), "--write", "--date", "2026-03-02"]) == 0
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message=record what stands")
    return made


def debt(repository: Repository, *words: str) -> int:
    return main(["debt", "--repo", str(repository.path), *words])


def told(repository: Repository, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """The JSON report, held to its published schema."""
    capsys.readouterr()
    assert debt(repository, "--format", "json", *words) == 0
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    SCHEMA.validate(value)
    return value


def at(repository: Repository, day: str, *words: str) -> None:
    """Run git as if it were noon of a day."""
    dated = replace(repository, environment={"GIT_COMMITTER_DATE": f"{day}T12:00:00Z"})
    dated.git(*words)


def test_known_debt_and_unproved_rules_are_counted_by_decision_age_and_week(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert debt(repository, "--date", "2026-03-20") == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "2 owed: 1 baseline, 1 rule\n"
        "ratchet: the baseline holds 1; what it held a month before cannot be told, "
        "the history ends before that\n"
    )
    assert "\nby decision\n      2  ADR-0001\n" in said
    assert "\nby age\n      2  8 to 30 days\n  since when: 2 by the history of the files\n" in said
    assert "  2026-03-02  rule ADR-0001/forbid-import-1 docs/decisions/0001-client.md (enforced)\n" in said
    assert "  2026-03-02  baseline ADR-0001/forbid-import-1 src/a.py:1 (known)\n" in said
    assert debt(repository, "--format", "csv", "--date", "2026-03-20") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["kind"], row["week"], row["days"], row["known_by"]) for row in rows] == [
        ("baseline", "2026-W10", "18", "history"),
        ("rule", "2026-W10", "18", "history"),
    ]


def test_age_is_that_of_the_merge_whatever_the_file_says_of_itself(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """Debt that is written anew with a younger day gets no younger by it."""
    file = repository.path / ".github/decisis-baseline.json"
    file.write_text(file.read_text().replace("2026-03-02", "2026-06-01"))
    at(repository, "2026-06-01", "commit", "--quiet", "--all", "--message=younger")
    report = told(repository, capsys, "--date", "2026-06-02")
    assert [(one["kind"], one["since"], one["days"], one["age"]) for one in report["owed"]] == [
        ("baseline", "2026-03-02", 92, "91 to 365 days"),
        ("rule", "2026-03-02", 92, "91 to 365 days"),
    ]
    assert report["ages"] == {"91 to 365 days": 2}
    assert report["ratchet"] == {"now": 1, "month_before": 1}


def test_debt_that_was_gone_is_as_old_as_its_return_and_merged_debt_as_its_merge(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    file = repository.path / ".github/decisis-baseline.json"
    before = file.read_text()
    file.unlink()
    at(repository, "2026-04-01", "commit", "--quiet", "--all", "--message=mended")
    repository.git("checkout", "--quiet", "-b", "topic")
    file.write_text(before)
    repository.git("add", "--all")
    at(repository, "2026-04-10", "commit", "--quiet", "--message=again")
    file.write_text("{ half")
    at(repository, "2026-04-11", "commit", "--quiet", "--all", "--message=a slip")
    file.write_text(before)
    at(repository, "2026-04-12", "commit", "--quiet", "--all", "--message=mended")
    repository.git("checkout", "--quiet", "main")
    at(repository, "2026-05-20", "merge", "--quiet", "--no-ff", "--message=merge", "topic")
    known, rule = told(repository, capsys, "--date", "2026-05-25")["owed"]
    assert (known["since"], known["known_by"], known["age"]) == ("2026-05-20", "history", "up to 7 days")
    assert rule["since"] == "2026-03-02"


def test_a_rule_is_as_old_as_itself_and_not_as_its_record(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    record = repository.path / "docs/decisions/0001-client.md"
    record.write_text(RECORD.replace("{to: [requests]}", "{to: [requests]}\n    - forbid-path: [vendor/**]"))
    at(repository, "2026-04-01", "commit", "--quiet", "--all", "--message=one more rule")
    rules = [one for one in told(repository, capsys, "--date", "2026-04-02")["owed"] if one["kind"] == "rule"]
    assert [(one["rule"], one["since"]) for one in rules] == [
        ("ADR-0001/forbid-import-1", "2026-03-02"),
        ("ADR-0001/forbid-path-1", "2026-04-01"),
    ]


def test_where_the_history_is_cut_off_the_claim_counts_or_nothing(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dateless = repository.path / "docs/decisions/0002-more.md"
    dateless.write_text(RECORD.replace("date: 2026-02-02\n", "").replace("requests", "urllib3"))
    repository.git("add", "--all")
    at(repository, "2026-06-01", "commit", "--quiet", "--message=a record without a day")
    (repository.path / "README.md").write_text("more\n")
    repository.git("add", "--all")
    at(repository, "2026-06-02", "commit", "--quiet", "--message=nothing about debt")
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.path}", str(tmp_path / "cut"))
    cut = Repository(tmp_path / "cut")
    report = told(cut, capsys, "--date", "2026-06-03")
    assert [(one["rule"], one["since"], one["known_by"], one["age"]) for one in report["owed"]] == [
        ("ADR-0001/forbid-import-1", "2026-03-02", "claim", "91 to 365 days"),
        ("ADR-0001/forbid-import-1", "2026-02-02", "claim", "91 to 365 days"),
        ("ADR-0002/forbid-import-1", "", "nothing", "unknown"),
    ]
    assert report["ratchet"] == {"now": 1, "month_before": None}
    assert debt(cut, "--date", "2026-06-03") == 0
    said = capsys.readouterr().out
    assert "\nby age\n      2  91 to 365 days\n      1  unknown\n" in said
    assert (
        "  since when: 2 by what the files say, where the history does not reach back, 1 by nothing\n" in said
    )


def test_waivers_of_the_ledger_are_live_until_their_last_day(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = Waiver(WAIVED.id, 3, "dana", 77, "moves on Friday", "2026-03-20")
    verdict = replace(CLEAN, waived=(WAIVED,), waivers=(waiver,))
    file = tmp_path / "data" / "decisis.db"
    file.parent.mkdir(parents=True)
    with Database(sqlite_url(file)) as opened:
        made = Ledger(opened.engine, clock=lambda: 1_772_450_000.0)
        made.record(Entry(42, 5, "1" * 40, "b" * 40, "c" * 64, verdict.engine, "success", render(verdict)))
    for day, kind in (("2026-03-20", "live-waiver"), ("2026-03-21", "expired-waiver")):
        (owed,) = [
            one for one in told(repository, capsys, "--date", day)["owed"] if one["kind"].endswith("waiver")
        ]
        assert (owed["kind"], owed["decision"], owed["place"]) == (kind, "ADR-0012", "app/legacy.py")
        assert (owed["since"], owed["known_by"], owed["age"]) == ("2026-03-02", "ledger", "8 to 30 days")
