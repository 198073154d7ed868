"""The records of `benchmarks/worked_records.py`, on small changes of the shape of the real ones."""

from __future__ import annotations

import pytest

from benchmarks.worked_records import FACADE, PINNED
from tests.decisions.judging import Files, Seen, judged, judged_with_semgrep, policy_of

PIN = "ADR-0001/require-value-1"
SHA = "11bd71901bbe5b1630ceea73d27597364c9af683"
DEPLOY = ".github/workflows/deploy.yml"


def workflow(*uses: str) -> str:
    return "on: push\njobs:\n  deploy:\n    steps:\n" + "".join(f"      - uses: {one}\n" for one in uses)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ((), ("actions/checkout@v4", f"acme/deploy@{SHA} # v1.2.0", "acme/pages@main"), (5, 7)),
        ((f"actions/checkout@{SHA}",), (f"actions/checkout@{SHA[:7]}",), (5,)),
        ((), (f"actions/checkout@{SHA}", "./.github/actions/setup", "docker://alpine:3"), ()),
        ((), ("slsa-framework/slsa-github-generator/.github/workflows/builder.yml@v2.1.0",), ()),
        (("actions/checkout@v4",), (f"acme/deploy@{SHA}", "actions/checkout@v4"), ()),
    ],
)
def test_actions_are_named_by_commit(
    before: tuple[str, ...], after: tuple[str, ...], lines: tuple[int, ...]
) -> None:
    base = {DEPLOY: workflow(*before)} if before else {}
    seen = judged(policy_of(**{"0001-pins": PINNED}), base, {DEPLOY: workflow(*after)})
    assert seen == Seen(tuple(f"{DEPLOY}:{line}: {PIN}" for line in lines))


GUI, KIT = "gui/src/main/java/acme/Filter.java", "jabkit/src/main/java/acme/Check.java"
IMPORT, CONSOLE = "ADR-0001/forbid-import-1", "ADR-0001/forbid-pattern-1"
LOUD = 'class A { void f() { System.err.println("no"); } }\n'


@pytest.mark.parametrize(
    ("before", "after", "findings"),
    [
        ({}, {GUI: "import java.util.logging.Filter;\nclass A {}\n"}, (f"{GUI}:1: {IMPORT}",)),
        ({}, {GUI: "class A { java.util.logging.Logger log; }\n"}, (f"{GUI}:1: {IMPORT}",)),
        ({}, {GUI: LOUD}, (f"{GUI}:1: {CONSOLE}",)),
        ({}, {GUI: "import org.slf4j.Logger;\n// not java.util.logging.Logger\nclass A {}\n"}, ()),
        ({}, {"gui/src/test/java/acme/A.java": "import java.util.logging.Level;\nclass A {}\n"}, ()),
        ({KIT: LOUD.replace("err", "out")}, {KIT: LOUD + LOUD.replace("A", "B")}, ()),
    ],
)  # fmt: skip
def test_logging_goes_through_one_facade(before: Files, after: Files, findings: tuple[str, ...]) -> None:
    assert judged_with_semgrep(policy_of(**{"0001-logging": FACADE}), before, after) == Seen(findings)
