"""SARIF: against the published schema, and for what GitHub reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from checks.change import Change
from checks.check import Check
from checks.report import sarif
from checks.verdict import Verdict
from tests.report import sarif_schema
from tests.report.verdicts import CLEAN, FAILING, IMPORT, INCOMPLETE, OBSERVING, WAITING, many, verdicts


@dataclass(frozen=True, kw_only=True)
class Imports(Check):
    """No import crosses the boundary.

    ## Why

    Boundaries that are crossed once are crossed for good.
    """

    name = "forbidden-import"

    def find(self, change: Change) -> Any:
        """Finds nothing."""
        return iter(())


@pytest.fixture(scope="module")
def validate() -> Callable[[str], None]:
    validator = jsonschema_rs.validator_for(sarif_schema.load())
    return lambda report: validator.validate(json.loads(report))


@pytest.mark.parametrize("verdict", [CLEAN, FAILING, INCOMPLETE, WAITING, OBSERVING])
def test_every_outcome_keeps_the_published_schema(verdict: Verdict, validate: Callable[[str], None]) -> None:
    validate(sarif.render(verdict, checks={"forbidden-import": Imports}))


@given(verdict=verdicts())
def test_any_verdict_keeps_the_published_schema(verdict: Verdict, validate: Callable[[str], None]) -> None:
    validate(sarif.render(verdict, checks={}))


def test_the_published_schema_refuses_what_is_wrong(validate: Callable[[str], None]) -> None:
    report = json.loads(sarif.render(FAILING, checks={}))
    report["runs"][0]["results"][0]["level"] = "failure"
    with pytest.raises(jsonschema_rs.ValidationError):
        validate(json.dumps(report))


def _run(verdict: Verdict) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif.render(verdict, checks={"forbidden-import": Imports}))["runs"][0]
    return run


def test_a_result_carries_what_github_reads() -> None:
    run = _run(FAILING)
    assert run["automationDetails"] == {"id": "decisis/check"}
    assert run["results"][0] == {
        "ruleId": "ADR-0012/forbid-import-1",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "imports `requests`\nuse `services.http.client`; it retries and signs"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "app/orders.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "endLine": 3},
                }
            }
        ],
        "partialFingerprints": {"decisis/v1": "0a1b2c3d4e5f60718293a4b5c6d7e8f9"},
        "properties": {"id": "F-0a1b2c3d4e5f", "decision": "ADR-0012", "side": "head"},
    }
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "error"]
    assert run["results"][3]["suppressions"] == [{"kind": "external", "status": "accepted"}]


def test_a_rule_explains_itself_by_reason_and_docstring() -> None:
    driver = _run(FAILING)["tool"]["driver"]
    assert driver["semanticVersion"] == "0.1.0"
    rule = driver["rules"][1]
    assert rule["id"] == "ADR-0012/forbid-import-1"
    assert rule["shortDescription"] == {"text": "No import crosses the boundary."}
    assert rule["help"]["text"] == (
        "every outgoing call is retried and signed by one client\n\nNo import crosses the boundary.\n\n"
        "## Why\n\nBoundaries that are crossed once are crossed for good."
    )
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["decision", "ADR-0012"]


def test_a_gap_is_a_notification_and_no_success() -> None:
    (invocation,) = _run(INCOMPLETE)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("TOO_LARGE: it exceeds")


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü.py", "a%20b/%C3%BC.py"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("caf\udce9.py", "caf%E9.py"),
        ("a%2Fb?c#d", "a%252Fb%3Fc%23d"),
    ],
)
def test_a_path_becomes_a_relative_reference_byte_by_byte(path: str, uri: str) -> None:
    (result,) = _run(replace(CLEAN, findings=(replace(IMPORT, path=path),)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_links_and_placeholders_of_sarif_are_escaped() -> None:
    (result,) = _run(replace(CLEAN, findings=(replace(IMPORT, message="[x](1) {0} \\", instead=""),)))[
        "results"
    ]
    assert result["message"]["text"] == "\\[x\\](1) {{0}} \\\\"


@pytest.mark.threat("G8")
def test_results_beyond_what_github_takes_are_counted() -> None:
    run = _run(many(25_010))
    assert len(run["results"]) == 25_000
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("10 more findings not shown")
    assert run["results"][0]["level"] == "error"
