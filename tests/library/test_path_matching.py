"""Telling paths apart by how they begin changes no answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from checks.path_matching import matches, matches_any_form
from checks.paths import PathPatterns, folded

PART = st.text(st.sampled_from("aAb.é"), min_size=1, max_size=3)
PATTERN_PART = st.one_of(PART, st.sampled_from(["*", "**", "a*", "?b", "[ab]", "*.a"]))
PATH = st.lists(PART, min_size=1, max_size=4).map("/".join)
PATTERN = st.tuples(
    st.sampled_from(["", "!", "/"]), st.lists(PATTERN_PART, min_size=1, max_size=3).map("/".join)
).map("".join)
PATTERNS = st.lists(PATTERN, min_size=1, max_size=3).map(tuple)


def plainly(patterns: tuple[str, ...], path: str) -> bool:
    """The answer of `pathspec` for patterns that count from the root."""
    anchored = []
    for pattern in patterns:
        bare = pattern.removeprefix("!")
        sign = "!" if pattern.startswith("!") else ""
        anchored.append(sign + (bare if bare.startswith(("/", "**/")) else f"/{bare}"))
    return GitIgnoreSpec.from_lines(anchored).match_file(path)


@given(PATTERNS, PATH)
def test_the_answer_is_that_of_the_whole_match(patterns: tuple[str, ...], path: str) -> None:
    exact = plainly(patterns, path)
    any_form = exact or plainly(tuple(map(folded, patterns)), folded(path))
    assert PathPatterns(patterns).matches(path) is exact
    assert PathPatterns(patterns).matches_any_form(path) is any_form
    assert matches(patterns, path) is exact
    assert matches_any_form(patterns, path) is any_form
