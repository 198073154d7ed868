"""What counts as new: the pairing of places between base and head."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.change import Change
from checks.finding import Violation
from checks.introduced import introduced
from tests.cases import blob, change_of

BAD = ("bad()", "worse(1)", "worse(2)")
lines = st.lists(st.sampled_from(["a", "b", "c", "", *BAD, "    bad()"]), max_size=14)


def places(change: Change, *, head: bool) -> list[Violation]:
    found = []
    for file in change.files:
        source = file.head_source if head else file.base_source
        for number, line in enumerate(source.lines if source else (), start=1):
            if line.strip() in BAD:
                found.append(Violation(file.path, number, number, f"calls `{line.strip()}`", line.strip()))
    return found


def change(before: dict[str, list[str]], after: dict[str, list[str]]) -> Change:
    trees = [
        {path: blob("".join(f"{line}\n" for line in text).encode()) for path, text in tree.items()}
        for tree in (before, after)
    ]
    return change_of(*trees)


def new(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[tuple[str, int]]:
    made = change(before, after)
    found = introduced(made.by_path, places(made, head=False), places(made, head=True))
    return [(place.path, place.line) for place in found]


def test_an_old_place_that_shifted_down_is_not_new() -> None:
    assert new({"f": ["bad()"]}, {"f": ["a", "b", "bad()"]}) == []


def test_an_old_place_that_was_indented_is_not_new() -> None:
    assert new({"f": ["bad()"]}, {"f": ["a", "    bad()"]}) == []


def test_the_second_copy_of_an_old_place_is_new_and_at_its_own_line() -> None:
    assert new({"f": ["a", "bad()"]}, {"f": ["bad()", "a", "bad()"]}) == [("f", 1)]


def test_a_place_that_moved_to_another_file_is_not_new() -> None:
    assert new({"f": ["a", "bad()"], "g": ["b"]}, {"f": ["a"], "g": ["b", "bad()"]}) == []


def test_a_place_that_was_copied_to_another_file_is_new() -> None:
    assert new({"f": ["a", "bad()"], "g": ["b"]}, {"f": ["a", "bad()", "c"], "g": ["b", "bad()"]}) == [
        ("g", 2)
    ]


def test_a_changed_argument_makes_another_place() -> None:
    assert new({"f": ["worse(1)"]}, {"f": ["worse(2)"]}) == [("f", 1)]


def test_a_place_on_an_unchanged_line_is_told_as_an_effect() -> None:
    made = change({"f": ["a", "b"]}, {"f": ["b"]})
    place = Violation("f", 1, 1, "is reached without `a`", "b")
    assert [found.on_changed_line for found in introduced(made.by_path, [], [place])] == [False]


@given(before=st.tuples(lines, lines), after=st.tuples(lines, lines))
@settings(max_examples=400, deadline=None)
def test_the_number_of_new_places_is_the_growth_of_each_text_over_all_files(
    before: tuple[list[str], list[str]], after: tuple[list[str], list[str]]
) -> None:
    """Nothing that grew is lost and nothing that did not grow is reported, whatever was moved."""
    old, fresh = (dict(zip(("f", "g"), pair, strict=True)) for pair in (before, after))
    found = new(old, fresh)
    count = {
        text: sum(line.strip() == text for tree in (fresh,) for file in tree.values() for line in file)
        for text in BAD
    }
    past = {
        text: sum(line.strip() == text for tree in (old,) for file in tree.values() for line in file)
        for text in BAD
    }
    by_text = [fresh[path][line - 1].strip() for path, line in found]
    assert {text: by_text.count(text) for text in BAD} == {
        text: max(0, count[text] - past[text]) for text in BAD
    }
