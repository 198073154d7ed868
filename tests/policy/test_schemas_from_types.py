"""The published schemas are made of the types that read, and agree with the reader of records."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.debt.schema import debt_schema
from checks.check import checks_by_rule_kind
from checks.document import parse
from checks.enforcement import KEYS
from checks.schema.enforce import enforce_schema
from checks.schema.option_texts import option_texts
from checks.schema.policy import policy_schema
from tests.cases import cases

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = {
    "debt.schema.json": debt_schema,
    "decisis.schema.json": policy_schema,
    "enforce.schema.json": enforce_schema,
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_current(name: str) -> None:
    text = json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE"):
        (DOCS / name).write_text(text, encoding="utf-8")
    assert (DOCS / name).read_text(encoding="utf-8") == text


ENFORCE: dict[str, Any] = enforce_schema()
VALIDATOR = jsonschema_rs.Draft202012Validator(ENFORCE)


def test_the_schema_of_enforce_is_a_valid_schema_with_every_key_and_kind() -> None:
    jsonschema_rs.meta.validate(ENFORCE)
    assert set(ENFORCE["properties"]) == set(KEYS)
    assert set(checks_by_rule_kind()) < set(ENFORCE["$defs"]["rule"]["properties"])


@pytest.mark.parametrize("kind", checks_by_rule_kind())
def test_the_options_of_every_literate_case_are_valid(kind: str) -> None:
    name = checks_by_rule_kind()[kind].name
    bound = [case.options for case in cases() if case.check == name]
    assert bound
    for options in bound:
        VALIDATOR.validate({"instead": "x", "rules": [{kind: options}]})


@pytest.mark.parametrize("kind", checks_by_rule_kind())
def test_every_option_is_described(kind: str) -> None:
    check = checks_by_rule_kind()[kind]
    described = option_texts(check)
    options = ENFORCE["$defs"]["rule"]["properties"][kind]
    forms = options.get("anyOf", [options])
    assert set(forms[0]["properties"]) == set(described)


@pytest.mark.parametrize(
    "text",
    [
        "rules: []",
        "rules: [{}]",
        "rules: [{forbid-path: [a], forbid-import: b}]",
        "rules: [{forbid-path: {paths: [a], recursive: true}}]",
        "rules: [{forbid-paths: [a]}]",
        "rules: [{forbid-path: [a]}]\nlevel: off",
        "rules: [{forbid-path: [a]}]\nfor: everybody",
        "rules: [{forbid-path: [a], exceptions: [{paths: [b], owner: x}]}]",
        "rules: [{forbid-path: [a]}]\nsince: soon",
        "instead: x",
    ],
)
def test_what_is_no_decision_is_refused(text: str) -> None:
    assert not VALIDATOR.is_valid(parse("x.enforce.yml", text.encode()).value)
