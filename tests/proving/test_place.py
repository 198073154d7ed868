"""A path for a list of patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.paths import PathPatterns
from checks.proving.place import can_meet, place

PARTS = st.sampled_from(["src", "a", "*", "**", "*.py", "test_*.py", "[ab]x", "api?", "legacy", "Makefile"])
PATTERN = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/", "!"]),
    st.lists(PARTS, min_size=1, max_size=4),
    st.sampled_from(["", "/", "/**"]),
)


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([], "example.py"),
        ([[]], "example.py"),
        ([["services/**"]], "services/example.py"),
        ([["services/**", "!services/legacy/**"]], "services/example.py"),
        ([["/services/"]], "services/example.py"),
        ([["**/*.ts"]], "example.ts"),
        ([["src/**/*_test.go"]], "src/example_test.go"),
        ([["pyproject.toml"]], "pyproject.toml"),
        ([["packages/*/src/**"]], "packages/example/src/example.py"),
        ([["src/**"], ["**/*.js"]], "src/example.js"),
        ([["src/**"], ["src/api/**"]], "src/api/example.py"),
        ([["src/**", "lib/**"], ["lib/net/*.py"]], "lib/net/example.py"),
        ([["src/**"], ["**/migrations/**"]], "src/migrations/example.py"),
        ([["bot/cli/**", "!bot/cli/*"]], "bot/cli/example/example.py"),
        ([["src/[ab]x/**"]], "src/ax/example.py"),
        ([["src/legacy"]], "src/legacy"),
    ],
)
def test_a_path_is_found_that_all_lists_match(scopes: list[list[str]], expected: str) -> None:
    assert place(scopes, "py") == expected


@pytest.mark.parametrize(
    "scopes", [[["src/**"], ["docs/**"]], [["src/**", "!src/**"]], [["*.go"], ["cmd/*.go"]], [["!src/**"]]]
)
def test_none_is_found_where_there_is_none(scopes: list[list[str]]) -> None:
    assert place(scopes, "py") is None
    assert not can_meet(scopes)


def test_a_file_of_the_repository_shows_the_way_where_patterns_do_not() -> None:
    scopes = [["src/**", "!src/*", "!src/example/**"]]
    assert place(scopes, "py") is None
    assert place(scopes, "py", ["src/orders/api/pay.py"]) == "src/orders/api/example.py"


@given(st.lists(st.lists(PATTERN, max_size=3), max_size=3), st.sampled_from(["py", "ts", ""]))
def test_whatever_is_found_is_matched_by_every_list(scopes: list[list[str]], ending: str) -> None:
    found = place(scopes, ending)
    assert found is None or all(PathPatterns(tuple(scope)).matches(found) for scope in scopes)
