"""The terminal report."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given

from checks.policy import Mode
from checks.report import text
from checks.verdict import Verdict
from tests.report.verdicts import CLEAN, FAILING, INCOMPLETE, OBSERVING, WAITING, many, verdicts


def test_a_clean_change_gets_one_line() -> None:
    assert text.render(CLEAN) == (
        "pass: 14 rules on 9 files, nothing found; policy .github/decisis.yml at 0123abc (enforce)\n"
    )


def test_a_clean_change_under_an_observing_policy_gets_one_line_that_says_so() -> None:
    assert text.render(replace(CLEAN, mode=Mode.OBSERVE)) == (
        "pass (observing): 14 rules on 9 files, nothing found; "
        "policy .github/decisis.yml at 0123abc (observe)\n"
    )


def test_a_failing_change_is_told_by_weight_and_decision_with_the_lines_shown() -> None:
    assert (
        text.render(FAILING)
        == """\
# ADR-0012
why: every outgoing call is retried and signed by one client

blocks[ADR-0012/forbid-import-1] imports `requests`
 --> app/orders.py:3
  |
3 | import requests
  | ^^^^^^^^^^^^^^^
  = instead: use `services.http.client`; it retries and signs
  = finding: F-0a1b2c3d4e5f

# built-in checks
why: a test that no longer asserts lets the next mistake through

blocks[weakened-assertion] removes the assertion `total == 4`
  --> tests/test_orders.py:12 (base)
   |
12 |     assert total == 4
   |     ^^^^^^^^^^^^^^^^^
   = note: the line stood in the base; the change removes or rewrites it
   = instead: keep the assertion, or say in the decision why it is obsolete
   = finding: F-111111111111

# ADR-0007
why: every outgoing call is retried and signed by one client

warning[ADR-0007/forbid-pattern-1] prints to the terminal
 --> app/orders.py:9
  |
9 | print(total)
  | ^^^^^^^^^^^^
  = note: this line was not changed; a change elsewhere makes it break the rule
  = instead: use `services.http.client`; it retries and signs
  = finding: F-222222222222

# waived
- app/legacy.py:3 [ADR-0012/forbid-import-1, F-333333333333]

help: for an exception, a person changes the decision or the policy on the default branch; \
a change cannot permit itself
help: `decisis explain ADR-0012/forbid-import-1` says more
fail: 2 blocking, 1 warning, 0 notes, 0 waiting, 0 incomplete, 1 waived; 14 rules on 9 files; \
policy .github/decisis.yml at 0123abc (enforce)
"""
    )


def test_an_observing_policy_says_what_would_have_blocked() -> None:
    report = text.render(OBSERVING)
    assert "would block[ADR-0012/forbid-import-1] imports `requests`\n" in report
    assert report.endswith(
        "pass (observing): 2 blocking, 1 warning, 0 notes, 0 waiting, 0 incomplete, 1 waived; "
        "14 rules on 9 files; policy .github/decisis.yml at 0123abc (observe)\n"
        "the policy observes: it reports and holds nothing back; enforced, the verdict would be `fail`\n"
    )
    assert "for an exception" not in report


def test_a_gap_is_told_with_limit_measure_and_what_to_do() -> None:
    assert """\
incomplete[TOO_LARGE] it exceeds a limit: split the change, or ask an administrator for an exemption
  --> data/big.py
  = rule: ADR-0012/forbid-import-1
  = measured: 1500000 bytes
  = limit: 1000000 bytes
  = help: split the file
""" in text.render(INCOMPLETE)


def test_what_is_due_is_told_with_its_paths() -> None:
    assert (
        text.render(WAITING)
        == """\
waiting[ADR-0020/require-approval-1] 1 approval of `@acme/dba` is due
  --> db/migrations/0007.sql

waiting: 0 blocking, 0 warnings, 0 notes, 1 waiting, 0 incomplete, 0 waived; 14 rules on 9 files; \
policy .github/decisis.yml at 0123abc (enforce)
"""
    )


@pytest.mark.parametrize("verdict", [CLEAN, FAILING, INCOMPLETE, WAITING, OBSERVING])
def test_colour_adds_nothing_but_colour(verdict: Verdict) -> None:
    coloured = text.render(verdict, colour=True)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == text.render(verdict)
    assert (coloured != text.render(verdict)) == bool(verdict is not CLEAN)


@given(verdicts())
@pytest.mark.threat("I4")
def test_no_control_character_of_the_change_reaches_the_terminal(verdict: Verdict) -> None:
    report = text.render(verdict)
    assert {char for char in report if unicodedata.category(char) in ("Cc", "Cf", "Cs")} == {"\n"}


@pytest.mark.threat("G8")
def test_ten_thousand_findings_are_all_listed_and_counted() -> None:
    report = text.render(many(10_000))
    assert report.count("  = finding: F-") == 10_000
    assert "\nfail: 1000 blocking, 1000 warnings, 8000 notes, " in report
