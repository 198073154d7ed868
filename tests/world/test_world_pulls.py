"""Pull requests: what people do to them, and what the API says of them."""

from __future__ import annotations

import pytest

from tests.world.actions.pushes import NotFastForward
from tests.world.client import Client
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.objects import Content, Signature
from tests.world.world import World

PULL = "/repos/acme/shop/pulls/1"


def test_the_files_of_a_change_are_listed_as_git_sees_them(client: Client, pull: Pull) -> None:
    files = {one["filename"]: one for one in client.json("GET", f"{PULL}/files")}
    assert {name: one["status"] for name, one in files.items()} == {
        "app.py": "modified",
        "new.py": "added",
        "old.py": "removed",
    }
    assert files["new.py"]["patch"] == "@@ -0,0 +1,3 @@\n+a\n+b\n+c"
    assert (files["app.py"]["additions"], files["app.py"]["deletions"]) == (1, 1)


def test_a_rename_carries_the_former_name(world: World, shop: Repository, client: Client) -> None:
    content = shop.git("cat-file", "blob", "main:app.py")
    shop.open_pull(world.agent(), files={"app.py": None, "moved.py": content})
    (one,) = client.json("GET", f"{PULL}/files")
    assert (one["status"], one["filename"], one["previous_filename"]) == ("renamed", "moved.py", "app.py")


def test_a_large_patch_is_left_out_without_a_mark(world: World, shop: Repository, client: Client) -> None:
    """D1."""
    shop.open_pull(world.agent(), files={"big.txt": "x\n" * 20_001, "a.txt": "y\n"})
    files = {one["filename"]: one for one in client.json("GET", f"{PULL}/files")}
    assert files["a.txt"]["patch"] == "@@ -0,0 +1 @@\n+y"
    assert "patch" not in files["big.txt"]
    assert files["big.txt"]["additions"] == 0


def test_the_list_of_files_ends_at_3000(world: World, shop: Repository, client: Client) -> None:
    """D1."""
    shop.open_pull(world.agent(), files={f"{number:05}.txt": b"" for number in range(3_001)})
    last = client.call("GET", f"{PULL}/files", params={"per_page": 100, "page": 30})
    assert len(last.json()) == 100
    assert "next" not in last.links
    assert client.json("GET", PULL)["changed_files"] == 3_001


def test_mergeable_is_unknown_at_first(client: Client, pull: Pull) -> None:
    assert client.json("GET", PULL)["mergeable"] is None
    assert client.json("GET", PULL)["mergeable"] is True
    pull.push({"z": "z"})
    assert client.json("GET", PULL)["mergeable"] is None


def test_a_conflict_is_not_mergeable(shop: Repository, client: Client, pull: Pull) -> None:
    shop.commit("main", {"app.py": "all else\n"})
    shop.push("main")
    client.json("GET", PULL)
    shown = client.json("GET", PULL)
    assert (shown["mergeable"], shown["mergeable_state"]) == (False, "dirty")
    assert "the branch has conflicts that must be resolved" in pull.merge_state.reasons


def test_every_step_of_a_life_is_an_event(world: World, shop: Repository) -> None:
    world.keep_order()
    shop.commit("stable", {})
    shop.push("stable")
    pull = shop.open_pull(world.agent(), files={"a": "b"}, draft=True)
    pull.push({"a": "c"})
    pull.ready()
    pull.edit(title="Another", base="stable")
    pull.label("agent")
    pull.force_push({"a": "d"})
    pull.close()
    pull.reopen()
    seen = [one for one in world.deliveries if one.event == "pull_request"]
    assert [one.action for one in seen] == [
        "opened", "synchronize", "ready_for_review", "edited", "labeled", "synchronize", "closed", "reopened",
    ]  # fmt: skip
    assert seen[3].payload["changes"]["base"]["ref"] == {"from": "main"}
    assert seen[1].payload["after"] == seen[1].payload["pull_request"]["head"]["sha"]


def test_the_merge_queue_asks_for_checks_on_its_own_commit(world: World, pull: Pull) -> None:
    group = pull.enqueue()
    asked = [one for one in world.deliveries if one.event == "merge_group"]
    assert asked[0].payload["merge_group"]["head_sha"] == group.head_sha != pull.head_sha
    assert pull.repository.head(group.branch) == group.head_sha
    pull.dequeue(group)
    assert group.branch not in world.core.objects(pull.repository.state_of).branches()
    world.assert_clean()


def test_a_ping_tries_the_address(world: World, pull: Pull) -> None:
    world.installation("acme").ping()
    assert world.deliveries[-1].payload["zen"]
    world.assert_clean()


def test_a_commit_is_seen_only_once_pushed(shop: Repository, pull: Pull) -> None:
    before = pull.head_sha
    sha = shop.commit(
        "topic",
        {"late.py": "1\n"},
        message="Later\n\nCo-authored-by: A <a@b.c>",
        author=Signature("Ann", "a@b.c"),
    )
    assert pull.head_sha == before
    shop.push("topic")
    assert pull.head_sha == sha
    assert shop.git("log", "-1", "--format=%an %s", sha) == b"Ann Later\n"


def test_commits_name_the_account_that_signed_them(client: Client, pull: Pull) -> None:
    (commit,) = client.json("GET", f"{PULL}/commits")
    assert commit["author"]["id"] == 198_982_749


def test_losing_commits_takes_force(shop: Repository, pull: Pull) -> None:
    old = pull.head_sha
    pull.push({"more": "1"})
    with pytest.raises(NotFastForward):
        shop.push("topic", sha=old)
    pull.reset(old)
    assert pull.head_sha == old


def test_symlinks_executables_and_odd_names_are_kept(shop: Repository) -> None:
    files: dict[str, Content] = {
        'ünï "quoted"\n.py': "1\n",
        "run": (0o100755, b"#!"),
        "link": (0o120000, b"/etc/passwd"),
    }
    sha = shop.commit("odd", files)
    listed = shop.git("ls-tree", "-z", sha).decode().split("\0")
    modes = {line.split("\t")[1]: line[:6] for line in listed if line}
    assert modes["run"] == "100755"
    assert modes["link"] == "120000"
    assert 'ünï "quoted"\n.py' in modes


def test_equal_stories_make_equal_ids_and_shas() -> None:
    def story() -> tuple[object, ...]:
        with World(seed=3) as world:
            pull = world.repository("acme/shop").open_pull(world.agent(), files={"a": "b"})
            return pull.head_sha, pull.id, [one.guid for one in world.deliveries]

    assert story() == story()


def test_contents_are_read_at_a_ref_as_json_or_raw(shop: Repository, client: Client, pull: Pull) -> None:
    path = "/repos/acme/shop/contents"
    assert client.call("GET", f"{path}/new.py").status_code == 404
    raw = client.call(
        "GET", f"{path}/new.py?ref={pull.head_sha}", headers={"accept": "application/vnd.github.raw+json"}
    )
    assert raw.content == b"a\nb\nc\n"
    shop.commit("main", {"docs/a.md": "1", "docs/big": b"x" * 1_000_001, "docs/link": (0o120000, b"a.md")})
    shop.push("main")
    listed = {one["name"]: one["type"] for one in client.json("GET", f"{path}/docs")}
    assert listed == {"a.md": "file", "big": "file", "link": "symlink"}
    assert client.json("GET", f"{path}/docs/big")["encoding"] == "none"


def test_a_persons_role_decides_the_permission(world: World, shop: Repository, client: Client) -> None:
    shop.grant(world.human("alice"), "maintain")
    world.human("eve")
    path = "/repos/acme/shop/collaborators"
    shown = client.json("GET", f"{path}/alice/permission")
    assert (shown["permission"], shown["role_name"]) == ("write", "maintain")
    assert client.json("GET", f"{path}/eve/permission")["permission"] == "none"
    assert client.call("GET", f"{path}/nobody/permission").status_code == 404
