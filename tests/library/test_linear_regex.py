"""Expressions of a policy: what is refused, and that lines are searched one by one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.linear_regex import linear_regex, regex_mistake
from checks.source import Source
from checks.text_search import Haystack, haystack_of

LINES = st.text(st.sampled_from("ab cé…ﬁ\u200bＡ()\t"), max_size=8)


@pytest.mark.parametrize(
    ("pattern", "options", "said"),
    [
        ("", {}, "must not be empty"),
        ("(a", {}, "no regular expression of RE2"),
        ("(?=a)", {}, "no regular expression of RE2"),
        (r"(a)\1", {}, "no regular expression of RE2"),
        ("a*", {}, "matches nothing at all"),
        ("^", {}, "matches nothing at all"),
        (r"a\nb", {}, "multi-line"),
        ("a\nb", {"literal": True}, "multi-line"),
        ("a)|(b", {}, "no regular expression of RE2"),
    ],
)
def test_what_could_not_be_meant_is_refused(pattern: str, options: dict[str, bool], said: str) -> None:
    assert said in regex_mistake(pattern, **options)


@pytest.mark.parametrize(
    ("pattern", "options"),
    [
        (r"a\\nb", {}),
        (r"a\nb", {"multi_line": True}),
        (r"a\nb", {"literal": True}),
        ("(a+)+$", {}),
        ("[(", {"literal": True}),
        ("#-& ~", {"literal": True}),
    ],
)
def test_what_can_be_meant_is_taken(pattern: str, options: dict[str, bool]) -> None:
    assert regex_mistake(pattern, **options) == ""


@pytest.mark.threat("PS13")
def test_an_expression_that_would_take_for_ever_elsewhere_ends_at_once() -> None:
    assert not linear_regex("(a+)+$").is_in(b"a" * 200_000 + b"b")


@given(st.lists(LINES, max_size=6))
def test_a_text_is_found_on_the_lines_that_hold_it(lines: list[str]) -> None:
    """Every pattern here means the same to `re` on one line, so that can say what is due."""
    text = "\n".join(lines)
    for pattern in ("a", "^a", "b$", "a[^c]*b", r"a\s", "é", "…"):
        found = [
            (one.line, one.text) for one in Haystack(text).find(linear_regex(pattern)) if not one.is_disguised
        ]
        due = [
            (number, match.group())
            for number, line in enumerate(lines or [""], 1)
            for match in re.finditer(pattern, line)
        ]
        assert found == due


@given(st.lists(LINES, min_size=1, max_size=6), st.text(st.sampled_from("abcé… "), min_size=1, max_size=3))
def test_offsets_lead_back_to_the_text(lines: list[str], wanted: str) -> None:
    text = "\n".join(lines)
    for one in Haystack(text).find(linear_regex(wanted, literal=True)):
        if not one.is_disguised:
            assert text[one.offset : one.offset + len(one.text)] == wanted


@given(st.binary(max_size=60))
def test_no_content_breaks_the_search(content: bytes) -> None:
    for one in haystack_of(Source(content)).find(linear_regex(r"(?i)[a-z]\S")):
        assert 1 <= one.line <= len(Source(content).lines)
