"""Every case of the page `proposals.md`: what is proposed for a record of another tool, and what is said."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.check import checks_by_rule_kind
from checks.decision import RecordReader
from checks.importing.adr_drift import layers_of
from checks.importing.globs import crossing, patterns_of
from checks.importing.proposal import TOOLS, propose
from checks.problem import Problem
from tests.policy.trees import tree

PAGE = Path(__file__).parent / "proposals.md"
_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(?P<ticks>`{4})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """A record, perhaps the settings beside it, and what is proposed, with its offsets in the page."""

    title: str
    path: str
    record: str
    layers: Mapping[str, Sequence[str]]
    proposed: str
    span: tuple[int, int]


def cases() -> Iterator[Case]:
    text = PAGE.read_text(encoding="utf-8")
    fences = list(_FENCE.finditer(text))
    headings = [
        found
        for found in _HEADING.finditer(text)
        if not any(fence.start() < found.start() < fence.end() for fence in fences)
    ]
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        end = following.start() if following else len(text)
        mine = {
            fence["info"].partition(" ")[0]: fence for fence in fences if heading.end() <= fence.start() < end
        }
        settings = layers_of(mine["yaml"]["body"].encode()) if "yaml" in mine else {}
        record, proposed = mine["md"], mine["proposed"]
        path = record["info"].split()[1]
        yield Case(heading["title"], path, record["body"], settings, proposed["body"], proposed.span("body"))


ALL = list(cases())


def _shown(case: Case) -> str:
    """The lines that are added, each with its number, and below them what is said."""
    content = case.record.encode()
    made = propose(case.path, content, layers=case.layers)
    shown = []
    if made.content is not None:
        after = made.content.decode().split("\n")
        matcher = difflib.SequenceMatcher(None, case.record.split("\n"), after, autojunk=False)
        for tag, _, _, start, stop in matcher.get_opcodes():
            assert tag in ("equal", "insert")
            if tag == "insert":
                shown += [f"+{number + 1} {after[number]}" for number in range(start, stop)]
    return "".join(f"{line}\n" for line in [*shown, *(f"{one.line}: {one.text}" for one in made.said)])


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
def test_a_record_of_another_tool_is_translated_or_what_is_lost_is_said(case: Case) -> None:
    found = _shown(case)
    if os.environ.get("UPDATE") and found != case.proposed:
        now = next(one for one in cases() if one.title == case.title)
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text[: now.span[0]] + found + text[now.span[1] :], encoding="utf-8")
    else:
        assert found == case.proposed


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_not_one_other_byte_of_the_record_changes(case: Case, end: str, mark: str) -> None:
    content = (mark + case.record.replace("\n", end)).encode()
    made = propose(case.path, content, layers=case.layers).content
    if made is None:
        assert not case.proposed.startswith("+")
        return
    assert _taken_out(made, content) == content
    assert made.count(b"\r\n") == (made.count(b"\n") if end == "\r\n" else 0)
    problems: list[Problem] = []
    record = RecordReader(tree(), checks_by_rule_kind(), problems, []).read(case.path, made)
    assert record is not None
    assert record.rules
    assert not problems


def _taken_out(made: bytes, content: bytes) -> bytes:
    """What is left of the longer text without one run of bytes of the right length."""
    size = len(made) - len(content)
    same = next((at for at in range(len(content)) if made[at] != content[at]), len(content))
    for at in range(same, -1, -1):
        if made[:at] + made[at + size :] == content:
            return content
    return b""


PARTS = """---
status: accepted
rules: true
domain: x
files: [src/**, '{a,b}']
enforce: {}
affects: [{type: path, pattern: src/**}, 1]
policy: {imports: {disallow: [x]}}
## Constraints
- FORBID_PATH: src/**
- FORBID_LITERAL: a b
- FORBID_LITERAL:
    value: x
- Prose
- forbid-import: a -> b
forbid-pattern: src/**.py !~ (a+)+
<!-- DECISION-1 -->
**Files**:
**Severity**: Critical
- `src/a.py`

# Title
```
\u202e
é: [
\x00""".splitlines()
LINES = st.lists(st.sampled_from(PARTS), max_size=14)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", *TOOLS]))
def test_any_record_is_read_without_a_crash_and_a_proposal_only_adds(
    lines: list[str], end: str, tool: str
) -> None:
    content = end.join(lines).encode()
    made = propose("docs/adr/0001-a.md", content, tool)
    if made.content is not None:
        assert _taken_out(made.content, content) == content
        assert b"enforce:" in made.content
    assert all(one.line >= 1 and one.text for one in made.said)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_crash(content: bytes) -> None:
    propose("docs/adr/0001-a.md", content)


@pytest.mark.parametrize(
    ("glob", "patterns"),
    [
        ("src/**", ("src/**",)),
        ("./src/*.ts", ("src/*.ts",)),
        ("src/**/*.{ts,js}", ("src/**/*.ts", "src/**/*.js")),
        ("{a,b}/{c,d}", ("a/c", "a/d", "b/c", "b/d")),
        ("!src/{a,b}", ("!src/a", "!src/b")),
    ],
)
def test_a_glob_becomes_patterns_of_git(glob: str, patterns: tuple[str, ...]) -> None:
    assert patterns_of(glob) == patterns


@pytest.mark.parametrize(
    "glob", ["src/@(a|b)", "src/{1..3}.ts", "../src", "a/[!a].py", "a+(b)", "", "{a,b}" * 9]
)
def test_a_glob_that_git_has_no_pattern_for_is_refused(glob: str) -> None:
    with pytest.raises(ValueError, match=r"no counterpart|names no path|from the root"):
        patterns_of(glob)


@pytest.mark.parametrize(
    ("glob", "pattern"),
    [
        ("src/**.py", "src/**/*.py"),
        ("src/*.py", "src/**/*.py"),
        ("*", "**"),
        ("src/**/a.py", "src/**/a.py"),
        ("src/*/*.py", "src/**/*.py"),
        ("src/a.py", "src/a.py"),
    ],
)
def test_a_star_that_goes_across_folders_becomes_two(glob: str, pattern: str) -> None:
    assert crossing(glob) == pattern
