"""Diffs of examples."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.change import Hunk, Mode, Status
from checks.diff import prove
from checks.proving.patch import ExampleUnfit, sides

TEXT = st.lists(
    st.sampled_from(["import json", "", "a = 1", "  b", "+c", "-d", "\\ x", "é"]), max_size=8
).map(lambda lines: "".join(f"{line}\n" for line in lines))


def test_a_file_that_is_edited_has_both_sides_and_the_lines_between() -> None:
    (side,) = sides("--- a/x/a.py\n+++ b/x/a.py\n@@ -3,2 +3,3 @@\n one\n+two\n three\n")
    assert side.path == "x/a.py"
    assert side.base is not None
    assert side.head is not None
    assert side.base.content == b"\n\none\nthree\n"
    assert side.head.content == b"\n\none\ntwo\nthree\n"
    assert side.changed.hunks == (Hunk(3, 0, 4, 1),)
    assert side.changed.status is Status.MODIFIED


def test_files_are_added_deleted_moved_linked_and_made_executable() -> None:
    found = sides(
        "diff --git a/new.py b/new.py\nnew file mode 100644\n--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+a\n"
        "diff --git a/old.py b/old.py\ndeleted file mode 100644\n--- a/old.py\n+++ /dev/null\n"
        "@@ -1 +0,0 @@\n-a\n"
        "diff --git a/from.py b/to.py\nsimilarity index 100%\nrename from from.py\nrename to to.py\n"
        "diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+to\n"
        "\\ No newline at end of file\n"
        "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n"
    )
    seen = {side.path: side.changed for side in found}
    assert {path: change.status.value for path, change in seen.items()} == {
        "new.py": "A",
        "old.py": "D",
        "from.py": "D",
        "to.py": "A",
        "link": "A",
        "run.sh": "M",
    }
    link, run = seen["link"].head, seen["run.sh"]
    assert link is not None
    assert (link.mode, link.content) == (Mode.SYMLINK, b"to")
    assert run.head is not None
    assert run.head.mode is Mode.EXECUTABLE


@pytest.mark.parametrize(
    ("diff", "said"),
    [
        ("--- a", "changes nothing"),
        ("--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n a\n", "does not parse"),
        ("--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-a\n+b\n", "no plain path"),
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "twice"),
        ("--- a/x\n+++ b/x\n@@ -99999999 +99999999 @@\n-a\n+b\n", "beyond line"),
    ],
)
def test_what_is_no_diff_is_refused_in_one_sentence(diff: str, said: str) -> None:
    with pytest.raises(ExampleUnfit, match=said):
        sides(diff)


@given(TEXT, TEXT)
def test_a_whole_diff_gives_both_files_and_hunks_that_fit(before: str, after: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), "a/x.py", "b/x.py", n=100
    )
    diff = "".join(lines)
    if not diff or not before or not after:
        return
    (side,) = sides(diff)
    assert side.base is not None
    assert side.head is not None
    assert side.base.content == before.encode()
    assert side.head.content == after.encode()
    prove(before.encode(), after.encode(), side.changed.hunks)


@given(
    st.text()
    | st.lists(st.sampled_from(["--- a/x", "+++ b/x", "@@ -1 +1 @@", "-a", "+b", " c"])).map("\n".join)
)
def test_any_text_is_a_diff_or_is_refused(text: str) -> None:
    try:
        found = sides(text)
    except ExampleUnfit:
        return
    for side in found:
        changed = side.changed
        assert changed.base or changed.head
        if changed.status is Status.MODIFIED and changed.base and changed.head:
            prove(changed.base.content or b"", changed.head.content or b"", changed.hunks)
