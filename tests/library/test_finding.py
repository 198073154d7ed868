"""The identity of findings."""

from __future__ import annotations

from checks.change import ChangedFile, Hunk, Status
from checks.finding import fingerprint


def test_a_fingerprint_survives_indentation_but_no_other_change() -> None:
    one = fingerprint("rule", "a.py", "eval( x )", 0)
    assert fingerprint("rule", "a.py", "\n    eval(  x )", 0) == one
    others = {
        fingerprint("rule", "a.py", "eval(y)", 0),
        fingerprint("rule", "b.py", "eval( x )", 0),
        fingerprint("other", "a.py", "eval( x )", 0),
        fingerprint("rule", "a.py", "eval( x )", 1),
    }
    assert len(others | {one}) == 5


def test_a_fingerprint_has_128_bits() -> None:
    assert len(bytes.fromhex(fingerprint("r", "p", "t", 0))) == 16


def test_parts_of_a_fingerprint_cannot_run_into_one_another() -> None:
    assert fingerprint("a", "b", "c", 1) != fingerprint("a", "bc", "", 1)


def test_lines_map_from_base_to_head_around_hunks() -> None:
    """Two lines inserted after line 1, line 3 removed, line 5 rewritten into two."""
    file = ChangedFile(
        "f", Status.MODIFIED, None, None, (Hunk(1, 0, 2, 2), Hunk(3, 1, 4, 0), Hunk(5, 1, 6, 2))
    )
    assert [file.head_line(line) for line in range(1, 8)] == [1, 4, None, 5, None, 8, 9]
    assert file.added_lines == {2, 3, 6, 7}
    assert file.removed_lines == {3, 5}


def test_half_a_character_has_a_fingerprint_too() -> None:
    assert fingerprint("R", "a.json", "\ud800", 0) != fingerprint("R", "a.json", "\udc80", 0)
