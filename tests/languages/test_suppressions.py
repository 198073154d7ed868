"""Suppressions and tests are read from any bytes without a crash, and the same bytes read the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checks.check import all_checks
from checks.finding import Level
from checks.languages.comments import grammar_of, remarks
from checks.languages.suppression_markers import MARKERS, Marker
from checks.languages.suppression_search import may_hold
from checks.languages.suppressions import suppressions
from checks.languages.testing import language_of_tests
from checks.languages.testing.model import NotParsed
from checks.languages.testing.reading import read_tests
from checks.policy import Audience, Rule
from checks.rule_run import run
from checks.rules.added_suppression import AddedSuppression
from checks.source import Source
from tests.cases import blob, cases, change_of

PATHS = [
    *("tests/test_a.py", "a.test.ts", "a.spec.tsx", "a.test.js", "a_test.go", "ATest.java", "ATest.kt"),
    *(
        "ATests.cs",
        "a_spec.rb",
        "src/a.rs",
        "a.sh",
        "a.yml",
        "Dockerfile",
        "a.c",
        "a.swift",
        "a.php",
        "a.css",
    ),
]
ABOUT_TESTS = tuple(
    all_checks()[name]()
    for name in (
        *("removed-test", "deleted-test-file", "skipped-test", "vacuous-test", "weakened-assertion"),
        "muted-test-run",
    )
)
LINES = """
def test_a():
    assert f()
class TestA:
@pytest.mark.skip
# noqa: X1
import a
it("a", () => {
});
expect(a).toBe(1)
it.only(
// eslint-disable
/*
*/
describe(
func TestA(t *testing.T) {
}
t.Skip("x")
return
@Test void a() {
#[test] fn a() {
[Fact] void A() {
it "x" do
end
//nolint:
#pragma warning disable
@SuppressWarnings(
if False:
try:
except:
[tool.pytest.ini_options]
addopts = "-k
""".splitlines(keepends=True)
PIECES = st.sampled_from([*LINES, "\t", "\n", "\r", "\0", "\ufeff", "é", "\x0c", '"', "'", "`", "{"])
TEXTS = st.one_of(
    st.binary(max_size=200), st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode())
)


@given(path=st.sampled_from(PATHS), content=TEXTS)
@example(path="tests/test_a.py", content=b"(" * 5_000)
@example(path="tests/test_a.py", content=b"x" + b".a" * 20_000)
@example(path="a.test.ts", content=b"it(" * 3_000)
@example(path="a.test.ts", content=b"it('a',()=>{" * 1_000)
@example(path="tests/test_a.py", content=b"\xff\xfe# noqa")
def test_any_bytes_are_read_or_refused(path: str, content: bytes) -> None:
    source = Source(content)
    assert suppressions(path, source) == suppressions(path, Source(content))
    try:
        file = read_tests(path, source)
    except NotParsed:
        assert path.endswith(".py")
        return
    assert all(1 <= test.line <= test.end_line <= len(source.lines) for test in file.tests)
    assert read_tests(path, Source(content)) == file


@given(path=st.sampled_from(PATHS), before=TEXTS, after=TEXTS)
def test_any_change_is_judged_without_a_crash(path: str, before: bytes, after: bytes) -> None:
    change = change_of({path: blob(before)}, {path: blob(after)})
    for check in (*ABOUT_TESTS, AddedSuppression(tests=True)):
        rule = Rule(id=check.name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE)
        gaps = run(rule, change).gaps
        assert not [gap for gap in gaps if gap.code == "INTERNAL"]
        assert run(rule, change) == run(rule, change)


@given(path=st.sampled_from(PATHS), content=TEXTS)
def test_a_file_that_stays_or_moves_as_it_is_reports_nothing(path: str, content: bytes) -> None:
    moved = path.replace(".", "0.", 1) if "." in path else path
    for after in ({path: blob(content + b"\n")}, {f"tests/deeper/{path}": blob(content), moved: blob(b"")}):
        change = change_of({path: blob(content)}, after)
        rule = Rule(
            id="added-suppression",
            check=AddedSuppression(tests=True),
            level=Level.WARN,
            audience=Audience.EVERYONE,
        )
        if b"\r" not in content and not content.endswith(b"\\"):
            assert run(rule, change).findings == ()


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("tests/test_a.py", "python"),
        ("app/a_test.py", "python"),
        ("app/a.py", None),
        ("conftest.py", None),
        ("src/a.test.tsx", "javascript"),
        ("src/__tests__/a.js", "javascript"),
        ("src/a.ts", None),
        ("types/a.test.d.ts", None),
        ("a/b_test.go", "go"),
        ("a/b.go", None),
        ("spec/a_spec.rb", "ruby"),
        ("src/A.java", "java"),
        ("README.md", None),
    ],
)
def test_the_runner_of_a_file_follows_from_its_path(path: str, language: str | None) -> None:
    assert language_of_tests(path) == language


def test_the_kind_of_comments_follows_from_name_and_interpreter() -> None:
    assert grammar_of("Dockerfile", Source(b"")) == "hash"
    assert grammar_of("run", Source(b"#!/usr/bin/env python3\n")) == "python"
    assert grammar_of("notes.md", Source(b"")) is None


@pytest.mark.parametrize("marker", MARKERS, ids=lambda marker: f"{marker.tool} {marker.scope}")
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_whatever_a_marker_matches_makes_the_file_worth_reading(marker: Marker, data: st.DataObject) -> None:
    """The search for words is only ever too eager: a text without them is not read at all."""
    text = data.draw(st.from_regex(re.compile(marker.pattern, marker.flags)))
    for grammar in marker.grammars or ("python", "hash", "yaml"):
        assert may_hold(f"x = 1  {text}", grammar)


def test_every_suppression_of_the_cases_makes_its_file_worth_reading() -> None:
    seen = 0
    for case in cases():
        for file in case.change().files if case.check == "added-suppression" else ():
            for source in (file.base_source, file.head_source):
                grammar = grammar_of(file.path, source)
                if source is None or grammar is None or source.is_binary:
                    continue
                pieces = [line for remark in remarks(file.path, source) for line in remark.text.split("\n")]
                patterns = [
                    re.compile(marker.pattern, marker.flags)
                    for marker in MARKERS
                    if not marker.grammars or grammar in marker.grammars
                ]
                holds = any(pattern.search(piece) for pattern in patterns for piece in pieces)
                seen += holds
                assert may_hold(source.text, grammar) or not holds
    assert seen > 50


@pytest.mark.parametrize("code", ["x = 1  # no\u017fec", "x = 1  # NO\u017fEC B602"])
def test_letters_that_only_a_caseless_match_takes_for_others_hide_nothing(code: str) -> None:
    assert [item.tool for item in suppressions("a.py", Source(code.encode()))] == ["bandit"]
