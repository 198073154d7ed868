"""Several merge bases, and merges that say one thing and do another."""

from __future__ import annotations

from bot.git.history import commits, merge_bases
from bot.git.store import Store
from checks.change import ChangedFile
from tests.git.conftest import Read
from tests.git.repository import Content, Repository


def added(file: ChangedFile) -> set[bytes]:
    assert file.head is not None
    lines = (file.head.content or b"").split(b"\n")
    return {lines[number - 1] for number in file.added_lines}


def crossed(
    repository: Repository,
    left: dict[str | bytes, Content],
    right: dict[str | bytes, Content],
    base: dict[str | bytes, Content],
    head: dict[str | bytes, Content],
) -> tuple[str, str]:
    """Two tips whose best common ancestors are both `left` and `right`."""
    root = repository.commit({"f": "0\n"})
    one, two = (
        repository.commit(left, root, message="left\n"),
        repository.commit(right, root, message="right\n"),
    )
    return repository.commit(base, one, two, message="base\n"), repository.commit(
        head, two, one, message="head\n"
    )


def test_criss_cross_merges_hide_nothing(repository: Repository, store: Store, read: Read) -> None:
    """D8, PE25: each merge base alone hides one of the two lines."""
    base, head = crossed(
        repository,
        {"f": "0\nleft\n", "only": "l\n"},
        {"f": "0\nright\n"},
        {"f": "0\n"},
        {"f": "0\nleft\nright\nnew\n", "only": "l\n"},
    )
    assert len(merge_bases(store, base, head)) == 2
    change = read(base, head)
    assert change.incomplete == ()
    assert added(change.by_path["f"]) == {b"left", b"right", b"new"}
    assert added(change.by_path["only"]) == {b"l"}


def test_what_stands_in_every_merge_base_is_old(repository: Repository, read: Read) -> None:
    """D8."""
    base, head = crossed(
        repository,
        {"f": "0\ndebt\n1\n", "g": "same"},
        {"f": "0\ndebt\n2\n", "g": "same"},
        {"f": "0\ndebt\n", "g": "same"},
        {"f": "0\ndebt\nnew\n", "g": "same"},
    )
    change = read(base, head)
    assert [file.path for file in change.files] == ["f"]
    assert added(change.by_path["f"]) == {b"new"}


def test_lines_removed_since_one_merge_base_are_seen_though_another_lacks_the_file(
    repository: Repository, read: Read
) -> None:
    """D8."""
    base, head = crossed(
        repository,
        {"t": "assert a\nassert b\n", "f": "0\n"},
        {"f": "0\n"},
        {"f": "0\n"},
        {"t": "assert a\n", "f": "0\n"},
    )
    file = read(base, head).by_path["t"]
    assert added(file) == {b"assert a"}
    assert file.base is not None
    assert b"assert b" in (file.base.content or b"")
    assert file.removed_lines


def test_a_file_deleted_since_one_merge_base_is_deleted(repository: Repository, read: Read) -> None:
    """D8."""
    base, head = crossed(repository, {"f": "0\n", "t": "t"}, {"f": "0\n"}, {"f": "0\n"}, {"f": "0\n"})
    assert [(file.path, file.status.value) for file in read(base, head).files] == [("t", "D")]


def test_an_evil_merge_is_judged_by_its_tree(repository: Repository, read: Read) -> None:
    """D8, PE24."""
    root = repository.commit({"secure/auth.py": "ok\n", "a": "1"})
    main = repository.commit({"secure/auth.py": "ok\n", "a": "2"}, root)
    work = repository.commit({"secure/auth.py": "ok\n", "a": "1", "b": "b"}, root)
    head = repository.commit(
        {"secure/auth.py": "ok\nbackdoor\n", "a": "2", "b": "b"}, work, main, message="Merge branch main\n"
    )
    assert repository.git("log", "-p", "--format=", f"{main}..{head}", "--", "secure") == ""
    assert [file.path for file in read(main, head).files] == ["b", "secure/auth.py"]


def test_commits_are_listed_oldest_first_with_people_and_trailers(
    repository: Repository, store: Store
) -> None:
    base = repository.commit({"a": "1"})
    first = repository.commit({"a": "2"}, base, message="one\n\nCo-authored-by: Agent <a@x>\n")
    head = repository.commit({"a": "3"}, first, message="zwei: \u00fc\n")
    found = commits(store, base, head)
    assert [commit.oid for commit in found] == [first, head]
    assert found[0].author == "Ada <ada@example.org>"
    assert found[0].committer == "Grace <grace@example.org>"
    assert found[0].message == "one\n\nCo-authored-by: Agent <a@x>\n"
    assert found[1].message == "zwei: \u00fc\n"


def test_of_many_commits_the_newest_are_listed(repository: Repository, store: Store) -> None:
    tree = repository.tree({"a": "1"})
    stream = b"".join(
        b"commit refs/heads/many\ncommitter G <g@x> 1700000000 +0000\ndata 2\n%02d\n" % (i % 100)
        for i in range(300)
    )
    base = repository.commit_tree(tree)
    repository.git("fast-import", "--quiet", stdin=stream)
    head = repository.git("rev-parse", "many")
    found = commits(store, base, head)
    assert (len(found), found[-1].oid) == (250, head)
