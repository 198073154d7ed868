"""Many paths against many lists of patterns at once give what each gives alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from checks.change import ChangedFile, Mode, Status
from checks.path_index import PathIndex, index_of
from checks.path_syntax import pattern_mistake
from checks.paths import PathPatterns
from tests.cases import blob, change_of

NAMES = st.sampled_from(
    ["a", "b", "A", "src", "sr\u0441", "x.py", "y.ts", "x.PY", "lib.part1", "caf\u00e9", "cafe\u0301"]
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PARTS = st.one_of(
    NAMES, st.sampled_from(["**", "*", "*.py", "x.*", "?", "[ab]", "*.part1", "s*c", "*.t[s]", "**"])
)
PATTERNS = st.builds(
    lambda back, parts, end: back + "/".join(parts) + end,
    st.sampled_from(["", "", "!"]),
    st.lists(PARTS, min_size=1, max_size=4),
    st.sampled_from(["", "", "/"]),
).filter(lambda pattern: not pattern_mistake(pattern))


def files(paths: list[str]) -> tuple[ChangedFile, ...]:
    return tuple(ChangedFile(path, Status.ADDED, None, blob(b"x")) for path in paths)


@given(
    paths=st.lists(PATHS, max_size=8, unique=True),
    lists=st.lists(st.lists(PATTERNS, max_size=5).map(tuple), max_size=6),
)
def test_an_index_finds_what_each_list_of_patterns_matches(
    paths: list[str], lists: list[tuple[str, ...]]
) -> None:
    index = PathIndex(files(paths))
    for written in lists:
        patterns = PathPatterns(written)
        assert index.matching_any_form(patterns) == {
            path for path in paths if patterns.matches_any_form(path)
        }


def test_the_index_of_a_change_is_that_of_the_whole_change_however_it_is_narrowed() -> None:
    whole = change_of({}, {"a/b.py": blob(b"1"), "c.py": blob(b"2")})
    narrowed = replace(whole, files=whole.files[:1], all_files=whole.everywhere)
    assert index_of(narrowed) is index_of(whole)
    other = replace(whole, files=whole.files[:1])
    assert index_of(other).files == whole.files[:1]


def test_links_and_what_nobody_could_read_are_known() -> None:
    link, large = blob(b"a", Mode.SYMLINK), replace(blob(b"x"), content=None, size=9_000_000)
    index = index_of(change_of({}, {"link": link, "large.bin": large, "plain": blob(b"y")}))
    assert index.doors == ("link",)
    assert [file.path for file in index.unread] == ["large.bin"]
