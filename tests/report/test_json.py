"""The JSON contract."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given

from checks.change import Reason
from checks.report import json_report
from checks.verdict import Interruption, Verdict
from tests.report.verdicts import CLEAN, FAILING, IMPORT, INCOMPLETE, OBSERVING, WAITING, many, verdicts

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "check.schema.json").read_text())
VALID = jsonschema_rs.validator_for(SCHEMA)


def test_the_report_of_a_gap_in_full() -> None:
    assert (
        json_report.render(replace(INCOMPLETE, agent=FAILING.agent))
        == """\
{
  "schema": "decisis.check/1",
  "verdict": "incomplete",
  "enforced_verdict": "incomplete",
  "engine": "decisis 0.1.0, semgrep 1.182.0",
  "policy": {
    "source": ".github/decisis.yml",
    "commit": "0123abcd0123abcd0123abcd0123abcd0123abcd",
    "digest": "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
    "mode": "enforce",
    "extends": []
  },
  "base": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  "head": "abcdef0123456789abcdef0123456789abcdef01",
  "as_of": "",
  "agent": {
    "name": "copilot",
    "role": "authored",
    "evidence": [
      "author account 198982749 is `copilot-swe-agent`"
    ]
  },
  "findings": [
    {
      "id": "F-0a1b2c3d4e5f",
      "rule": "ADR-0012/forbid-import-1",
      "check": "forbidden-import",
      "decision": "ADR-0012",
      "level": "block",
      "path": "app/orders.py",
      "line": 3,
      "end_line": 3,
      "side": "head",
      "message": "imports `requests`",
      "why": "every outgoing call is retried and signed by one client",
      "instead": "use `services.http.client`; it retries and signs",
      "fingerprint": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
      "fix": "from services.http import client",
      "excerpt": [
        "import requests"
      ],
      "on_changed_line": true
    }
  ],
  "waiting": [],
  "incomplete": [
    {
      "code": "TOO_LARGE",
      "rule": "ADR-0012/forbid-import-1",
      "path": "data/big.py",
      "limit": "1000000 bytes",
      "measured": "1500000 bytes",
      "help": "split the file"
    }
  ],
  "waived": [],
  "known": [],
  "notices": [],
  "counts": {
    "block": 1,
    "warn": 0,
    "note": 0,
    "waiting": 0,
    "incomplete": 1,
    "waived": 0,
    "known": 0,
    "rules": 14,
    "files": 9
  },
  "approvals": [],
  "waivers": []
}
"""
    )


@pytest.mark.parametrize("verdict", [CLEAN, FAILING, INCOMPLETE, WAITING, OBSERVING])
def test_every_outcome_keeps_the_schema(verdict: Verdict) -> None:
    VALID.validate(json.loads(json_report.render(verdict)))


@pytest.mark.threat("I4")
@given(verdicts())
def test_any_verdict_keeps_the_schema_in_printable_ascii_and_keeps_its_bytes(verdict: Verdict) -> None:
    report = json_report.render(verdict)
    VALID.validate(json.loads(report))
    assert all(char == "\n" or " " <= char <= "~" for char in report)
    assert json_report.render(replace(verdict)) == report


def test_the_schema_refuses_what_the_contract_does_not_name() -> None:
    report = json_report.document(FAILING)
    assert not VALID.is_valid({**report, "extra": 1})
    assert not VALID.is_valid({**report, "schema": "decisis.check/2"})
    assert not VALID.is_valid({name: value for name, value in report.items() if name != "counts"})


def test_the_schema_names_every_reason_code() -> None:
    assert SCHEMA["$defs"]["incomplete"]["properties"]["code"]["enum"] == [code.value for code in Reason]


def test_only_a_judging_that_was_interrupted_says_so() -> None:
    assert "interrupted" not in json_report.document(CLEAN)
    told = [json_report.document(replace(CLEAN, interrupted=how))["interrupted"] for how in Interruption]
    assert SCHEMA["properties"]["interrupted"]["enum"] == told


def test_a_path_that_is_no_utf_8_is_shown_and_kept_byte_by_byte() -> None:
    report = json.loads(json_report.render(replace(CLEAN, findings=(replace(IMPORT, path="caf\udce9.py"),))))
    assert report["findings"][0]["path"] == "caf\\xe9.py"
    assert bytes.fromhex(report["findings"][0]["path_bytes"]) == b"caf\xe9.py"


def test_the_keys_come_in_the_order_of_the_schema() -> None:
    report = json_report.document(replace(FAILING, interrupted=Interruption.CRASHED))
    assert list(report) == list(SCHEMA["properties"])
    assert [key for key in SCHEMA["$defs"]["finding"]["properties"] if key != "path_bytes"] == list(
        json.loads(json_report.render(FAILING))["findings"][0]
    )


@pytest.mark.threat("G8")
def test_ten_thousand_findings_are_all_there() -> None:
    assert len(json.loads(json_report.render(many(10_000)))["findings"]) == 10_000
