"""One running git compares many trees, and what goes wrong with one comparison is not carried to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.git import comparer as module
from bot.git.comparer import Comparer
from bot.git.errors import GitError, LimitExceeded
from bot.git.store import DIFF_LIMITS, Store
from checks.diff import patches, raw_entries
from tests.git.repository import Repository


@pytest.fixture
def comparer(store: Store) -> Iterator[Comparer]:
    with Comparer(store.git, DIFF_LIMITS) as made:
        yield made


def tree(store: Store, files: dict[str, bytes]) -> str:
    """A flat tree."""
    entries = []
    for name in sorted(files):
        oid = store.write("blob", files[name])
        entries.append(f"100644 {name}\0".encode() + bytes.fromhex(oid))
    return store.write("tree", b"".join(entries))


def names(comparer: Comparer, base: str, head: str) -> list[str]:
    return [entry.path for entry in raw_entries(comparer.raw(base, head))]


def test_every_comparison_gets_its_own_answer(store: Store, comparer: Comparer) -> None:
    trees = [
        tree(store, {"same": b"a\n", f"file{number}": b"", "counted": b"a\n" * number}) for number in range(5)
    ]
    for at, base in enumerate(trees):
        for other, head in enumerate(trees):
            listed = sorted({f"file{at}", f"file{other}", "counted"}) if at != other else []
            assert names(comparer, base, head) == listed
    flat = [tree(store, {"000000": b"a\n" * number}) for number in range(5)]
    for at, base in enumerate(flat):
        for other, head in enumerate(flat):
            found = list(patches(comparer.patch(base, head)))
            assert len(found) == (at != other)


def test_a_path_that_looks_like_the_end_ends_nothing(store: Store, comparer: Comparer) -> None:
    before = tree(store, {"a": b"1\n"})
    after = tree(store, {"a": b"end\n", "end\n": b"end\n", "end\nend\n": b"", "z": b"2\n"})
    for sides in ((before, after), (after, before)):
        fields = b"".join(comparer.raw(*sides)).split(b"\0")
        assert fields[1::2] == [b"a", b"end\n", b"end\nend\n", b"z"]


def test_an_answer_that_nobody_reads_to_its_end_is_not_taken_for_the_next(
    store: Store, comparer: Comparer
) -> None:
    empty, many = tree(store, {}), tree(store, {f"file{number:05}": b"" for number in range(3_000)})
    entries = raw_entries(chunks := comparer.raw(empty, many))
    assert next(entries).path == "file00000"
    chunks.close()
    few = tree(store, {"a": b"a\n"})
    assert names(comparer, empty, few) == ["a"]


def test_a_list_that_is_too_long_is_cut_off_and_the_next_one_is_whole(store: Store) -> None:
    empty, many = tree(store, {}), tree(store, {f"file{number:05}": b"" for number in range(3_000)})
    with Comparer(store.git, replace(DIFF_LIMITS, output=100_000)) as comparer:
        with pytest.raises(LimitExceeded, match="100000 bytes of output"):
            names(comparer, empty, many)
        assert names(comparer, empty, tree(store, {"a": b"a\n"})) == ["a"]


def test_a_tree_that_is_not_there_is_an_error_and_the_next_comparison_goes_well(
    store: Store, comparer: Comparer
) -> None:
    few = tree(store, {"a": b"a\n"})
    for compare in (comparer.raw, comparer.patch):
        with pytest.raises(GitError):
            list(compare("1" * 40, few))
    assert names(comparer, tree(store, {}), few) == ["a"]


def test_a_comparison_that_takes_too_long_says_how_long_it_may_take(store: Store) -> None:
    few = tree(store, {"a": b"a\n"})
    with Comparer(store.git, replace(DIFF_LIMITS, wall=0.0)) as comparer:
        told = {str(fault) for _ in range(50) if (fault := _fault(comparer, few)) is not None}
    assert told
    assert all("0 s" in words and "3600" not in words for words in told)


def _fault(comparer: Comparer, one: str) -> LimitExceeded | None:
    try:
        names(comparer, one, one)
    except LimitExceeded as excess:
        return excess
    return None


def test_after_many_comparisons_another_git_takes_over(
    store: Store, comparer: Comparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ASKED", 3)
    empty, few = tree(store, {}), tree(store, {"a": b"a\n"})
    assert [names(comparer, empty, few) for _ in range(8)] == [["a"]] * 8


def test_the_store_compares_within_other_limits_apart(repository: Repository, store: Store) -> None:
    with store.comparing(DIFF_LIMITS) as usual, store.comparing(replace(DIFF_LIMITS, cpu=1)) as other:
        assert usual is store.comparer
        assert other is not usual
