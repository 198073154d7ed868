"""The page of all checks says what the checks say."""

from __future__ import annotations

import os
from pathlib import Path

from checks.check import all_checks
from checks.report.catalogue import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_of_all_checks_is_current() -> None:
    text = catalogue(all_checks())
    if os.environ.get("UPDATE"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def test_every_check_has_its_place_in_a_table_and_its_section() -> None:
    text = catalogue(all_checks())
    for name, check in all_checks().items():
        assert f"| [`{name}`](#{name}) |" in text
        assert f"\n## {name}\n" in text
        assert check.built_in or not check.rule_kind or f"| `{check.rule_kind}` |" in text
