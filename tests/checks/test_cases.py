"""Every literate case of every check, and the two guards that replace a list of checks."""

from __future__ import annotations

import inspect
import os
from collections import defaultdict
from pathlib import Path

import pytest

from bot.engines.zizmor import ZizmorEngine
from bot.proving import newly_flawed
from checks.change import Change
from checks.check import Check, all_checks
from tests.cases import CHECKS, Case, cases, read_page, reported

ALL = cases()


def with_patterns(change: Change, check: Check) -> Change:
    from dataclasses import replace

    from bot.engines.semgrep import SemgrepEngine

    if check.wants_proofs(change):
        return replace(change, proofs=newly_flawed(change, SemgrepEngine().scan))
    if check.reads_audits:
        return replace(change, audits=ZizmorEngine().audit(change))
    if not check.pattern_rules:
        return change
    return replace(change, patterns=SemgrepEngine().scan(change, check.pattern_rules))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_case_reports_what_its_page_says(case: Case) -> None:
    found = reported(case, with_patterns)
    if os.environ.get("UPDATE") and found != case.expected:
        rewrite(case.page, case.title, found)
    else:
        assert found == case.expected


def rewrite(page: Path, title: str, findings: str) -> None:
    """Replace the `findings` block of one case, by offset: equal blocks of other cases stay."""
    case = next(case for case in read_page(page) if case.title == title)
    text = page.read_text(encoding="utf-8")
    page.write_text(text[: case.span[0]] + findings + text[case.span[1] :], encoding="utf-8")


@pytest.mark.parametrize("name", all_checks())
def test_every_check_has_six_speaking_and_six_silent_cases(name: str) -> None:
    kinds = defaultdict(int)
    for case in ALL:
        if case.check == name:
            kinds[bool(case.expected.strip())] += 1
    assert kinds[True] >= 6
    assert kinds[False] >= 6


@pytest.mark.parametrize("name", all_checks())
def test_every_check_explains_itself(name: str) -> None:
    documentation = inspect.getdoc(all_checks()[name]) or ""
    for heading in ("## Why", "## What to do", "## Example", "## Known limits"):
        assert heading in documentation, f"the docstring of {name} lacks `{heading}`"


def test_every_page_of_cases_belongs_to_a_check() -> None:
    assert {page.parent.name for page in CHECKS.glob("*/cases.md")} == set(all_checks())


def test_titles_are_unique_per_page() -> None:
    titles = [(case.check, case.title) for case in ALL]
    assert len(titles) == len(set(titles))
