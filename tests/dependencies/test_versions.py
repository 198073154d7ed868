"""Versions in order, what a constraint admits, and where a resolver lands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from checks.dependencies.constraints import admitted, lands_in
from checks.dependencies.purl import purl_pattern
from checks.dependencies.versions import key_of

RELEASE = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
SUFFIX = st.sampled_from(["", "a1", "b2", "rc1", ".dev3", ".post1", "a1.dev2", "rc2.post1"])
VERSIONS = st.builds(lambda release, suffix: release + suffix, RELEASE, SUFFIX)


@given(left=VERSIONS, right=VERSIONS)
@settings(deadline=None)
def test_the_order_is_that_of_pep_440(left: str, right: str) -> None:
    ours, theirs = (key_of(left), key_of(right)), (Version(left), Version(right))
    assert ours[0] is not None
    assert ours[1] is not None
    assert (ours[0] < ours[1]) == (theirs[0] < theirs[1])
    assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])


@given(
    clauses=st.lists(
        st.tuples(st.sampled_from([">=", "<=", ">", "<", "==", "!=", "~="]), RELEASE), min_size=1, max_size=3
    ),
    version=RELEASE,
)
@settings(deadline=None)
def test_a_constraint_admits_what_pep_440_says(clauses: list[tuple[str, str]], version: str) -> None:
    text = ",".join(operator + (bound if operator != "~=" else f"{bound}.0") for operator, bound in clauses)
    found, key = admitted("pypi", text), key_of(version)
    assert found is not None
    assert key is not None
    assert any(one.holds(key) for one in found) == (version in SpecifierSet(text))


@given(
    type_=st.sampled_from(["npm", "pypi", "cargo", "gem", "maven", "nuget", "golang", ""]),
    text=st.text(max_size=30),
)
@settings(deadline=None)
def test_any_text_is_a_constraint_or_none(type_: str, text: str) -> None:
    assert admitted(type_, text) == admitted(type_, text)
    assert lands_in(type_, text, admitted("", ">=1,<2") or ()) in (True, False, None)


@pytest.mark.parametrize(
    ("type_", "constraint", "forbidden", "lands"),
    [
        ("pypi", ">=1", ">=2", True),
        ("pypi", ">=1", "<2", False),
        ("pypi", "", ">=2", True),
        ("pypi", "==1.*", "<2", True),
        ("pypi", "~=1.4.2", "<1.5", True),
        ("pypi", "===1.0", "1", True),
        ("npm", "^1.2.3", "<2", True),
        ("npm", "^1.2.3", ">=2", False),
        ("npm", "~1.2", ">=1.3", False),
        ("npm", "^0.2.3", "<0.3", True),
        ("npm", "1.x || >=2.5.0", ">=2", True),
        ("npm", "1.0.0 - 2.9.9", ">=2", True),
        ("npm", ">=1.0.0 <2.0.0", "<2", True),
        ("npm", "latest", "<4", False),
        ("npm", "1.2.3-beta.1", "<1.2.3", True),
        ("npm", "feature-branch", "<4", None),
        ("cargo", "1.2", "<2", True),
        ("cargo", "=1.2.3", ">1.2.3", False),
        ("gem", "~> 2.1", ">=3", False),
        ("gem", ">= 1, < 3", ">=2", True),
        ("maven", "[1.0,2.0)", "<2", True),
        ("maven", "1.0.Final", "1", True),
        ("maven", "31.1-jre", "31.1", True),
        ("maven", "${version}", "<2", None),
        ("maven", "2.+", ">=2", True),
        ("nuget", "13.0.1", "<13.0.2", True),
        ("nuget", "13.0.3", "<13.0.2", False),
        ("nuget", "[1.0,2.0]", ">=2", False),
        ("golang", "v1.2.3", "<1.2.4", True),
        ("golang", "v2.0.0+incompatible", "2", True),
        ("golang", "v0.0.0-20240101000000-abcdefabcdef", "<0.1", True),
    ],
)
def test_a_resolver_lands_in_a_range_or_not(
    type_: str, constraint: str, forbidden: str, lands: bool | None
) -> None:
    assert lands_in(type_, constraint, purl_pattern(f"pkg:pypi/x@{forbidden}")._range) is lands
