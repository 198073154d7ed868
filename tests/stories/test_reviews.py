"""What people and agents see: every pull request gets a conclusion, and only what it deserves."""

from __future__ import annotations

import pytest

from tests.stories.conftest import BAD, DECISION, GOOD, POLICY, Stage
from tests.world.seen import SeenRun


def test_an_agent_that_breaks_a_decision_is_told_where_and_what_to_do(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=BAD)
    run = town.settled(pull)
    assert run.conclusion == "failure"
    assert run.title == "1 finding blocks this change"
    assert "ADR-0001" in (run.summary or "")
    (note,) = run.annotations
    assert (note.path, note.level) == ("src/legacy/new.txt", "failure")
    (comment,) = pull.review_comments
    assert (comment.path, comment.line) == ("src/legacy/new.txt", 1)
    assert "Put it into `src/modern`" in comment.body
    (review,) = pull.reviews
    assert review.state == "COMMENTED"
    (record,) = town.records(pull)
    assert (record["head"], record["conclusion"]) == (pull.head_sha, "failure")
    town.world.assert_clean()


def test_a_push_that_mends_it_turns_the_check_green_and_the_comment_into_fixed(town: Stage) -> None:
    pull = town.shop().open_pull(town.world.agent(), files=BAD)
    town.settled(pull)
    mended = pull.push(GOOD)
    run = town.settled(pull)
    assert (run.conclusion, run.head_sha) == ("success", mended)
    (comment,) = pull.review_comments
    assert f"fixed in `{mended[:7]}`" in comment.body
    pull.push(BAD)  # what was mended came back: an agent that goes in circles is stopped
    assert town.settled(pull).conclusion == "action_required"
    (comment,) = pull.review_comments
    assert "this blocks the change" in comment.body
    conclusions = [record["conclusion"] for record in town.records(pull)]
    assert conclusions == ["failure", "success", "action_required"]
    town.world.assert_clean()


def test_a_person_is_not_held_to_what_is_asked_of_agents(town: Stage) -> None:
    pull = town.shop().open_pull(town.world.human(), files=BAD)
    assert town.settled(pull).conclusion == "success"
    assert pull.review_comments == []
    town.world.assert_clean()


def test_a_draft_is_judged_too(town: Stage) -> None:
    pull = town.shop().open_pull(town.world.agent(), files=BAD, draft=True)
    assert town.settled(pull).conclusion == "failure"


def test_a_pull_request_from_a_fork_is_judged_like_any_other(town: Stage) -> None:
    shop = town.shop()
    agent = town.world.agent()
    fork = shop.fork(town.world.human("mallory"))
    pull = shop.open_pull(agent, files=BAD, source=fork)
    run = town.settled(pull)
    assert run.conclusion == "failure"
    assert len(pull.review_comments) == 1
    pull.push(GOOD)
    assert town.settled(pull).conclusion == "success"
    town.world.assert_clean()


def test_a_repository_without_a_policy_is_observed_and_never_blocked(town: Stage) -> None:
    files = {".github/decisis.yml": None, "docs/decisions/0001-legacy.md": None}
    pull = town.shop(dict.fromkeys(files)).open_pull(town.world.agent(), files=BAD)
    run = town.settled(pull)
    assert run.conclusion == "success"
    assert "observing" in (run.title or "")


@pytest.mark.threat("F1")
def test_a_pull_request_that_weakens_the_policy_is_judged_by_the_old_one(town: Stage) -> None:
    weaker = {
        ".github/decisis.yml": b"version: 1\nmode: observe\n",
        "docs/decisions/0001-legacy.md": DECISION.replace(b"level: block", b"level: note"),
        **BAD,
    }
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=weaker)
    run = town.settled(pull)
    assert run.conclusion == "failure"
    (record,) = town.records(pull)
    assert f'"commit": "{shop.head()}"' in record["document"]
    assert "ADR-0001/forbid-path-1" in (run.summary or "")


@pytest.mark.threat("F3")
def test_a_policy_that_does_not_read_holds_everything_back_and_says_where(town: Stage) -> None:
    shop = town.shop({".github/decisis.yml": b"version: 1\nmode: enforce\nmodus: x\n"})
    pull = shop.open_pull(town.world.human(), files={"a.txt": b"a\n"})
    run = town.settled(pull)
    assert run.conclusion == "failure"
    assert ".github/decisis.yml:3:1:" in (run.summary or "")
    (record,) = town.records(pull)
    assert record["conclusion"] == "failure"
    assert "POLICY_INVALID" in record["document"]
    shop.commit("main", {".github/decisis.yml": POLICY})
    shop.push("main")

    def mended() -> SeenRun | None:
        now = pull.check()
        return now if now and now.conclusion == "success" else None

    town.world.until(mended, 30, "a success after the policy was mended")
    town.world.assert_clean()


@pytest.mark.threat("F6")
def test_a_stricter_policy_on_the_default_branch_reaches_open_pull_requests(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files={"src/other/a.txt": b"a = 1\n"})
    assert town.settled(pull).conclusion == "success"
    stricter = DECISION.replace(b"src/legacy/**", b"src/other/**")
    shop.commit("main", {"docs/decisions/0002-other.md": stricter})
    shop.push("main")

    def blocked() -> SeenRun | None:
        now = pull.check()
        return now if now and now.conclusion == "failure" else None

    run = town.world.until(blocked, 30, "a failure under the new policy")
    assert "ADR-0002" in (run.summary or "")
    town.world.assert_clean()


def test_what_is_merged_beside_the_policy_leaves_every_verdict_as_it_is(town: Stage) -> None:
    shop = town.shop()
    pulls = [
        shop.open_pull(town.world.agent(), head=f"topic-{number}", files={f"src/other/{number}.txt": b"a\n"})
        for number in range(3)
    ]
    blocked = shop.open_pull(town.world.agent(), head="blocked", files=BAD)
    for pull in (*pulls, blocked):
        town.settled(pull)
    town.idle()
    before, begun = [pull.check() for pull in (*pulls, blocked)], len(town.world.core.record.requests)
    shop.commit("main", {"src/other/more.txt": b"b\n", "README.md": b"# The shop\n"})
    shop.push("main")
    town.idle()
    assert [pull.check() for pull in (*pulls, blocked)] == before
    sent = town.world.core.record.requests[begun:]
    assert [one.operation for one in sent if one.changed and "check-runs" in one.path] == []
    assert sum(one.verb == "GIT" for one in sent) <= 4, "the policy is read once for all of them"
    stricter = DECISION.replace(b"src/legacy/**", b"src/other/**")
    shop.commit("main", {"docs/decisions/0002-other.md": stricter})
    shop.push("main")
    for pull in pulls:
        town.world.until(lambda pull=pull: (run := pull.check()) and run.conclusion == "failure", 30)
    town.world.assert_clean()


@pytest.mark.threat("G3")
def test_one_commit_for_two_branches_gets_the_worse_verdict(town: Stage) -> None:
    shop = town.shop()
    shop.commit("scratch", BAD)
    shop.push("scratch")
    agent = town.world.agent()
    first = shop.open_pull(agent, head="topic", base="scratch", files={**BAD, "b.txt": b"b\n"})
    assert town.settled(first).conclusion == "success"
    second = shop.open_pull(agent, head="topic", base="main")
    assert first.head_sha == second.head_sha

    def blocked() -> SeenRun | None:
        now = second.check()
        return now if now and now.conclusion == "failure" else None

    town.world.until(blocked, 30, "the worse of the two verdicts")
    town.idle()
    assert town.settled(first).conclusion == "failure"
    town.world.assert_clean()


def test_a_new_base_branch_is_a_new_question(town: Stage) -> None:
    shop = town.shop()
    shop.commit("release", BAD)
    shop.push("release")
    pull = shop.open_pull(town.world.agent(), files={"c.txt": b"c\n"}, base="main")
    assert town.settled(pull).conclusion == "success"
    pull.edit(base="release")
    town.idle()
    assert town.settled(pull).conclusion == "success"
    assert len({record["base"] for record in town.records(pull)}) == 2


def test_a_rerun_that_a_person_asks_for_is_judged_and_published_again(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=BAD)
    run = town.settled(pull)
    town.idle()
    writes = len([call for call in town.world.record.requests if call.verb == "PATCH"])
    town.world.human().rerun(shop, run)
    town.idle()
    again = town.settled(pull)
    assert (again.id, again.conclusion) == (run.id, "failure")
    assert len(again.annotations) == 1
    assert len([call for call in town.world.record.requests if call.verb == "PATCH"]) > writes
    assert len(pull.review_comments) == 1
    town.world.assert_clean()


@pytest.mark.threat("A5")
def test_an_event_that_comes_again_writes_nothing(town: Stage) -> None:
    pull = town.shop().open_pull(town.world.agent(), files=BAD)
    town.settled(pull)
    town.idle()
    before = [call for call in town.world.record.requests if call.changed and call.verb in ("POST", "PATCH")]
    for number in range(5):
        pull.label(f"label-{number}")
        pull.unlabel(f"label-{number}")
    town.idle()
    after = [call for call in town.world.record.requests if call.changed and call.verb in ("POST", "PATCH")]
    new = [call for call in after[len(before) :] if "access_tokens" not in call.path]
    runs = [call for call in new if "check-runs" in call.path]
    assert town.settled(pull).conclusion == "failure"
    assert len(pull.review_comments) == len(pull.reviews) == 1
    assert not [call for call in new if "check-runs" not in call.path]
    assert len(runs) <= 15
    assert len(town.settled(pull).annotations) == 1


@pytest.mark.parametrize("branch", ["trunk#1", "100%25", "release/1.x", "a+&=c", "x/installation"])
def test_a_default_branch_may_have_any_name_that_git_allows(town: Stage, branch: str) -> None:
    shop = town.shop(branch=branch)
    pull = shop.open_pull(town.world.agent(), files=BAD)
    run = town.settled(pull)
    assert (run.conclusion, run.title) == ("failure", "1 finding blocks this change")
    group = pull.enqueue()
    town.idle()
    assert [each.conclusion for each in shop.check_runs(group.head_sha)] == ["failure"]
    town.world.assert_clean()


@pytest.mark.threat("B2")
def test_no_token_reaches_more_than_one_repository_or_may_write_contents(town: Stage) -> None:
    town.settled(town.shop().open_pull(town.world.agent(), files=BAD))
    tokens = town.world.record.tokens
    assert tokens
    for token in tokens:
        assert len(token.repository_ids) == 1
        assert dict(token.permissions).get("contents") == "read"
