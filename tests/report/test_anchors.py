"""Anchors of comments, proved against git's own diff with three lines of context and renames."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from checks.change import ChangedFile
from checks.finding import Side
from checks.report.anchors import Anchor, Anchors, nearest_head_line, shown_ranges
from tests.report.diffs import Repository
from tests.report.verdicts import IMPORT

LINES = [f"line {number}\n" for number in range(1, 61)]


def _at(
    path: str, line: int, end_line: int = 0, side: Side = Side.HEAD, *, effect: bool = False
) -> Anchor | None:
    finding = replace(
        IMPORT, path=path, line=line, end_line=end_line or line, side=side, on_changed_line=not effect
    )
    return Anchors(FILES).find(finding)


FILES: dict[str, ChangedFile] = {}


@pytest.fixture(scope="module", autouse=True)
def _repository(tmp_path_factory: pytest.TempPathFactory) -> None:
    changed = [*LINES[:9], "new 10\n", *LINES[10:29], *LINES[32:50], "extra\n", *LINES[50:]]
    base = {"a.py": "".join(LINES), "gone.py": "only here\n" * 3, "old/name.py": "".join(LINES)}
    head = {
        "a.py": "".join(changed),
        "new.py": "one\ntwo\n",
        "new/name.py": "".join([*LINES[:30], "added\n", *LINES[30:]]),
    }
    FILES.update(Repository(tmp_path_factory.mktemp("anchors"), base, head).files())


def test_a_changed_line_carries_its_comment() -> None:
    assert _at("a.py", 10) == Anchor("a.py", 10, None, "RIGHT", exact=True)


def test_three_lines_around_a_change_carry_comments_and_the_fourth_does_not() -> None:
    assert _at("a.py", 7) == Anchor("a.py", 7, None, "RIGHT", exact=True)
    assert _at("a.py", 13) is not None
    assert _at("a.py", 6) is None
    assert _at("a.py", 14) is None


def test_several_lines_are_marked_together_if_one_hunk_holds_them() -> None:
    assert _at("a.py", 9, 11) == Anchor("a.py", 11, 9, "RIGHT", exact=True)
    assert _at("a.py", 12, 20) == Anchor("a.py", 12, None, "RIGHT", exact=True)


def test_removed_lines_carry_comments_on_the_left() -> None:
    assert _at("a.py", 30, 32, Side.BASE) == Anchor("a.py", 32, 30, "LEFT", exact=True)
    assert _at("a.py", 29, side=Side.BASE) is None
    assert _at("gone.py", 2, side=Side.BASE) == Anchor("gone.py", 2, None, "LEFT", exact=True)


def test_an_effect_far_from_the_change_is_shown_at_the_nearest_changed_line() -> None:
    assert _at("a.py", 18, effect=True) == Anchor("a.py", 10, None, "RIGHT", exact=False)


def test_a_file_as_a_whole_is_shown_at_its_first_change() -> None:
    assert _at("new.py", 0) == Anchor("new.py", 1, None, "RIGHT", exact=False)
    assert _at("gone.py", 0, side=Side.BASE) == Anchor("gone.py", 1, None, "LEFT", exact=False)


def test_a_file_that_github_shows_as_renamed_takes_comments_at_its_new_lines_only() -> None:
    assert _at("new/name.py", 31) == Anchor("new/name.py", 31, None, "RIGHT", exact=True)
    assert _at("new/name.py", 5) is None
    assert _at("old/name.py", 5, side=Side.BASE) is None


def test_among_many_deleted_files_only_lines_that_none_of_them_had_take_comments() -> None:
    new = FILES["new.py"]
    gone = {f"old{number}.py": replace(FILES["gone.py"], path=f"old{number}.py") for number in range(31)}
    assert gone["old0.py"].base is not None
    gone["old0.py"] = replace(gone["old0.py"], base=replace(gone["old0.py"].base, content=b"two\nthree\n"))
    anchors = Anchors({"new.py": new, **gone})
    assert anchors.find(replace(IMPORT, path="new.py", line=1, end_line=1)) is not None
    assert anchors.find(replace(IMPORT, path="new.py", line=2, end_line=2)) is None


def test_a_path_outside_the_change_or_not_utf_8_or_binary_carries_nothing() -> None:
    assert _at("elsewhere.py", 1) is None
    file = FILES["new.py"]
    assert file.head is not None
    odd = replace(IMPORT, path="caf\udce9.py", line=1)
    assert Anchors({odd.path: replace(file, path=odd.path)}).find(odd) is None
    binary = replace(file, head=replace(file.head, content=b"one\0\ntwo\n"))
    assert Anchors({"new.py": binary}).find(replace(IMPORT, path="new.py", line=1)) is None
    large = replace(file, head=replace(file.head, size=500_001))
    assert Anchors({"new.py": large}).find(replace(IMPORT, path="new.py", line=1)) is None


def test_an_annotation_about_a_removed_line_stands_where_the_line_stood() -> None:
    removed = replace(IMPORT, path="a.py", line=31, side=Side.BASE)
    assert nearest_head_line(removed, FILES) == 29
    assert nearest_head_line(replace(removed, line=60), FILES) == 58
    assert nearest_head_line(replace(removed, path="gone.py", line=2), FILES) == 1


@pytest.mark.parametrize("seed", range(25))
def test_no_anchor_lies_outside_the_diff_that_git_shows(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    base = {f"f{number}.py": _text(chance) for number in range(4)}
    head = {path: _edited(content, chance) for path, content in base.items()}
    moved = chance.choice(sorted(head))
    head["moved.py"] = head.pop(moved)
    repository = Repository(tmp_path, base, head)
    files, shown = repository.files(), repository.shown()
    anchors = Anchors(files)
    found = [
        anchors.find(replace(IMPORT, path=path, line=line, end_line=line + chance.choice((0, 2)), side=side))
        for path in files
        for line in range(50)
        for side in Side
    ]
    placed = [each for each in found if each is not None]
    assert placed
    for each in placed:
        assert (each.path, each.side, each.line) in shown
        assert each.start_line is None or (each.path, each.side, each.start_line) in shown
    for path, file in files.items():
        if path in base and path in head:
            ranges = {line for first, last in shown_ranges(file) for line in range(first, last + 1)}
            assert ranges == {line for name, side, line in shown if (name, side) == (path, "RIGHT")}


def _text(chance: random.Random) -> str:
    return "".join(
        f"{chance.choice('abcdefgh')} = {chance.randrange(9)}\n" for _ in range(chance.randrange(1, 45))
    )


def _edited(content: str, chance: random.Random) -> str:
    lines = content.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(lines) + 1)
        lines[at : at + chance.randrange(3)] = [f"new {chance.random()}\n"] * chance.randrange(3)
    return "".join(lines).removesuffix("\n" if chance.random() < 0.3 else "\0")
