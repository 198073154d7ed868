"""The policy of an organisation under those of its repositories: read, held, moved, missing, hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stories.conftest import BAD, DECISION, POLICY, Stage
from tests.world import Status
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository

STRICT = {
    ".github/decisis.yml": b"version: 1\nchecks: {added-suppression: block}\n",
    "docs/decisions/0003-legacy.md": DECISION,
}
LAX = {".github/decisis.yml": b"version: 1\nmode: observe\n", "docs/decisions/0001-legacy.md": None}


def shop(town: Stage, policy: bytes = b"version: 1\nmode: observe\n") -> Repository:
    """A repository that decides nothing itself."""
    made = town.shop({".github/decisis.yml": policy})
    made.commit("main", {"docs/decisions/0001-legacy.md": None})
    made.push("main")
    return made


def home(town: Stage, of: Repository, files: dict[str, Any] | None = None, **options: Any) -> Repository:
    """The repository `.github` of the same owner."""
    owner = of.full_name.partition("/")[0]
    return town.world.repository(f"{owner}/.github", files or STRICT, **options)


def bad(town: Stage, of: Repository) -> Pull:
    """A pull request that breaks the floor's decision alone."""
    return of.open_pull(town.world.agent(), files=BAD)


def verdict(town: Stage, pull: Pull) -> Any:
    """The verdict as it was recorded last."""
    town.settled(pull)
    town.idle()
    return json.loads(town.records(pull)[-1]["document"])


def test_a_private_floor_holds_a_repository_that_only_observes(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own)
    begun = len(town.world.record.tokens)
    pull = bad(town, own)
    found = verdict(town, pull)
    run = town.settled(pull)
    assert run.conclusion == "failure"
    assert [each["decision"] for each in found["findings"]] == [f"{floor.full_name}:ADR-0003"]
    assert found["policy"]["mode"] == "enforce"
    assert found["policy"]["extends"] == [
        {
            "repository": floor.full_name,
            "path": ".github/decisis.yml",
            "commit": floor.head(),
            "digest": found["policy"]["extends"][0]["digest"],
        }
    ]
    assert f"floor {floor.full_name}:.github/decisis.yml at {floor.head()[:7]}" in (run.text or "")
    assert "`mode: observe` loosens the floor and has no effect" in (run.summary or "")
    assert f"{floor.full_name}:ADR-0003" in (run.summary or "")
    given = [token for token in town.world.record.tokens[begun:] if floor.id in token.repository_ids]
    assert {token.repository_ids for token in given} == {(floor.id,)}
    assert ("contents",) in {token.asked for token in given}
    town.world.assert_clean()


def test_a_public_floor_outside_of_the_installation_is_read_without_a_token(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own, private=False, installed=False)
    begun = len(town.world.record.requests)
    assert town.settled(bad(town, own)).conclusion == "failure"
    town.idle()
    fetched = [
        call
        for call in town.world.record.requests[begun:]
        if call.verb == "GIT" and floor.full_name in call.path
    ]
    assert fetched
    assert {(call.sender, call.status) for call in fetched} == {("anonymous", 200)}


@pytest.mark.threat("B3")
def test_a_floor_that_the_app_may_not_see_is_none_and_the_verdict_says_where_it_looked(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own, installed=False)
    found = verdict(town, bad(town, own))
    assert found["verdict"] == "pass"
    assert found["policy"]["extends"] == [
        {"repository": floor.full_name, "path": ".github/decisis.yml", "commit": "", "digest": ""}
    ]


def test_a_repository_of_that_name_without_a_policy_is_no_floor(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own, {"profile/README.md": b"# We\n"})
    found = verdict(town, bad(town, own))
    assert found["verdict"] == "pass"
    assert found["policy"]["extends"][0]["commit"] == floor.head()
    assert found["policy"]["extends"][0]["digest"] == ""


@pytest.mark.threat("F6")
def test_a_floor_that_moves_has_everything_on_it_judged_again(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own, {"README.md": b"# We\n"})
    pull = bad(town, own)
    assert town.settled(pull).conclusion == "success"
    town.idle()
    floor.commit("main", STRICT)
    floor.push("main")
    town.idle()
    assert town.settled(pull).conclusion == "failure"
    town.world.assert_clean()


@pytest.mark.threat("F6")
def test_a_floor_that_moves_while_a_change_is_judged_is_the_one_that_counts(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own, {"README.md": b"# We\n"})

    def decide() -> None:
        floor.commit("main", STRICT)
        floor.push("main")

    town.world.when("GIT", f"/{own.full_name}.git", decide, effect="before")
    pull = bad(town, own)
    found = verdict(town, pull)
    assert found["policy"]["extends"][0]["commit"] == floor.head()
    assert town.settled(pull).conclusion == "failure"
    assert [run.conclusion for run in pull.check_runs] == ["failure"]


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        ("{owner}/rules", "there is no such repository, or it may not be read from here"),
        ("{owner}/.github@v1", "is read at its default branch; remove `@v1`"),
        ("{owner}/.github:floors/none.yml", "has no file `floors/none.yml`"),
        ("{owner}/shop", "a policy cannot extend one of its own repository"),
        ("umbrella/rules", "belongs to another owner; name one commit of it"),
    ],
)
@pytest.mark.threat("F5")
def test_a_floor_that_is_named_and_cannot_be_read_holds_everything_back(
    town: Stage, extends: str, said: str
) -> None:
    own = shop(town)
    owner = own.full_name.partition("/")[0]
    home(town, own)
    policy = f"version: 1\nmode: observe\nextends: {extends.format(owner=owner)}\n"
    own.commit("main", {".github/decisis.yml": policy.encode()})
    own.push("main")
    pull = own.open_pull(town.world.human("alice"), files={"README.md": b"# A shop\n"})
    run = town.settled(pull)
    assert (run.conclusion, run.title) == ("failure", "the policy does not read: 1 problem")
    assert ".github/decisis.yml:3:10: " in (run.summary or "")
    assert said in (run.summary or "")
    town.idle()
    assert '"code": "POLICY_INVALID"' in town.records(pull)[-1]["document"]


def test_a_reference_that_is_not_there_holds_everything_back_until_it_is(town: Stage) -> None:
    own = shop(town)
    owner = own.full_name.partition("/")[0]
    rules = town.world.repository(f"{owner}/rules", STRICT)
    own.commit("main", {".github/decisis.yml": f"version: 1\nextends: {owner}/rules@v1\n".encode()})
    own.push("main")
    pull = bad(town, own)
    run = town.settled(pull)
    assert "has no branch, tag or commit `v1`; name one that is there" in (run.summary or "")
    town.idle()
    rules.git("tag", "v1", rules.head())
    town.world.human().rerun(own, run)
    town.idle()
    found = verdict(town, pull)
    assert [each["decision"] for each in found["findings"]] == [f"{owner}/rules:ADR-0003"]
    assert [each["digest"] != "" for each in found["policy"]["extends"]] == [False, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"version: 1\nmood: fine\n", ".github/decisis.yml:2:1: there is no key `mood`, did you mean `mode`"),
        (b"version: 1\nextends: acme/more\n", ".github/decisis.yml:2:10: a floor cannot stand on another"),
        (b"", ".github/decisis.yml:1:1: the file is empty"),
    ],
)
@pytest.mark.threat("F5")
def test_a_floor_that_does_not_read_holds_everything_back(town: Stage, text: bytes, said: str) -> None:
    own = shop(town)
    floor = home(town, own, {".github/decisis.yml": text})
    run = town.settled(bad(town, own))
    assert run.conclusion == "failure"
    assert f"{floor.full_name}:{said}" in (run.summary or "")


@pytest.mark.threat("B3", "INV8")
def test_a_floor_of_another_owner_must_be_public_and_pinned(town: Stage) -> None:
    """A commit that another tenant's service has read already is not given to this one."""
    theirs = shop(town)
    secret = home(town, theirs)
    assert town.settled(bad(town, theirs)).conclusion == "failure"
    own = shop(town)
    own.commit(
        "main", {".github/decisis.yml": f"version: 1\nextends: {secret.full_name}@{secret.head()}\n".encode()}
    )
    own.push("main")
    run = town.settled(bad(town, own))
    assert "there is no such repository, or it may not be read from here" in (run.summary or "")
    assert "legacy" not in (run.summary or "")

    shared = town.world.repository(f"{own.full_name.partition('/')[0]}-friends/rules", STRICT, private=False)
    third = shop(town)
    third.commit(
        "main", {".github/decisis.yml": f"version: 1\nextends: {shared.full_name}@{shared.head()}\n".encode()}
    )
    third.push("main")
    found = verdict(town, bad(town, third))
    assert [each["decision"] for each in found["findings"]] == [f"{shared.full_name}:ADR-0003"]


def test_the_repository_of_the_floor_is_judged_by_its_own_policy(town: Stage) -> None:
    own = shop(town)
    floor = home(town, own)
    found = verdict(town, bad(town, floor))
    assert [each["decision"] for each in found["findings"]] == ["ADR-0003"]
    assert found["policy"]["extends"] == []


def test_a_merge_group_stands_on_the_floor_too(town: Stage) -> None:
    own = shop(town)
    home(town, own)
    pull = bad(town, own)
    town.settled(pull)
    town.idle()
    group = pull.enqueue()
    town.idle()
    assert [run.conclusion for run in own.check_runs(group.head_sha)] == ["failure"]


def test_a_floor_that_cannot_be_fetched_for_a_moment_is_tried_again(harbour: Stage) -> None:
    own = shop(harbour, POLICY)
    floor = home(harbour, own)
    harbour.world.fail("GIT", f"/{floor.full_name}.git", Status(503), times=1)
    pull = bad(harbour, own)
    assert harbour.settled(pull).conclusion == "failure"
    assert f"{floor.full_name}:ADR-0003" in (harbour.settled(pull).summary or "")


def test_a_right_that_is_missing_is_never_taken_for_no_floor(harbour: Stage) -> None:
    own = shop(harbour, POLICY)
    floor = home(harbour, own)
    harbour.world.fail("GET", f"/repos/{floor.full_name}/branches/*", Status(403), times=2)
    pull = bad(harbour, own)
    found = harbour.settled(pull)
    assert found.conclusion == "failure"
    assert f"{floor.full_name}:ADR-0003" in (found.summary or "")
