"""Whatever stands in a record, it is read or told, in bounded time, and nothing that enforces is skipped."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.days import day_of_name, is_day, leading_day
from checks.document import parse
from checks.policy import Policy
from checks.problem import PolicyInvalid
from checks.record_claims import claims_of
from checks.record_text import take_apart
from checks.side_file import is_side_file, looks_like_one, side_of
from tests.policy.trees import load

LINES = """---
status: accepted
status: superseded by ADR-0002
date: 2026-03-02
supersedes: [1, ADR-0003, 0001-a.md]
superseded-by: ADR-9
enforce:
  instead: x
  rules: [{forbid-path: a}]
# Title
* Status: accepted
* Supersedes [ADR-2](0002-b.md)
Date: 2020-01-01
## Status
Accepted
Superceded by [2. B](0002-b.md)
### Confirmation
```yaml semgrep
languages: [python]
pattern: eval(...)
```
~~~
<!--
-->
> quoted
    indented
\\r
\\x0b""".splitlines()
TEXTS = st.lists(st.sampled_from(LINES), max_size=16)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
OTHER = "---\nstatus: accepted\n---\n# Other"


def told(**files: str | bytes) -> tuple[Policy | None, list[str]]:
    try:
        policy = load(**files)
    except PolicyInvalid as invalid:
        return None, [str(problem) for problem in invalid.problems]
    return policy, list(policy.notices)


@given(TEXTS, ENDS)
@example(["---", "status: accepted", "enforce:", "  instead: x", "  rules: [{forbid-path: a}]", "---"], "\r")
def test_a_record_that_shows_the_key_is_enforced_or_told(lines: list[str], end: str) -> None:
    """Where a line of front matter opens `enforce`, the rules run, or some sentence names the file."""
    text = end.join(lines)
    policy, sentences = told(**{"adr/0001-a.md": text, "adr/0002-b.md": OTHER})
    if "enforce:" in lines and text.startswith("---"):
        rules = [rule for rule in policy.rules if rule.decision] if policy else []
        assert rules or any("adr/0001-a.md" in sentence for sentence in sentences)


@given(TEXTS, ENDS)
def test_a_side_file_is_enforced_or_told_whatever_its_record_says(lines: list[str], end: str) -> None:
    side = "instead: x\nrules: [{forbid-path: a}]\n"
    files = {"adr/0001-a.md": end.join(lines), "adr/0001-a.enforce.yml": side, "adr/0002-b.md": OTHER}
    policy, sentences = told(**files)
    rules = [rule for rule in policy.rules if rule.decision] if policy else []
    assert rules or any("adr/0001-a" in sentence for sentence in sentences)


@given(TEXTS, ENDS)
def test_claims_and_fences_stand_where_they_say(lines: list[str], end: str) -> None:
    content = end.join(lines).encode()
    text = take_apart(content)
    try:
        front = parse("a.md", text.front or b"", text.front_line)
    except PolicyInvalid:
        front = parse("a.md", b"")
    written = content.decode().replace("\r\n", "\n").split("\n")
    for claim in claims_of(front, text):
        assert (
            claim.names in written[claim.place.line - 1]
            or claim.names.strip("0") in written[claim.place.line - 1]
        )
    for fence in text.fences:
        assert "```" in written[fence.line - 1] or "~~~" in written[fence.line - 1]
        inside = fence.content.replace("\r\n", "\n").split("\n")[:-1]
        assert [line.replace("\r", " ") for line in written[fence.line : fence.line + len(inside)]] == inside


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    told(**{"adr/0001-a.md": content, "adr/0001-a.enforce.yml": content})


HOSTILE = {
    "a line of brackets": "# A\n\n## Status\n\nSupersedes " + "[" * 6_000,
    "a line of one word": "# A\n\n## Status\n\nSupersedes " + "a" * 60_000,
    "a line of folders": "# A\n\n## Status\n\nSupersedes " + "a/" * 30_000,
    "many phrases": "# A\n\n## Status\n\n" + "Supersedes ADR-1 " * 4_000,
    "many comments": "# A\n\n## Status\n\nSupersedes\n" + "<!--" * 15_000,
    "many blank lines": "# A\n\n## Status\n\n" + "-\n" * 6_000 + "Supersedes 1",
    "many marks before a word": "# A\n" + "*" * 20_000 + "Status\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_would_exhaust_a_careless_expression_is_read_in_time(name: str) -> None:
    start = time.process_time()
    told(**{"adr/0001-a.md": HOSTILE[name]})
    assert time.process_time() - start < 3


@given(st.dates())
def test_every_day_of_the_calendar_is_one_and_no_other(day: object) -> None:
    assert is_day(str(day))
    assert leading_day(f" {day}T10:00:00Z") == str(day)
    assert day_of_name(f"{str(day).replace('-', '')}-use-it") == str(day)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-04-31",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "2026-3-2",
        "٢٠٢٦-٠٣-٠٢",
        "",
        "2026-03-021",
    ],
)
def test_what_the_calendar_does_not_have_is_no_day(text: str) -> None:
    assert not is_day(text)


def test_the_names_of_side_files() -> None:
    assert side_of("docs/adr/0012-a.md") == "docs/adr/0012-a.enforce.yml"
    assert side_of("docs/adr/v1.2-a.markdown") == "docs/adr/v1.2-a.enforce.yml"
    assert is_side_file("a/0012-A.Enforce.YML")
    assert not is_side_file("a/enforce.yml")
    assert looks_like_one("a/0012-a.enforce.yaml")
    assert looks_like_one("a/0012-a.enforec.yml")
    assert not looks_like_one("a/0012-a.semgrep.yml")
