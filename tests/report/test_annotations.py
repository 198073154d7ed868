"""Workflow commands, read back as a runner reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given

from checks.finding import Finding, Level
from checks.report import annotations as workflow
from checks.report import json_report, markdown, sarif, text
from checks.verdict import Verdict
from tests.report.runner import commands
from tests.report.verdicts import (
    CLEAN,
    FAILING,
    GAP,
    HOSTILE,
    IMPORT,
    INCOMPLETE,
    OBSERVING,
    many,
    verdicts,
)

_AROUND = ("{}", "src/{}.py", "{}\n{}", " \t{}", "imports `{}`", "{},line=1::{}")
HOSTILE_TEXTS = [around.replace("{}", text) for around, text in product(_AROUND, HOSTILE)]


def test_a_failing_change_becomes_errors_and_warnings() -> None:
    assert workflow.render(FAILING) == (
        "::error file=app/orders.py,line=3,endLine=3,title=ADR-0012/forbid-import-1::imports `requests`%0A"
        "instead: use `services.http.client`; it retries and signs%0AF-0a1b2c3d4e5f\n"
        "::error file=tests/test_orders.py,title=weakened-assertion::removes the assertion `total == 4`%0A"
        "instead: keep the assertion, or say in the decision why it is obsolete%0AF-111111111111\n"
        "::warning file=app/orders.py,line=9,endLine=9,title=ADR-0007/forbid-pattern-1::"
        "prints to the terminal%0A"
        "instead: use `services.http.client`; it retries and signs%0AF-222222222222\n"
    )


def test_a_gap_is_an_error() -> None:
    assert workflow.render(replace(INCOMPLETE, findings=())) == (
        "::error file=data/big.py,title=incomplete%3A TOO_LARGE::it exceeds a limit: split the change, "
        "or ask an administrator for an exemption%0A1500000 bytes%0A1000000 bytes%0Asplit the file\n"
    )


def test_an_observing_policy_raises_no_errors() -> None:
    found = commands(workflow.render(replace(OBSERVING, incomplete=(GAP,))))
    assert [command.name for command in found] == ["warning"] * 4
    assert found[0].properties["title"] == "observing: ADR-0012/forbid-import-1"


def test_ten_of_each_kind_are_shown_and_the_hidden_are_counted() -> None:
    log = workflow.render(many(1_000))
    assert Counter(command.name for command in commands(log)) == {"error": 10, "warning": 10, "notice": 10}
    assert [line for line in log.splitlines() if not line.startswith("::")] == [
        "90 more errors not shown as annotations; the job summary lists them",
        "90 more warnings not shown as annotations; the job summary lists them",
        "790 more notices not shown as annotations; the job summary lists them",
    ]


def _hostile(finding: Finding, text: str) -> Finding:
    return replace(finding, path=text, message=text, instead=text, excerpt=(text,))


@pytest.mark.threat("I3", "OI02")
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_a_hostile_name_or_message_starts_no_command(text: str) -> None:
    verdict = replace(
        CLEAN,
        findings=(_hostile(IMPORT, text), _hostile(replace(IMPORT, level=Level.WARN), text)),
        incomplete=(replace(GAP, path=text, measured=text, help=text),),
    )
    _assert_only_ours(verdict)


@pytest.mark.threat("I3")
@given(verdicts())
def test_no_report_printed_to_a_log_starts_a_foreign_command(verdict: Verdict) -> None:
    _assert_only_ours(verdict)


def _assert_only_ours(verdict: Verdict) -> None:
    found = commands(workflow.render(verdict))
    assert len(found) == len(verdict.findings) + len(verdict.incomplete) + len(verdict.waiting)
    paths = {each.path for each in verdict.findings} | {each.path for each in verdict.incomplete}
    for command in found:
        assert command.name in workflow.KINDS
        assert set(command.properties) <= {"file", "line", "endLine", "title"}
        assert "title" in command.properties
        assert command.properties.get("file") in {None, *paths}
    for report in (
        text.render(verdict),
        markdown.report(verdict),
        json_report.render(verdict),
        sarif.render(verdict, checks={}),
    ):
        assert commands(report) == []


def test_there_are_at_least_two_hundred_hostile_texts() -> None:
    assert len(HOSTILE_TEXTS) >= 200


@pytest.mark.threat("OI10")
def test_a_path_that_cannot_be_shown_is_named_in_the_message_and_annotates_no_file() -> None:
    (command,) = commands(workflow.render(replace(CLEAN, findings=(replace(IMPORT, path="a\nb.py"),))))
    assert "file" not in command.properties
    assert command.data.startswith("aU+000Ab.py: imports `requests`")


def test_the_runner_of_this_test_knows_both_forms_of_commands() -> None:
    log = "  ::error file=a%2Cb,title=x::y%0Az\nfoo ##[command]rm\n::unknown::x\nx ::error::y"
    assert [(found.name, found.properties, found.data) for found in commands(log)] == [
        ("error", {"file": "a,b", "title": "x"}, "y\nz"),
        ("command", {}, "rm"),
    ]
