"""`decisis debt` as its users call it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.ledger import Entry, Ledger
from bot.server.engine import Database
from bot.sql import sqlite_url
from checks.report.json_report import render
from checks.waivers import Waiver
from tests.git.repository import Repository
from tests.report.verdicts import CLEAN, WAIVED

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


def test_known_debt_and_unproved_rules_are_counted_by_decision_and_week(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert debt(repository) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "2 owed: 1 baseline, 1 rule\nratchet: the baseline holds 1, a month before 1: no change\n"
    )
    assert "\nby decision\n      2  ADR-0001\n" in said
    assert "  2026-02-02  rule ADR-0001/forbid-import-1 docs/decisions/0001-client.md (enforced)\n" in said
    assert "  2026-03-02  baseline ADR-0001/forbid-import-1 src/a.py:1 (known)\n" in said
    assert debt(repository, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["kind"], row["week"]) for row in rows] == [("baseline", "2026-W10"), ("rule", "2026-W06")]


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
    capsys.readouterr()
    for day, kind in (("2026-03-20", "live-waiver"), ("2026-03-21", "expired-waiver")):
        assert debt(repository, "--format", "json", "--date", day) == 0
        told = json.loads(capsys.readouterr().out)
        (owed,) = [one for one in told["owed"] if one["kind"].endswith("waiver")]
        assert (owed["kind"], owed["decision"], owed["place"]) == (kind, "ADR-0012", "app/legacy.py")
