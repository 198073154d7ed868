"""No configuration is too odd to be compared, and what is as it was asks for no less."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.strictness.files import TOOLS
from checks.strictness.lowered import lowered
from tests.cases import blob, change_of

_KEYS = st.sampled_from(
    [
        *(
            "rules",
            "overrides",
            "extends",
            "files",
            "linter",
            "linters",
            "enable",
            "disable",
            "strict",
            "lints",
        ),
        *(
            "compilerOptions",
            "select",
            "ignore",
            "lint",
            "report",
            "fail_under",
            "coverage",
            "status",
            "project",
        ),
        *(
            "default",
            "target",
            "Enabled",
            "Metrics/X",
            "exclude",
            "typeCheckingMode",
            "reportX",
            "module",
            "level",
        ),
    ]
)
_VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2.5, "off", "error", "warn", "E", "ALL", "80%", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
_JSON = [
    name for tool in TOOLS for name, keys in tool.places if name.endswith((".json", ".yml")) and not keys
]
_NAMES = st.sampled_from([*_JSON, "tsconfig.json"])


@given(_NAMES, _VALUES, _VALUES)
def test_any_value_can_be_compared_with_any_other(name: str, before: object, after: object) -> None:
    trees = [{name: blob(json.dumps(value).encode())} for value in (before, after)]
    for seen in lowered(change_of(*trees)):
        assert seen.path == name


@given(_NAMES, _VALUES)
def test_the_same_values_written_otherwise_ask_for_no_less(name: str, value: object) -> None:
    trees = [{name: blob(json.dumps(value, indent=indent).encode())} for indent in (None, 2)]
    assert not list(lowered(change_of(*trees)))


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", "pyproject.toml", "package.json", "Cargo.toml"])
def test_a_file_of_several_tools_may_say_nothing_of_them(name: str) -> None:
    text = b"{}\n" if name.endswith("json") else b""
    assert not list(lowered(change_of({name: blob(text)}, {name: blob(text + b"\n")})))
