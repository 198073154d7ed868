"""The published schema says what the loader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from checks.change import MemoryTree, Tree
from checks.document import parse
from checks.finding import Level
from checks.policy import Mode
from checks.policy_file import KEYS, NOT_ENFORCED, read_policy_file
from checks.problem import PolicyInvalid, Problem
from tests.cases import blob
from tests.policy.pages import pages
from tests.policy.trees import POLICY

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "decisis.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
ADJUSTABLE = ("changed-guardrail", "skipped-test", "added-suppression", "pack/python/x")


def problems_of(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    read_policy_file(tree, ADJUSTABLE, ("forbidden-path",), problems)
    return problems


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema_rs.meta.validate(SCHEMA)


def test_keys_and_words_are_those_of_the_loader() -> None:
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert not set(SCHEMA["properties"]) & set(NOT_ENFORCED)
    assert SCHEMA["properties"]["mode"]["enum"] == list(Mode)
    assert SCHEMA["$defs"]["level"]["enum"] == list(Level)


VALID = [
    "version: 1",
    "version: 1\nmode: observe\ndecisions: docs/adr",
    "version: 1\ndecisions: [docs/adr, a.b/..c/]",
    "version: 1\nchecks: {}",
    "version: 1\nchecks: {changed-guardrail: off, pack/python/x: block}",
    "version: 1\nagents: [{name: a, accounts: [1, 2]}]",
    "version: 1\nextends: acme/.github",
    "version: 1\nextends: acme/policies@release/1.x:floors/strict.yml",
    f"version: 1\nextends: other/floor@{'0' * 40}",
    "version: 1\nbaseline: {from: '@acme/platform'}",
    "version: 1\nbaseline: {from: ['@alice', '@acme/dba']}",
]


@pytest.mark.parametrize("text", VALID)
def test_what_the_loader_accepts_the_schema_accepts(text: str) -> None:
    files = {POLICY: text, "docs/adr/a.txt": "", "a.b/..c/a.txt": ""}
    assert problems_of(MemoryTree({path: blob(body.encode()) for path, body in files.items()})) == []
    VALIDATOR.validate(parse(POLICY, text.encode()).value)


BEYOND_A_SCHEMA = {
    "An unknown check",
    "A check that only a decision binds",
    "A folder that is not there",
    "One account for two agents",
    "A version that is a fraction",
    "F4: the policy is there twice",
    "F4: a look-alike stands beside it",
}
"""Broken policies whose mistake needs the tree or the names of checks, or the difference of 1 and 1.0."""


def _parsed() -> list[tuple[str, MemoryTree, object]]:
    found = []
    for page in pages():
        content = page.tree.read(POLICY)
        if content is None:
            continue
        try:
            found.append((page.title, page.tree, parse(POLICY, content).value))
        except PolicyInvalid:
            continue
    return found


@pytest.mark.parametrize(
    ("title", "tree", "value"), _parsed(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_what_the_loader_refuses_the_schema_refuses(title: str, tree: MemoryTree, value: object) -> None:
    assert problems_of(tree)
    assert VALIDATOR.is_valid(value) == (title in BEYOND_A_SCHEMA)
