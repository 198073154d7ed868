"""What the cases of the rules on paths, texts and companions cannot show: options, fixes, large files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import compiled
from checks.binding import OptionsInvalid, bind
from checks.change import MAX_BLOB_BYTES, Blob, Change, Mode, Reason
from checks.check import Check, checks_by_rule_kind
from checks.finding import Level, Violation
from checks.paths import PathPatterns
from checks.policy import Audience, Rule
from checks.rule_run import run
from checks.rules.edited_generated_file import EditedGeneratedFile
from checks.rules.forbidden_text import ForbiddenText
from checks.rules.frozen_path import FrozenPath
from checks.rules.misnamed_file import MisnamedFile
from checks.rules.missing_companion import MissingCompanion
from checks.rules.missing_header import MissingHeader
from checks.rules.missing_path import MissingPath
from tests.cases import blob, change_of

BOUND = [
    ("freeze-path", "api/**", FrozenPath(paths=("api/**",))),
    ("require-path", ["LICENSE"], MissingPath(paths=("LICENSE",))),
    ("forbid-text", "TODO", ForbiddenText(pattern=("TODO",))),
    (
        "require-with",
        {"when": "a/{x}", "also": ["b/{x}"], "when-status": "added"},
        MissingCompanion(when=("a/{x}",), also=("b/{x}",), when_status=("added",)),
    ),
    (
        "generated-path",
        {"paths": "gen/**", "from": "schema/**", "both-ways": True},
        EditedGeneratedFile(paths=("gen/**",), from_=("schema/**",), both_ways=True),
    ),
    (
        "naming",
        {"paths": "src/**", "style": "kebab-case"},
        MisnamedFile(paths=("src/**",), style="kebab-case"),
    ),
    ("require-header", {"paths": "src/**", "text": "SPDX"}, MissingHeader(paths=("src/**",), text="SPDX")),
]
REFUSED = [
    ("freeze-path", []),
    ("freeze-path", ["!a"]),
    ("freeze-path", {"paths": ["../a"]}),
    ("freeze-path", {"paths": ["a"], "deletions": True}),
    ("require-path", ["!LICENSE"]),
    ("require-path", ["docs/"]),
    ("require-path", ["{name}.md"]),
    ("require-path", {"paths": ["{name}.md"], "for-each": ["a/{name}", "b/*"]}),
    ("require-path", {"paths": ["A"], "for-each": ["!b"]}),
    ("forbid-text", []),
    ("forbid-text", ""),
    ("forbid-text", ["a", "(b"]),
    ("forbid-text", {"pattern": "a", "where": "strings"}),
    ("forbid-text", {"pattern": "a", "in": ["!b"]}),
    ("require-with", {"when": ["a"], "also": ["a"]}),
    ("require-with", {"when": ["a"], "also": []}),
    ("require-with", {"when": ["a/{x}"], "also": ["b"]}),
    ("require-with", {"when": ["a"], "also": ["b/{x}"]}),
    ("require-with", {"when": ["a"], "also": ["b"], "when-status": ["renamed"]}),
    ("require-with", {"when": ["a"], "also": ["b"], "when-status": []}),
    ("generated-path", {"paths": ["a"], "from": ["a"]}),
    ("generated-path", {"paths": ["a"]}),
    ("generated-path", {"paths": ["a"], "from": ["b/{x}"]}),
    ("naming", {"paths": ["a"]}),
    ("naming", {"paths": ["a"], "style": "kebab-case", "pattern": "a"}),
    ("naming", {"paths": ["a"], "style": "kebab"}),
    ("naming", {"paths": ["a"], "pattern": "(a"}),
    ("require-header", {"paths": ["a"]}),
    ("require-header", {"paths": ["a"], "text": "//"}),
    ("require-header", {"paths": ["a"], "text": "a", "pattern": "a"}),
    ("require-header", {"paths": ["a"], "text": "a", "within": 0}),
]


@pytest.mark.parametrize(
    ("kind", "value", "check"), BOUND, ids=lambda one: one if isinstance(one, str) else ""
)
def test_options_as_they_are_written(kind: str, value: object, check: Check) -> None:
    assert bind(checks_by_rule_kind()[kind], value) == check


@pytest.mark.parametrize(("kind", "value"), REFUSED, ids=str)
def test_options_under_which_it_could_never_speak_are_refused(kind: str, value: object) -> None:
    with pytest.raises(OptionsInvalid):
        bind(checks_by_rule_kind()[kind], value)


def rule_of(check: Check, *paths: str) -> Rule:
    return Rule(
        id=check.name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE, paths=PathPatterns(paths)
    )


BEFORE = {
    "LICENSE": blob(b"Apache"),
    "api/a": blob(b"a"),
    "gen/a": blob(b"a"),
    "b/x": blob(b"b"),
    "src/Old.py": blob(b"x = 'TODO'\n"),
}
AFTER = {
    "api/a": blob(b"b"),
    "gen/a": blob(b"b"),
    "b/x": blob(b"b"),
    "a/x": blob(b"a"),
    "src/Old.py": blob(b"x = 'TODO'\n"),
    "src/NewFile.py": blob(b"x = 'TODO'\n"),
}


@pytest.mark.parametrize("check", [one for _, _, one in BOUND], ids=lambda one: one.name)
def test_a_restored_check_sees_what_the_first_one_saw(check: Check) -> None:
    from bot.policies import built_in

    policy = replace(built_in(), rules=(rule_of(check),))
    again = compiled.load(compiled.dump(policy))
    assert again == policy
    change = change_of(BEFORE, AFTER)
    found = list(check.find(change))
    assert found
    assert list(again.rules[0].check.find(change)) == found


@pytest.mark.parametrize(
    "check",
    [
        MissingCompanion(when=("src/**",), also=("docs/**",)),
        EditedGeneratedFile(paths=("src/**",), from_=("docs/**",)),
        MisnamedFile(paths=("src/**",), style="kebab-case"),
        MissingHeader(paths=("src/**",), text="SPDX"),
    ],
    ids=lambda one: one.name,
)
def test_what_lies_beyond_the_paths_of_a_decision_is_still_seen(check: Check) -> None:
    """The companion, the source, the old place of a file that moved."""
    code = blob(b"import a\nimport b\nx = 1\n")
    change = change_of(
        {"docs/userCard.py": code, "docs/a.md": blob(b"a")},
        {"src/userCard.py": code, "docs/a.md": blob(b"b")},
    )
    assert not run(rule_of(check, "src/**"), change).findings
    alone = change_of({}, {"src/userCard.py": code})
    assert len(run(rule_of(check, "src/**"), alone).findings) == 1


def fix_of(
    path: str, content: bytes, text: str = "Copyright Acme\nSPDX-License-Identifier: MIT"
) -> str | None:
    (found,) = MissingHeader(paths=("**",), text=text).find(change_of({}, {path: blob(content)}))
    assert isinstance(found, Violation)
    return found.fix


@pytest.mark.parametrize(
    ("path", "content", "sign"),
    [
        ("a.py", b"import os\n", "#"),
        ("run", b"#!/usr/bin/env python3\nimport os\n", "#"),
        ("a.go", b"package a\n", "//"),
        ("a.php", b"<?php\necho 1;\n", "//"),
        ("a.sh", b"#!/bin/sh\necho\n", "#"),
        ("a.html", b"<!doctype html>\n<p>\n", "<!--"),
        ("a.css", b"a {}\n", "/*"),
        ("Dockerfile", b"# syntax=docker/dockerfile:1\nFROM a\n", "#"),
    ],
)
def test_a_fix_makes_the_finding_go(path: str, content: bytes, sign: str) -> None:
    check = MissingHeader(paths=("**",), text="Copyright Acme\nSPDX-License-Identifier: MIT")
    (found,) = check.find(change_of({}, {path: blob(content)}))
    assert isinstance(found, Violation)
    assert found.fix is not None
    assert found.fix.startswith(f"{sign} Copyright Acme")
    lines = content.decode().split("\n")
    lines[found.line - 1] = found.fix
    assert not list(check.find(change_of({}, {path: blob("\n".join(lines).encode())})))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.proto", b"message A {}\n"),
        ("a.php", b"<p>\n<?php echo 1;\n"),
        ("a.py", b"import os\r\n"),
        ("a.py", b"\xef\xbb\xbfimport os\n"),
        ("a.py", b"# Copyright Other\nimport os\n"),
        ("a.py", "import os  # é\n".encode("latin-1")),
    ],
)
def test_no_fix_where_it_could_do_harm(path: str, content: bytes) -> None:
    assert fix_of(path, content) is None


def large(path: str) -> Change:
    size = MAX_BLOB_BYTES + 1
    return change_of({}, {path: Blob("3" * 40, Mode.FILE, size, None)})


@pytest.mark.threat("BP04")
@pytest.mark.parametrize(
    ("check", "path", "is_gap"),
    [
        (ForbiddenText(pattern=("a",)), "src/a.py", True),
        (ForbiddenText(pattern=("a",)), "package-lock.json", False),
        (ForbiddenText(pattern=("a",), in_=("*.json",)), "package-lock.json", True),
        (ForbiddenText(pattern=("a",)), "logo.png", False),
        (ForbiddenText(pattern=("a",), in_=("docs/**",)), "src/a.py", False),
        (MissingHeader(paths=("src/**",), text="a"), "src/a.py", True),
        (MissingHeader(paths=("src/**",), text="a"), "src/a.json", False),
        (MissingPath(paths=("a.bin",)), "a.bin", False),
        (MissingCompanion(when=("a",), also=("package-lock.json",)), "package-lock.json", False),
    ],
)
def test_a_file_that_is_too_large_is_a_gap_only_where_its_text_counts(
    check: Check, path: str, is_gap: bool
) -> None:
    seen = run(rule_of(check), large(path))
    assert [gap.code for gap in seen.gaps] == [Reason.TOO_LARGE] * is_gap
    assert not seen.findings


def test_a_large_companion_that_differs_is_touched() -> None:
    lock = Blob("3" * 40, Mode.FILE, MAX_BLOB_BYTES + 1, None)
    change = change_of(
        {"package.json": blob(b"{}"), "package-lock.json": replace(lock, oid="4" * 40)},
        {"package.json": blob(b'{"a": 1}'), "package-lock.json": lock},
    )
    check = MissingCompanion(when=("package.json",), also=("package-lock.json",))
    assert not list(check.find(change))


def test_the_rules_see_the_same_whatever_stands_beside() -> None:
    rules = tuple(rule_of(one) for _, _, one in BOUND)
    alone = [run(rule, change_of(BEFORE, AFTER)) for rule in rules]
    filler = {**AFTER, "zz/filler.txt": blob(b"filler\n")}
    beside = [run(rule, change_of(BEFORE, filler)) for rule in rules]
    assert alone == beside


@pytest.mark.parametrize("kind", ["freeze-path", "generated-path", "require-with", "require-approval"])
def test_what_speaks_of_the_act_of_changing_has_no_place_in_a_baseline(kind: str) -> None:
    assert not checks_by_rule_kind()[kind].stands


@pytest.mark.parametrize(
    "kind",
    ["forbid-path", "require-path", "forbid-text", "naming", "require-header", "require-value"],
)
def test_what_can_stand_in_a_repository_may_be_debt(kind: str) -> None:
    assert checks_by_rule_kind()[kind].stands
