"""One pattern means what `pathspec` says that it means in a `.gitignore`, for every path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from checks.globs import Glob
from checks.path_syntax import pattern_mistake
from checks.paths import PathPatterns

WORDS = ["a", "b", "ab", "*", "**", "a*", "*b", "a*b", "*a*b*", "**a", "?", "a?", "[ab]", "[a-c]b", "[]a]"]
PATTERNS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/", "**/"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sampled_from(["", "", "/"]),
)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "aab", "ba", "c", "]", "é"]), min_size=1, max_size=5)


@given(PATTERNS, PATHS.map("/".join))
def test_a_pattern_means_the_same_as_in_a_gitignore(pattern: str, path: str) -> None:
    rooted = pattern if pattern.startswith(("/", "**/")) else f"/{pattern}"
    assert PathPatterns((pattern,)).matches(path) is GitIgnoreSpec.from_lines([rooted]).match_file(path)


@given(st.lists(st.tuples(st.sampled_from(["", "!"]), PATTERNS), min_size=1, max_size=4), PATHS.map("/".join))
def test_of_patterns_for_whole_paths_the_last_that_matches_decides(
    written: list[tuple[str, str]], path: str
) -> None:
    whole = tuple((sign, pattern.rstrip("/") + "/**") for sign, pattern in written)
    patterns = tuple(sign + pattern for sign, pattern in whole)
    hits = [sign + pattern for sign, pattern in whole if PathPatterns((pattern,)).matches(path)]
    assert PathPatterns(patterns).deciding_pattern(path) == (hits[-1] if hits else None)
    assert PathPatterns(patterns).matches(path) is (bool(hits) and not hits[-1].startswith("!"))


def test_what_is_named_is_not_lost_with_a_directory_that_is_taken_back() -> None:
    assert PathPatterns(("a/b/**", "!a/")).matches("a/b/c")
    assert not PathPatterns(("a/", "!a/b/**")).matches("a/b/c")
    assert PathPatterns(("!a/b/**", "a/")).matches("a/b/c")


@pytest.mark.parametrize("pattern", ["a[", "src/[ab/x.py", "a[z-a]", "[[:alpha:]]x"])
def test_a_set_that_means_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"never closed|means nothing"):
        Glob(pattern)
    assert "understood" in pattern_mistake(pattern)


def test_many_stars_take_no_time() -> None:
    assert not PathPatterns(("*a" * 200 + "/**/x" * 200,)).matches("/".join(["a" * 400] * 400))
    assert not PathPatterns(("[a]*" * 50 + "[b]",)).matches("a" * 4000)
