"""Reading a change from real objects."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.git.change import DIFF_LIMITS, compare, read_change
from bot.git.errors import GitUsageError, MissingObject, NoMergeBase
from bot.git.hunks import Pair, hunks
from bot.git.store import Store, scratch
from checks.change import Change, Hunk, Mode, Status
from checks.diff import split_lines
from tests.git.conftest import Read
from tests.git.repository import Executable, Link, Repository, Submodule

BANNED = b"import os\nos.system('id')\n"


def kinds(change: Change) -> dict[str, str]:
    return {file.path: file.status.value for file in change.files}


def test_every_status_is_read_with_contents_modes_and_lines(repository: Repository, read: Read) -> None:
    """D7."""
    base = repository.commit(
        {
            "edit": "1\n2\n3\n",
            "gone": "1\n2",
            "link": Link(b"edit"),
            "mode": "m\n",
            "same": "s",
            "file": "x",
            "module": Submodule("1" * 40),
            "old/name": "moved\n",
        }
    )
    head = repository.commit(
        {
            "edit": "1\ntwo\n3\n4",
            "added": "a\nb\n",
            "link": "now a file\n",
            "mode": Executable(b"m\n"),
            "same": "s",
            "file/below": "y",
            "module": Submodule("2" * 40),
            "new/name": "moved\n",
            "empty": "",
        },
        base,
    )
    change = read(base, head)
    assert change.incomplete == ()
    assert kinds(change) == {
        "added": "A",
        "edit": "M",
        "empty": "A",
        "file": "D",
        "file/below": "A",
        "gone": "D",
        "link": "T",
        "mode": "M",
        "module": "M",
        "new/name": "A",
        "old/name": "D",
    }
    files = change.by_path
    assert files["edit"].hunks == (Hunk(2, 1, 2, 1), Hunk(3, 0, 4, 1))
    assert files["gone"].hunks == (Hunk(1, 2, 0, 0),)
    assert files["added"].hunks == (Hunk(0, 0, 1, 2),)
    assert files["link"].hunks == (Hunk(1, 1, 1, 1),)
    assert files["empty"].hunks == files["mode"].hunks == files["module"].hunks == ()
    link, module = files["link"].base, files["module"].head
    assert link is not None
    assert (link.mode, link.content) == (Mode.SYMLINK, b"edit")
    assert module is not None
    assert (module.mode, module.content, module.oid) == (Mode.GITLINK, None, "2" * 40)
    assert [file.path for file in change.files] == sorted(kinds(change))


def test_only_the_change_since_the_merge_base_is_read(repository: Repository, read: Read) -> None:
    start = repository.commit({"a": "1", "b": "1"})
    ahead = repository.commit({"a": "1", "b": "upstream"}, start)
    head = repository.commit({"a": "2", "b": "1"}, start)
    change = read(ahead, head)
    assert (change.base, kinds(change)) == (start, {"a": "M"})


@pytest.mark.parametrize(
    "attributes", [b"*.py -diff\n", b"* binary\n", b"* -text -diff linguist-generated\n", b"* diff=evil\n"]
)
@pytest.mark.parametrize("where", ["base", "head"])
def test_attributes_in_the_tree_hide_nothing(
    repository: Repository, read: Read, attributes: bytes, where: str
) -> None:
    """D2."""
    before = {"src/b.py": b"x = 1\n", ".gitattributes": attributes if where == "base" else b""}
    base = repository.branch("main", repository.commit(before))
    head = repository.commit({"src/b.py": b"x = 1\n" + BANNED, ".gitattributes": attributes}, base)
    assert read(base, head).by_path["src/b.py"].hunks == (Hunk(1, 0, 2, 2),)


@pytest.mark.parametrize(
    "content", [b"\0\n" + BANNED, BANNED.decode().encode("utf-16"), b"\xff\xfe\n\x80" + BANNED]
)
def test_bytes_that_git_takes_for_binary_are_read_and_have_lines(
    repository: Repository, read: Read, content: bytes
) -> None:
    """D2."""
    base = repository.commit({"b.py": b"x\n" + content[:3]})
    head = repository.commit({"b.py": content}, base)
    file = read(base, head).by_path["b.py"]
    assert file.head is not None
    assert file.head.content == content
    assert file.hunks
    assert max(file.added_lines) <= len(split_lines(content))


@pytest.mark.parametrize(
    "name",
    [
        "é.yml",
        'a"b.py',
        "a b/c d.py",
        "x b/docs/readme.md",
        "\udcff\udcfe",
        "a\\b",
        "-rf",
        "*",
        ":(glob)**",
        "日本/語",
    ],
)
def test_names_that_git_quotes_are_read_as_they_are(repository: Repository, read: Read, name: str) -> None:
    """D6, PE16, PE17."""
    base = repository.commit({name: "a\n", "z": "z"})
    head = repository.commit({name: "a\nb\n", "z": "z"}, base)
    assert read(base, head).by_path[name].hunks == (Hunk(1, 0, 2, 1),)
    added = read(
        repository.branch("none", repository.commit({"z": "z"})),
        repository.commit({name: "", "z": "z"}, repository.commit({"z": "z"})),
    )
    assert kinds(added) == {name: "A"}


@pytest.mark.parametrize(
    "char", ["\r", "\f", "\v", "\x85", "\u2028", "\u202e", "\u200b", "\U000e0041", "\ufe0f", "\x1c"]
)
def test_characters_that_some_take_for_a_line_end_are_none(
    repository: Repository, read: Read, char: str
) -> None:
    """D3."""
    base = repository.commit({"a.py": "x\n"})
    head = repository.commit({"a.py": f"x\n# c{char}import os\nlast\n"}, base)
    file = read(base, head).by_path["a.py"]
    assert file.hunks == (Hunk(1, 0, 2, 2),)
    assert file.head is not None
    assert char.encode() in (file.head.content or b"")


LINE = st.sampled_from(
    [
        *(b"a", b"b", b"", b"c\r", b"\0", b"\xe2\x80\xa8z", b"\xff", b"-", b" "),
        *(b"+++ b/x", b"--- a/x", b"@@ -1 +1 @@", b"\\ No newline at end of file", b"diff --git a/x b/x"),
    ]
)
CONTENT = st.tuples(st.lists(LINE, max_size=12), st.booleans()).map(lambda c: b"\n".join(c[0]) + b"\n" * c[1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CONTENT, CONTENT), min_size=1, max_size=25))
def test_applying_the_hunks_to_the_base_gives_the_head(
    store: Store, contents: list[tuple[bytes, bytes]]
) -> None:
    """D3: the reader itself proves it, or raises; and the lines it calls added rebuild the head."""
    pairs = [
        Pair(str(i), store.write("blob", old), store.write("blob", new), old, new)
        for i, (old, new) in enumerate(contents)
        if old != new
    ]
    for pair, found in zip(pairs, hunks(store, pairs, DIFF_LIMITS), strict=True):
        old, new = split_lines(pair.base), split_lines(pair.head)
        for hunk in reversed(found):
            first = hunk.base_start - (hunk.base_count > 0)
            added = hunk.head_start - (hunk.head_count > 0)
            old[first : first + hunk.base_count] = new[added : added + hunk.head_count]
        assert old == new


NAME = st.sampled_from(["a", "b", "a.c", "a-", "a0", "é"])
PATH = st.lists(NAME, min_size=1, max_size=3).map("/".join)
LEAF = st.tuples(
    st.sampled_from(["100644", "100755", "120000"]), st.sampled_from([b"", b"x\n", b"x\ny\n", b"z"])
)
Leaves = dict[str, tuple[str, bytes]]


def written(store: Store, leaves: Leaves) -> str:
    """The tree of these files, written without a process; a directory hides a file of its name."""
    folders: dict[str, Leaves] = {}
    entries = {}
    for path, leaf in leaves.items():
        folder, _, rest = path.partition("/")
        if rest:
            folders.setdefault(folder, {})[rest] = leaf
        else:
            entries[folder.encode()] = (leaf[0], store.write("blob", leaf[1]))
    entries |= {name.encode(): ("40000", written(store, inner)) for name, inner in folders.items()}
    ordered = sorted(entries, key=lambda name: name + b"/" * (entries[name][0] == "40000"))
    lines = (entries[n][0].encode() + b" " + n + b"\0" + bytes.fromhex(entries[n][1]) for n in ordered)
    return store.write("tree", b"".join(lines))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(PATH, LEAF, max_size=8), st.dictionaries(PATH, LEAF, max_size=8))
def test_the_base_with_the_change_is_the_head(store: Store, before: Leaves, after: Leaves) -> None:
    """INV1: no path of the difference is lost, whatever turns into what."""
    change = compare(store, [written(store, before)], written(store, after))
    assert change.incomplete == ()
    files = {
        path: (change.base_tree.mode(path), change.base_tree.read(path)) for path in change.base_tree.walk()
    }
    for file in change.files:
        assert (file.base is not None) == (file.path in files)
        files.pop(file.path, None)
        if file.head is not None:
            files[file.path] = (file.head.mode, file.head.content if file.head.mode.is_regular else None)
    head = change.head_tree
    assert files == {path: (head.mode(path), head.read(path)) for path in head.walk()}


def test_trees_are_read_on_demand(repository: Repository, read: Read) -> None:
    base = repository.commit(
        {"a/b/c.py": "c", "a.txt": "t", "a/link": Link(b"/etc/passwd"), "m": Submodule("1" * 40)}
    )
    change = read(base, repository.commit({"a/b/c.py": "c2"}, base))
    tree = change.base_tree
    assert tree.read("a/b/c.py") == b"c"
    assert change.head_tree.read("a/b/c.py") == b"c2"
    assert list(tree.walk()) == ["a.txt", "a/b/c.py", "a/link", "m"]
    assert list(tree.walk("a/b")) == ["a/b/c.py"]
    assert list(tree.walk("nowhere")) == []
    modes = {path: tree.mode(path) for path in ("", "a", "a/b/c.py", "a/link", "m", "b", "a/b/c.py/d", "m/x")}
    assert modes == {
        "": Mode.DIRECTORY,
        "a": Mode.DIRECTORY,
        "a/b/c.py": Mode.FILE,
        "a/link": Mode.SYMLINK,
        "m": Mode.GITLINK,
        "b": None,
        "a/b/c.py/d": None,
        "m/x": None,
    }


def test_a_link_is_never_followed(repository: Repository, read: Read) -> None:
    """C10."""
    targets = {
        "absolute": b"/etc/passwd",
        "relative": b"../../x",
        "loop": b"loop",
        "dangling": b"no",
        "proc": b"/proc/self/environ",
    }
    base = repository.commit({"a": "a"})
    head = repository.commit({"a": "a", **{name: Link(target) for name, target in targets.items()}}, base)
    change = read(base, head)
    for name, target in targets.items():
        blob = change.by_path[name].head
        assert blob is not None
        assert (blob.mode, blob.content) == (Mode.SYMLINK, target)
        assert change.by_path[name].head_source is None
        assert change.head_tree.read(name) is None


def test_an_empty_change_has_no_files(repository: Repository, read: Read) -> None:
    base = repository.commit({"a": "a"})
    assert read(base, repository.commit({"a": "a"}, base)).files == ()
    assert read(base, base).files == ()


def test_reading_twice_gives_equal_changes(repository: Repository, read: Read) -> None:
    base = repository.commit({f"d{i % 7}/{i}": f"{i}\n" * 5 for i in range(60)})
    head = repository.commit({f"d{i % 7}/{i}": f"{i}\n" * (i % 9) for i in range(60)}, base)
    first, second = read(base, head), read(base, head)
    assert first.files == second.files
    assert len(first.files) > 40


def test_repositories_with_sha256_are_read(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "r", "sha256")
    base = repository.commit({"a": "1\n"})
    head = repository.commit({"a": "1\n2\n"}, base)
    with scratch([repository.path / ".git/objects"], object_format="sha256") as store:
        change = read_change(store, base, head)
    assert (len(change.head), kinds(change)) == (64, {"a": "M"})


def test_commits_without_a_common_ancestor_are_the_users_mistake(repository: Repository, read: Read) -> None:
    with pytest.raises(NoMergeBase, match="no common ancestor"):
        read(repository.commit({"a": "1"}), repository.commit({"b": "1"}, message="other root\n"))


def test_a_commit_that_is_not_there_is_said_to_be_missing(repository: Repository, read: Read) -> None:
    base = repository.commit({"a": "1"})
    with pytest.raises(MissingObject):
        read(base, "1" * 40)


@pytest.mark.parametrize(
    "name", ["main", "--output=x", "HEAD", "$(id)", "abc123", "A" * 40, "1" * 41, "\u202e", "a" * 40 + "\n"]
)
def test_nothing_but_full_object_ids_reaches_git(repository: Repository, read: Read, name: str) -> None:
    """C3."""
    base = repository.branch("main", repository.commit({"a": "1"}))
    for ids in ((name, base), (base, name)):
        with pytest.raises(GitUsageError, match="no full object id"):
            read(*ids)


def test_a_type_change_to_a_submodule_loses_its_lines(repository: Repository, read: Read) -> None:
    """D7."""
    base = repository.commit({"a": "1\n2\n"})
    file = read(base, repository.commit({"a": Submodule("1" * 40)}, base)).by_path["a"]
    assert (file.status, file.hunks) == (Status.TYPE_CHANGED, (Hunk(1, 2, 0, 0),))
