"""Fetching pull requests over HTTP from a real git server."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.git.change import read_change, unreadable
from bot.git.command import Git
from bot.git.errors import GitUsageError, LimitExceeded, NotThereYet, Refused, RemoteError
from bot.git.history import tree_of
from bot.git.mirror import Mirrors
from bot.git.remote import Remote
from bot.git.store import scratch
from bot.git.tree import GitTree
from checks.change import Reason
from tests.git.repository import Content, Link, Repository
from tests.git.server import GitServer, serve

TOKEN = "ghs_canary" + "x1" * 15
FILES: dict[str | bytes, Content] = {"a.py": "1\n2\n", "keep/settings.toml": "k = 1\n", "d": "x"}


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "srv/acme/shop.git")


@pytest.fixture
def server(tmp_path: Path, origin: Repository) -> Iterator[GitServer]:
    with serve(tmp_path / "srv", TOKEN) as running:
        yield running


@pytest.fixture
def remote(server: GitServer) -> Remote:
    return Remote.on(server.url, "acme/shop", TOKEN, allow_http=True)


@pytest.fixture
def mirrors(tmp_path: Path) -> Mirrors:
    return Mirrors(tmp_path / "data")


def pull(origin: Repository, base: str, files: dict[str | bytes, Content]) -> str:
    head = origin.commit(files, base)
    origin.git("update-ref", "refs/pull/1/head", head)
    return head


def test_a_pull_request_is_fetched_and_read(
    origin: Repository, remote: Remote, mirrors: Mirrors, tmp_path: Path
) -> None:
    base = origin.branch("main", origin.commit(FILES))
    head = pull(origin, base, {**FILES, "a.py": "1\ntwo\n"})
    with mirrors.pull(7, remote, base, head) as store:
        change = read_change(store, base, head)
        assert [(file.path, file.added_lines) for file in change.files] == [("a.py", frozenset({2}))]
        assert change.head_tree.read("keep/settings.toml") == b"k = 1\n", (
            "a file that did not differ is fetched when asked for"
        )
    assert list((tmp_path / "data/quarantine").iterdir()) == []


def test_what_was_read_of_a_branch_is_there_or_comes_again_when_the_mirror_was_packed_anew(
    origin: Repository, remote: Remote, mirrors: Mirrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.git.mirror._MANY_PACKS", 1)
    files: dict[str | bytes, Content] = {f"docs/{number}.md": f"# {number}\n" for number in range(150)}
    tip = ""
    for version in range(3):
        files["docs/0.md"] = f"# Version {version}\n"
        tip = origin.branch("main", origin.commit(files, *filter(None, [tip])))
        with mirrors.pull(7, remote, tip, tip) as store:
            tree = GitTree(store.objects, tree_of(store.objects, tip))
            assert dict(tree.read_all(map(str, files))) == {
                str(path): str(text).encode() for path, text in files.items()
            }


def test_contents_are_fetched_for_the_files_that_differ_alone(
    origin: Repository, remote: Remote, mirrors: Mirrors, server: GitServer, tmp_path: Path
) -> None:
    history = origin.commit({**FILES, "old": "only in history"})
    base = origin.branch("main", origin.commit(FILES, history))
    head = pull(origin, base, {**FILES, "a.py": "changed\n"})
    with mirrors.pull(7, remote, base, head) as store:
        read_change(store, base, head)
        objects = store.git.run(
            "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"
        ).decode()
    blobs = {line.split()[1] for line in objects.splitlines() if line.startswith("blob")}
    assert blobs == {origin.blob(b"1\n2\n"), origin.blob(b"changed\n")}
    posts = [request for request in server.requests if request[0] == "POST"]
    assert len(posts) <= 6, "one fetch for the base, one for the head, one for the contents"


def fetches(server: GitServer, before: int) -> int:
    """Fetches since a number of requests: each begins by asking once what the server can do."""
    return sum(method == "GET" and authorised for method, _, authorised in server.requests[before:])


def test_what_is_read_of_a_branch_is_fetched_at_once_and_once(
    origin: Repository, remote: Remote, mirrors: Mirrors, server: GitServer
) -> None:
    files: dict[str | bytes, Content] = {f"docs/{number}.md": f"# {number}\n" for number in range(30)}
    for version, most in ((0, 2), (0, 0), (1, 2)):
        files["docs/0.md"] = f"# Version {version}\n"
        tip = origin.branch("main", origin.commit({**FILES, **files}))
        before = len(server.requests)
        with mirrors.pull(7, remote, tip, tip) as store:
            tree = GitTree(store.objects, tree_of(store.objects, tip))
            assert dict(tree.read_all(sorted(map(str, files)))) == {
                path: str(text).encode() for path, text in files.items()
            }
        assert fetches(server, before) == most, "one for the commit, one for what was never read before"


@pytest.mark.parametrize(
    ("paths", "most"),
    [
        ([f"app{number % 20}/m{number}.py" for number in range(400)], 4),
        ([f"packages/p{number}/AGENTS.md" for number in range(40)], 1),
        ([f".github/workflows/w{number}.yml" for number in range(40)], 1),
        ([f"web/{number}.{'ts' if number % 2 else 'jsx'}" for number in range(40)], 1),
        ([f"data/{number}.csv" for number in range(5)], 5),
    ],
)
def test_files_that_are_read_one_after_the_other_come_in_few_fetches(
    origin: Repository, remote: Remote, mirrors: Mirrors, server: GitServer, paths: list[str], most: int
) -> None:
    """Checks follow imports from file to file, and each fetch costs a round trip to GitHub."""
    files: dict[str | bytes, Content] = {path: f"content of {path}\n" for path in paths}
    base = origin.branch("main", origin.commit({**FILES, **files}))
    head = pull(origin, base, {**FILES, **files, "a.py": "changed\n"})
    with mirrors.pull(7, remote, base, head) as store:
        change = read_change(store, base, head)
        before = len(server.requests)
        for path in paths:
            assert change.base_tree.read(path) == str(files[path]).encode()
        assert 1 <= fetches(server, before) <= most
        assert change.head_tree.read(paths[0]) == str(files[paths[0]]).encode()


def test_what_is_fetched_ahead_never_costs_what_was_asked_for(origin: Repository, tmp_path: Path) -> None:
    far = Repository.create(tmp_path / "far.git")
    paths = [f"m{number}.py" for number in range(9)]
    contents = {path: f"x = {path!r}\n".encode() for path in paths}
    oids = {far.blob(content): content for content in contents.values()}
    tree = origin.tree({path: content.decode() for path, content in contents.items()})
    objects = origin.path / ".git/objects"
    for path in objects.glob("??/*"):
        if path.parent.name + path.name in oids:
            path.unlink()
    asked: list[int] = []

    def fetch(wanted: Sequence[str]) -> None:
        asked.append(len(wanted))
        if len(wanted) > 1:
            raise LimitExceeded("8 GB per file", "the pack is larger")
        origin.git("hash-object", "-w", "--stdin", stdin=oids[wanted[0]])

    with scratch([objects], fetch=fetch) as store:
        found = GitTree(store.objects, tree)
        assert found.read("m4.py") == contents["m4.py"]
        assert found.read("m5.py") == contents["m5.py"]
    assert asked == [9, 1, 1], "once it failed it is not tried again"


def test_the_mirror_keeps_nothing_of_a_pull_request(
    origin: Repository, remote: Remote, mirrors: Mirrors, tmp_path: Path
) -> None:
    """C5: what a pull request brings meets a fresh store every time."""
    base = origin.branch("main", origin.commit(FILES))
    head = pull(origin, base, {**FILES, "a.py": "evil\n"})
    for _ in range(2):
        with mirrors.pull(7, remote, base, head) as store:
            read_change(store, base, head)
        mirror = Git(tmp_path / "data/7.git")
        kept = mirror.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split()
        assert base in kept
        assert head not in kept


def test_a_mirror_that_we_did_not_make_is_thrown_away(
    origin: Repository, remote: Remote, mirrors: Mirrors, tmp_path: Path
) -> None:
    """C5: objects that no fetch has checked are not trusted."""
    bad = origin.commit_tree(origin.raw_tree([("100644", origin.blob(b"x"), b".git")]), origin.commit(FILES))
    base = origin.branch("main", origin.git("rev-parse", f"{bad}^"))
    shutil.copytree(origin.path / ".git", tmp_path / "data/7.git")
    with pytest.raises(Refused), mirrors.pull(7, remote, base, bad):
        pass


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("40000", b".GIT"),
        ("40000", b"git~1"),
        ("100644", b".."),
        ("100644", b"a/b"),
        ("120000", b".gitmodules"),
    ],
)
def test_malformed_trees_are_refused_on_arrival(
    origin: Repository, remote: Remote, mirrors: Mirrors, mode: str, name: bytes
) -> None:
    """C5."""
    base = origin.branch("main", origin.commit(FILES))
    oid = origin.tree({"config": "x"}) if mode == "40000" else origin.blob(b"x")
    head = origin.commit_tree(origin.raw_tree([(mode, oid, name)]), base)
    with pytest.raises(Refused, match="malformed") as refusal, mirrors.pull(7, remote, base, head):
        pass
    assert [gap.code for gap in unreadable(base, head, refusal.value).incomplete] == [Reason.INTEGRITY]


def test_a_tree_that_fsck_lets_through_is_an_integrity_fault(
    origin: Repository, remote: Remote, mirrors: Mirrors
) -> None:
    """C5: git's fsck accepts odd modes and embedded repositories."""
    base = origin.branch("main", origin.commit(FILES))
    odd = origin.commit_tree(origin.raw_tree([("107777", origin.blob(b"x"), b"x")]), base)
    embedded = origin.commit({"d/HEAD": "ref: x", "d/objects/x": "", "d/refs/x": ""}, base)
    for head in (odd, embedded):
        with mirrors.pull(7, remote, base, head) as store:
            assert [gap.code for gap in read_change(store, base, head).incomplete] == [Reason.INTEGRITY]


def test_old_flaws_in_the_history_of_the_base_do_not_block(
    origin: Repository, remote: Remote, mirrors: Mirrors
) -> None:
    padded = origin.commit_tree(origin.raw_tree([("040000", origin.tree({"x": "x"}), b"dir")]))
    base = origin.branch("main", origin.commit({"dir/x": "x", "a": "1\n"}, padded))
    head = pull(origin, base, {"dir/x": "x", "a": "1\n2\n"})
    with mirrors.pull(7, remote, base, head) as store:
        assert [file.path for file in read_change(store, base, head).files] == ["a"]
    evil = origin.commit_tree(origin.raw_tree([("100644", origin.blob(b"x"), b".git")]), base)
    with pytest.raises(Refused), mirrors.pull(7, remote, base, evil):
        pass


def test_a_head_that_the_remote_does_not_serve_yet_can_be_asked_for_again(
    origin: Repository, remote: Remote, mirrors: Mirrors
) -> None:
    """C9."""
    base = origin.branch("main", origin.commit(FILES))
    with pytest.raises(NotThereYet), mirrors.pull(7, remote, base, "1" * 40):
        pass
    head = pull(origin, base, {"a.py": "3\n"})
    with mirrors.pull(7, remote, base, head) as store:
        assert len(read_change(store, base, head).files) == 3


def test_a_moved_base_is_fetched_into_the_same_mirror(
    origin: Repository, remote: Remote, mirrors: Mirrors, tmp_path: Path
) -> None:
    base = origin.branch("main", origin.commit(FILES))
    for i in range(2):
        head = pull(origin, base, {**FILES, "main": str(i), "a.py": "z\n"})
        with mirrors.pull(7, remote, base, head) as store:
            assert {file.path for file in read_change(store, base, head).files} == {"a.py", "main"}
        base = origin.branch("main", origin.commit({**FILES, "main": str(i)}, base))
        with mirrors.pull(7, remote, base, head) as store:
            change = read_change(store, base, head)
            assert change.base == origin.git("rev-parse", f"{base}^")
    refs = Git(tmp_path / "data/7.git").run("for-each-ref", "--format=%(refname)").decode().split()
    assert refs == [f"refs/decisis/{base}"]


def test_a_mirror_with_many_packs_is_packed_anew_and_still_serves(
    origin: Repository, remote: Remote, mirrors: Mirrors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.git.mirror._MANY_PACKS", 1)
    base = origin.commit(FILES)
    for i in range(3):
        base = origin.branch("main", origin.commit({**FILES, "n": str(i)}, base))
        head = pull(origin, base, {**FILES, "n": str(i), "a.py": "x\n"})
        with mirrors.pull(7, remote, base, head) as store:
            assert [file.path for file in read_change(store, base, head).files] == ["a.py"]
    assert len(list((tmp_path / "data/7.git/objects/pack").glob("*.pack"))) <= 2


def test_threads_read_pull_requests_of_one_repository_at_once(
    origin: Repository, remote: Remote, mirrors: Mirrors
) -> None:
    base = origin.branch("main", origin.commit(FILES))
    heads = [pull(origin, base, {**FILES, "a.py": f"{i}\n"}) for i in range(4)]
    seen: dict[str, bytes | None] = {}

    def read(head: str) -> None:
        with mirrors.pull(7, remote, base, head) as store:
            blob = read_change(store, base, head).by_path["a.py"].head
            seen[head] = blob.content if blob else None

    threads = [threading.Thread(target=read, args=(head,)) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {head: f"{i}\n".encode() for i, head in enumerate(heads)}


def test_a_remote_that_fails_or_refuses_the_token_is_a_remote_error(
    origin: Repository, server: GitServer, remote: Remote, mirrors: Mirrors
) -> None:
    base = origin.branch("main", origin.commit(FILES))
    for token, status, said in (("another", None, "does not accept the token"), (TOKEN, 503, "503")):
        server.token, server.down = token, status
        with pytest.raises(RemoteError, match=said) as failure, mirrors.pull(7, remote, base, base):
            pass
        assert re.search("|".join(_forms(TOKEN)), str(failure.value)) is None
    server.down = None
    stranger = Remote.on(server.url, "acme/shop", allow_http=True)
    with pytest.raises(RemoteError, match="wants a token"), mirrors.pull(7, stranger, base, base):
        pass
    gone = Remote.on("http://127.0.0.1:9", "acme/shop", TOKEN, allow_http=True)
    with pytest.raises(RemoteError), mirrors.pull(8, gone, base, base):
        pass


def test_a_system_without_files_in_memory_gives_the_token_in_one_that_goes(
    origin: Repository,
    server: GitServer,
    remote: Remote,
    mirrors: Mirrors,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = origin.branch("main", origin.commit(FILES))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr("sys.platform", "darwin")
    with mirrors.pull(7, remote, base, base) as store:
        assert read_change(store, base, base).files == ()
    assert server.requests
    assert all(allowed for _, _, allowed in server.requests)
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    "server",
    [
        *("http://github.com", "http://127.0.0.1", "https://user:pw@h", "https://h/?q", "", "https://"),
        *("ext::sh -c id", "EXT::id", "file:///etc", "ssh://-oProxyCommand=id/x", "git://h/x"),
    ],
)
def test_only_https_servers_are_fetched_from(server: str) -> None:
    """C4."""
    with pytest.raises(GitUsageError):
        Remote.on(server, "acme/shop", allow_http=server == "http://github.com")


@pytest.mark.parametrize(
    "name",
    ["", "acme", "acme/..", "../x", "acme/shop/..", "acme/a b", "-u/x", "a/b;c", "a/b\n", "acme/\u202e"],
)
def test_only_names_of_repositories_become_part_of_an_address(name: str) -> None:
    """C3, C4."""
    with pytest.raises(GitUsageError):
        Remote.on("https://github.com", name)


@pytest.mark.parametrize("address", ["ext::touch {canary}", "file://{origin}", "git://127.0.0.1/x"])
def test_other_transports_are_closed_below_the_address_too(
    origin: Repository, tmp_path: Path, address: str
) -> None:
    """C4: git itself would refuse, had an address slipped through."""
    canary = tmp_path / "canary"
    base = origin.branch("main", origin.commit(FILES))
    remote = Remote(address.format(canary=canary, origin=origin.path))
    with (
        pytest.raises(RemoteError, match="not allowed"),
        Mirrors(tmp_path / "data").pull(7, remote, base, base),
    ):
        pass
    assert not canary.exists()


def _forms(token: str) -> set[str]:
    """A token as itself and in any base64, whatever stands before it."""
    found = {re.escape(token)}
    for before in range(3):
        coded = base64.b64encode(b"x" * before + token.encode()).decode()
        found.add(re.escape(coded[4:-4]))
    return found


SCRIPT = """
import sys
from pathlib import Path
from bot.git.change import read_change, unreadable
from bot.git.mirror import Mirrors
from bot.git.remote import Remote
url, data, base, head = sys.argv[1:]
remote = Remote.on(url, "acme/shop", sys.stdin.read(), allow_http=True)
with Mirrors(Path(data)).pull(7, remote, base, head) as store:
    print(sorted(read_change(store, base, head).by_path))
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_git_starts_only_its_own_transport_and_the_token_is_in_no_argument_and_no_environment(
    origin: Repository, server: GitServer, tmp_path: Path
) -> None:
    """C1, B2: every program that is started, with its arguments and environment, over a whole reading."""
    canary = tmp_path / "canary"
    hostile: dict[str | bytes, Content] = {
        ".gitattributes": "* filter=lfs diff=lfs merge=lfs -text\n",
        ".lfsconfig": f"[lfs]\n\turl = ext::touch {canary}\n",
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = https://example.org/x\n',
        ".git-hooks/post-checkout": f"#!/bin/sh\ntouch {canary}\n",
        "link": Link(b"/etc/passwd"),
    }
    base = origin.branch("main", origin.commit(FILES))
    head = pull(origin, base, {**FILES, **hostile})
    log = tmp_path / "strace"
    result = subprocess.run(
        [
            *("strace", "-f", "-v", "-s", "10000", "-e", "trace=execve", "-o", str(log)),
            *(sys.executable, "-c", SCRIPT, server.url, str(tmp_path / "data"), base, head),
        ],
        input=TOKEN.encode(),
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        check=False,
    )
    if b"ptrace" in result.stderr:
        pytest.skip("processes may not be traced here")
    assert result.stdout.decode().strip() == str(sorted(map(str, hostile)))
    text = log.read_text()
    started = {Path(program).name for program in re.findall(r'execve\("([^"]+)".* = 0$', text, re.MULTILINE)}
    assert started - {Path(sys.executable).name} == {"sh", "git", "git-remote-http"}
    assert re.search(r"[Aa]uthorization|" + "|".join(_forms(TOKEN)), text) is None
    assert server.requests
    assert all(allowed for _, _, allowed in server.requests), "the token goes with the first request"
    assert not canary.exists()
