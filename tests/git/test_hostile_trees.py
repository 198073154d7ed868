"""Trees and repositories that are built to run something, to hide something, or to exhaust the reader."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from bot.git.change import DIFF_LIMITS
from bot.git.errors import LimitExceeded
from bot.git.process import Limits
from bot.git.store import Store
from bot.git.tree import GitTree
from checks.change import MAX_BLOB_BYTES, MAX_CHANGE_BYTES, Change, Reason, TooLarge
from checks.diff import DiffFault
from tests.git.conftest import Read
from tests.git.repository import Link, Repository, Submodule, bomb


def codes(change: Change) -> list[Reason]:
    return [gap.code for gap in change.incomplete]


def bare(canary: Path) -> dict[str | bytes, str]:
    config = f"[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = touch {canary}\n"
    return {
        "docs/x/HEAD": "ref: refs/heads/main\n",
        "docs/x/config": config,
        "docs/x/objects/info/keep": "",
        "docs/x/refs/heads/keep": "",
    }


def test_an_embedded_repository_is_an_integrity_fault_and_runs_nothing(
    repository: Repository, read: Read, tmp_path: Path
) -> None:
    """C1, BP30."""
    canary = tmp_path / "canary"
    base = repository.commit({"a": "a"})
    change = read(base, repository.commit({"a": "a", **bare(canary)}, base))
    assert codes(change) == [Reason.INTEGRITY]
    assert change.incomplete[0].path == "docs/x"
    assert change.files == ()
    assert not canary.exists()


def test_a_change_below_an_embedded_repository_and_one_at_the_root_are_found(
    repository: Repository, read: Read, tmp_path: Path
) -> None:
    """C1."""
    embedded = bare(tmp_path / "canary")
    base = repository.commit({"a": "a", **embedded})
    below = read(base, repository.commit({"a": "a", **embedded, "docs/x/deep/er/file": "f"}, base))
    assert codes(below) == [Reason.INTEGRITY]
    beside = read(base, repository.commit({"a": "b", **embedded}, base))
    assert (codes(beside), len(beside.files)) == ([], 1)
    root = {str(name).removeprefix("docs/x/").swapcase(): content for name, content in embedded.items()}
    assert codes(read(base, repository.commit(root, base))) == [Reason.INTEGRITY]


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("100644", b"."),
        ("100644", b".."),
        ("100644", b".git"),
        ("40000", b".git"),
        ("40000", b".GIT"),
        ("100644", b"GIT~1"),
        ("100644", b"a/b"),
        ("100644", b"a\nb"),
        ("100644", b"\x1b]0;x\x07"),
        ("107777", b"file"),
        ("100664", b"file"),
        ("100600", b"file"),
        ("140000", b"file"),
        ("0", b"file"),
    ],
)
def test_a_malformed_tree_entry_is_an_integrity_fault(
    repository: Repository, read: Read, mode: str, name: bytes
) -> None:
    """C5, PE18."""
    blob = repository.blob(b"x")
    oid = repository.tree({"x": "x"}) if mode == "40000" else blob
    base = repository.commit({"a": "a"})
    tree = repository.raw_tree(sorted([(mode, oid, name), ("100644", blob, b"other")], key=lambda e: e[2]))
    change = read(base, repository.commit_tree(tree, base))
    assert codes(change) == [Reason.INTEGRITY]


def test_an_entry_named_twice_is_an_integrity_fault(repository: Repository, read: Read) -> None:
    """C5."""
    base = repository.commit({"a": "a"})
    twice = [("100644", repository.blob(content), b"b") for content in (b"1", b"2")]
    assert codes(read(base, repository.commit_tree(repository.raw_tree(twice), base))) == [Reason.INTEGRITY]


def test_a_file_whose_object_is_a_tree_is_an_integrity_fault(repository: Repository, read: Read) -> None:
    """C5."""
    base = repository.commit({"a": "a"})
    tree = repository.raw_tree([("100644", repository.tree({"x": "x"}), b"b")])
    assert codes(read(base, repository.commit_tree(tree, base))) == [Reason.INTEGRITY]


def test_an_odd_mode_elsewhere_in_the_repository_does_not_block(repository: Repository, read: Read) -> None:
    old = ("100664", repository.blob(b"old"), b"old")
    base = repository.commit_tree(repository.raw_tree([old]))
    head = repository.commit_tree(repository.raw_tree([("100644", repository.blob(b"n"), b"new"), old]), base)
    assert [file.path for file in read(base, head).files] == ["new"]


def test_replace_refs_and_grafts_change_nothing(repository: Repository, read: Read) -> None:
    """C6."""
    base = repository.branch("main", repository.commit({"a": "1\n"}))
    head = repository.branch("evil", repository.commit({"a": "1\nevil\n"}, base))
    harmless = repository.commit({"a": "1\n"}, base)
    repository.git("replace", head, harmless)
    repository.write({".git/info/grafts": f"{head}\n"})
    assert repository.git("diff", base, head) == ""
    assert [file.path for file in read(base, head).files] == ["a"]


@pytest.mark.parametrize(("depth", "empty"), [(4, False), (5, False), (6, False), (10, False), (10, True)])
def test_a_git_bomb_ends_soon_within_bounded_memory(
    repository: Repository, read: Read, depth: int, empty: bool
) -> None:
    """C7, RX04."""
    base = repository.commit({"a": "a"})
    head = repository.commit_tree(bomb(repository, depth, empty=empty), base)
    started = time.monotonic()
    change = read(base, head, Limits(cpu=1 if empty else 5, wall=20, memory=DIFF_LIMITS.memory))
    assert codes(change) == [Reason.TOO_LARGE]
    assert time.monotonic() - started < 15
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 500_000


@pytest.mark.parametrize("name", [b"..", b".git", b"x/y", b"x\ny"])
def test_walking_a_malformed_tree_is_an_error(repository: Repository, store: Store, name: bytes) -> None:
    """C5."""
    tree = repository.raw_tree([("100644", repository.blob(b"x"), name)])
    with pytest.raises(DiffFault):
        list(GitTree(store.objects, tree).walk())


def test_walking_a_bomb_stops(repository: Repository, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """C7."""
    monkeypatch.setattr("bot.git.tree.MAX_WALK", 2_000)
    with pytest.raises(LimitExceeded, match="2000 files"):
        list(GitTree(store.objects, bomb(repository, 10)).walk())


def test_a_huge_blob_is_too_large_and_never_read(repository: Repository, read: Read, tmp_path: Path) -> None:
    """C8: 256 MB of zeros are 250 KB in the object store."""
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(256_000_000)
    oid = repository.git("-c", "core.bigFileThreshold=1m", "hash-object", "-w", str(huge))
    base = repository.commit({"a": "1\n"})
    head = repository.commit_tree(
        repository.raw_tree([("100644", repository.blob(b"1\n2\n"), b"a"), ("100644", oid, b"huge")]), base
    )
    change = read(base, head)
    assert change.by_path["huge"].head is not None
    assert change.by_path["huge"].head.is_unread
    assert change.by_path["huge"].head.size == 256_000_000
    assert change.by_path["a"].added_lines == {2}
    with pytest.raises(TooLarge):
        change.head_tree.read("huge")


def test_a_file_of_exactly_the_limit_is_read(repository: Repository, read: Read) -> None:
    base = repository.commit({"a": b"x" * MAX_BLOB_BYTES})
    head = repository.commit({"a": b"y" * MAX_BLOB_BYTES, "b": b"x" * (MAX_BLOB_BYTES + 1)}, base)
    change = read(base, head)
    assert [file.path for file in change.files if file.head is not None and file.head.is_unread] == ["b"]
    assert change.by_path["a"].added_lines == {1}


def test_more_bytes_than_the_limit_in_all_are_too_large(repository: Repository, read: Read) -> None:
    base = repository.commit({"a": "a"})
    count = MAX_CHANGE_BYTES // MAX_BLOB_BYTES + 1
    blob = repository.blob(b"z" * MAX_BLOB_BYTES)
    head = repository.commit_tree(
        repository.raw_tree([("100644", blob, f"{i:03}".encode()) for i in range(count)]), base
    )
    change = read(base, head)
    assert codes(change) == [Reason.TOO_LARGE]
    assert change.incomplete[0].measured == f"{count * MAX_BLOB_BYTES + 1} bytes"
    assert len(change.files) == count + 1
    assert all(
        side is None or side.content is None for file in change.files for side in (file.base, file.head)
    )


@pytest.mark.parametrize("count", [299, 300, 301, 2_999, 3_000, 3_001])
def test_every_file_is_read_up_to_the_limit_and_none_beyond(
    repository: Repository, read: Read, count: int
) -> None:
    """D1, RX02."""
    clean, bad = repository.blob(b"x = 1\n"), repository.blob(b"x = 1\neval('1')\n")
    names = [f"{i:05}.py".encode() for i in range(count)]
    base = repository.commit_tree(repository.raw_tree([("100644", clean, name) for name in names]))
    head = repository.commit_tree(repository.raw_tree([("100644", bad, name) for name in names]), base)
    change = read(base, head)
    if count <= 3_000:
        assert (len(change.files), change.incomplete) == (count, ())
        assert change.files[-1].added_lines == {2}
    else:
        assert (change.files, codes(change)) == ((), [Reason.TOO_LARGE])
        assert change.incomplete[0].limit == "3000 files"


@pytest.mark.parametrize("count", [19_999, 20_001])
def test_every_line_is_read_beyond_the_limit_of_githubs_diff(
    repository: Repository, read: Read, count: int
) -> None:
    """D1."""
    base = repository.commit({"a": "first\n"})
    head = repository.commit({"a": "first\n" + "x\n" * count + "last\n"}, base)
    assert read(base, head).by_path["a"].hunks[0].head_count == count + 1


def test_links_submodules_and_attributes_of_other_kinds_are_entries_not_faults(
    repository: Repository, read: Read
) -> None:
    """PE05, PE08."""
    base = repository.commit({"a": "a"})
    head = repository.commit(
        {
            "a": "a",
            ".gitattributes": Link(b"/etc/passwd"),
            "src/sub": Submodule("3" * 40),
            ".gitmodules": "[submodule]",
        },
        base,
    )
    change = read(base, head)
    assert change.incomplete == ()
    assert len(change.files) == 3
