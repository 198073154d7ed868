"""The strict readers of git's output, with no git in sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.change import Hunk, Mode, Status
from checks.diff import DiffFault, Patch, RawEntry, match, patches, prove, raw_entries, split_lines, whole

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40


def entry(
    path: bytes = b"src/a.py", modes: str = "100644 100644", oids: str = f"{A} {B}", status: str = "M"
) -> bytes:
    return f":{modes} {oids} {status}".encode() + b"\0" + path + b"\0"


def test_entries_are_read_whatever_the_chunks() -> None:
    stream = (
        entry()
        + entry(b"b\xff", "000000 100755", f"{ZERO} {B}", "A")
        + entry(b"c", "120000 100644", status="T")
    )
    expected = [
        RawEntry("src/a.py", Status.MODIFIED, Mode.FILE, Mode.FILE, A, B),
        RawEntry("b\udcff", Status.ADDED, None, Mode.EXECUTABLE, "", B),
        RawEntry("c", Status.TYPE_CHANGED, Mode.SYMLINK, Mode.FILE, A, B),
    ]
    for size in (1, 7, 100, 10_000):
        assert list(raw_entries(stream[i : i + size] for i in range(0, len(stream), size))) == expected


@pytest.mark.parametrize(
    "stream",
    [
        entry()[:-1],
        entry()[:-10],
        b"garbage\0a\0",
        b":\0",
        entry() + b"x",
        entry() + entry(),
        entry(status="R100"),
        entry(status="U"),
        entry(status="X"),
        entry(status="A"),
        entry(status="D"),
        entry(status="T"),
        entry(modes="100644 107777"),
        entry(modes="100664 100644"),
        entry(modes="040000 040000"),
        entry(modes="100644 120000"),
        entry(modes="000000 100644", status="A"),
        entry(oids=f"{A} {A}"),
        entry(oids=f"{A} {ZERO}"),
        entry(oids=f"{A} {B}{'b' * 24}"),
        entry(oids=f"{A[:7]} {B[:7]}"),
    ],
)
def test_an_entry_that_git_would_not_print_is_a_fault(stream: bytes) -> None:
    """C5, D7."""
    with pytest.raises(DiffFault):
        list(raw_entries([stream]))


@pytest.mark.parametrize(
    "path",
    [
        b"",
        b"/etc/passwd",
        b"a//b",
        b"a/",
        b"./a",
        b"a/../b",
        b"..",
        b".git/config",
        b"a/.GIT/hooks/x",
        b"a/.git",
        b".git./config",
        b".git /config",
        b"git~1/config",
        b"a/GIT~2",
        b".git::$INDEX_ALLOCATION/config",
        b".git\\config",
        ".g\u200cit/config".encode(),
        b"a\nb",
        b"a\tb",
        b"a\x1b[2Jb",
        b"a\x7f",
        "a\x85b".encode(),
        "a\u2028b".encode(),
    ],
)
def test_a_path_with_a_forbidden_component_or_control_character_is_a_fault(path: bytes) -> None:
    """C5, D6."""
    with pytest.raises(DiffFault):
        list(raw_entries([entry(path)]))


@pytest.mark.parametrize(
    "path",
    [
        *(".github/x", ".gitignore", "a.git/b", ".gitx", "git", "digit~1x", "x b/docs/readme.md"),
        *('q"uote', "é.yml", "e\u0301", "\u202ea", "a\\b", "a "),
    ],
)
def test_a_path_that_is_only_unusual_is_kept_as_it_is(path: str) -> None:
    """D6: which forms are dangerous is for the checks to say."""
    assert [found.path for found in raw_entries([entry(path.encode())])] == [path]


PATCH = f"""diff --git a/000000 b/000000
index {A}..{B} 100644
--- a/000000
+++ b/000000
@@ -1 +1,2 @@
-++ b/evil
+-- a/evil
+Binary files a and b differ
@@ -3,2 +5,0 @@ context
-x\ry
-diff --git a/q b/q
\\ No newline at end of file
""".encode()


def test_hunks_are_read_and_bound_to_object_ids() -> None:
    found = patches(PATCH.splitlines(keepends=True) and split_lines(PATCH))
    assert found == [Patch(A, B, (Hunk(1, 1, 1, 2), Hunk(3, 2, 5, 0)))]
    assert match([(A, B)], found) == [found[0].hunks]


@pytest.mark.parametrize("pairs", [[], [(B, A)], [(A, B), (A, B)]])
def test_a_patch_too_many_too_few_or_of_other_blobs_is_a_fault(pairs: list[tuple[str, str]]) -> None:
    """D9."""
    with pytest.raises(DiffFault):
        match(pairs, patches(split_lines(PATCH)))


@pytest.mark.parametrize(
    "text",
    [
        b"garbage\n",
        b"",
        b"diff --cc a\nindex 1,2..3\n--- a/a\n+++ b/a\n@@@ -1,1 -1,1 +1,2 @@@\n  a\n++b\n",
        PATCH.replace(b"@@ -1 +1,2 @@", b"@@ -1 +1,3 @@"),
        PATCH.replace(A.encode(), b"aaaaaaa"),
        b"".join(split_lines(PATCH)[:4]),
        b"Binary files a and b differ\n" * 50,
    ],
)
def test_text_that_is_no_such_patch_never_counts_as_no_lines(text: bytes) -> None:
    """D9: combined diffs, garbage and binary notices give no silent empty result."""
    with pytest.raises(DiffFault):
        match([(A, B)], patches(split_lines(text)))


@pytest.mark.parametrize(
    "hunk", [Hunk(1, 1, 1, 1), Hunk(2, 1, 2, 2), Hunk(2, 9, 2, 9), Hunk(0, 0, 1, 1), Hunk(3, 1, 2, 1)]
)
def test_hunks_that_do_not_lead_from_base_to_head_are_a_fault(hunk: Hunk) -> None:
    """D9."""
    base, head = b"1\n2\n3\n", b"1\nx\n3\n"
    prove(base, head, [Hunk(2, 1, 2, 1)])
    with pytest.raises(DiffFault):
        prove(base, head, [hunk])


def test_a_missing_line_end_is_a_difference() -> None:
    prove(b"a\nb", b"a\nb\n", [Hunk(2, 1, 2, 1)])
    with pytest.raises(DiffFault):
        prove(b"a\nb", b"a\nb\n", [])


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_replacing_everything_always_proves(base: bytes, head: bytes) -> None:
    prove(base, head, whole(base, head))


@given(st.binary(max_size=300))
def test_a_random_stream_is_read_or_refused(stream: bytes) -> None:
    try:
        list(raw_entries([stream]))
    except DiffFault:
        return
    assert stream == b""


@given(st.binary(max_size=400))
def test_a_random_patch_is_read_or_refused(text: bytes) -> None:
    try:
        found = patches(split_lines(text))
    except DiffFault:
        return
    assert all(patch.hunks for patch in found)
