"""A merge queue: the group's own commit is judged, and what a pull request got before does not count."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.conftest import BAD, DECISION, Stage
from tests.world import NotFound, Twice
from tests.world.actions.queue import Group
from tests.world.handles.repository import Repository
from tests.world.seen import SeenRun

FINE = {"src/modern/new.txt": b"y = 2\n"}


def concluded(shop: Repository, head: str) -> Callable[[], SeenRun | None]:
    """Asks for our newest completed run on a commit."""

    def found() -> SeenRun | None:
        runs = [run for run in shop.check_runs(head) if run.app_slug == "decisis"]
        return runs[-1] if runs and runs[-1].status == "completed" else None

    return found


def verdict(town: Stage, shop: Repository, group: Group) -> SeenRun:
    """The verdict on a group."""
    return town.world.until(concluded(shop, group.head_sha), 30, "the verdict on the group")


@pytest.mark.threat("G6")
def test_a_group_is_judged_by_its_own_commit_whatever_the_pull_request_got(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=FINE)
    assert town.settled(pull).conclusion == "success"
    town.world.installation(shop.owner.login).suspend()  # the push of the stricter decision does not reach us
    shop.commit("main", {"docs/decisions/0002-modern.md": DECISION.replace(b"legacy", b"modern")})
    shop.push("main")
    town.world.installation(shop.owner.login).unsuspend()
    group = pull.enqueue()
    run = verdict(town, shop, group)
    assert run.conclusion == "failure"
    assert "ADR-0002" in (run.summary or "")
    assert len(run.annotations) == 1
    assert group.head_sha not in {review.commit_id for review in pull.reviews}
    (record,) = [each for each in town.records(pull) if each["head"] == group.head_sha]
    assert (record["base"], record["conclusion"]) == (group.base_sha, "failure")
    assert group.base_sha == shop.head()
    town.world.assert_clean()


def test_a_group_that_keeps_to_the_decisions_passes_once_however_often_it_is_asked_for(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=FINE)
    town.settled(pull)
    town.world.next_delivery("merge_group", Twice())
    group = pull.enqueue()
    assert verdict(town, shop, group).conclusion == "success"
    town.idle()
    asked = next(each for each in town.world.deliveries if each.event == "merge_group")
    town.world.redeliver(asked)
    town.idle()
    assert len([run for run in shop.check_runs(group.head_sha) if run.app_slug == "decisis"]) == 1
    assert len([each for each in town.records(pull) if each["head"] == group.head_sha]) == 1
    town.world.assert_clean()


def test_a_person_in_the_queue_is_not_held_to_what_is_asked_of_agents(town: Stage) -> None:
    shop = town.shop()
    group = shop.open_pull(town.world.human(), files=BAD).enqueue()
    assert verdict(town, shop, group).conclusion == "success"
    town.world.assert_clean()


def test_a_group_whose_pull_request_cannot_be_seen_is_judged_as_if_by_an_agent(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.human(), files=BAD)
    assert town.settled(pull).conclusion == "success"
    town.idle()
    town.world.fail("GET", f"/repos/{shop.full_name}/pulls/{pull.number}", NotFound(), times=3)
    group = pull.enqueue()
    assert verdict(town, shop, group).conclusion == "failure"
    town.world.assert_clean()


@pytest.mark.threat("G3")
def test_a_person_who_opens_a_pull_request_at_the_commit_of_a_group_does_not_free_it(stage: Stage) -> None:
    shop = stage.shop()
    person = stage.world.human("mallory")
    shop.commit("topic", BAD, author=person)
    shop.push("topic", by=person)
    pull = shop.open_pull(stage.world.agent())
    assert stage.settled(pull).conclusion == "failure"
    group = pull.enqueue()
    assert verdict(stage, shop, group).conclusion == "failure"
    shop.push("decoy", sha=group.head_sha)
    decoy = shop.open_pull(person, head="decoy")
    assert decoy.head_sha == group.head_sha
    stage.idle()
    assert stage.settled(decoy).conclusion == "failure"
    pull.dequeue(group)

    def freed() -> bool:
        now = decoy.check()
        return now is not None and now.conclusion == "success"

    stage.world.until(freed, 30, "the verdict on what is left")
    stage.world.assert_clean(allow=["duplicate"])


def test_a_group_that_is_destroyed_while_it_is_judged_is_dropped(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=FINE)
    town.settled(pull)
    town.idle()
    groups: list[Group] = []
    town.world.when("POST", f"/repos/{shop.full_name}/check-runs", lambda: pull.dequeue(groups[0]))
    with town.world.core.step():
        groups.append(pull.enqueue())
    run = verdict(town, shop, groups[0])
    town.idle()
    assert run.conclusion == "failure"
    assert [each.status for each in shop.check_runs(groups[0].head_sha)] == ["completed"]
    assert town.query(f"SELECT 1 FROM merge_groups WHERE head = '{groups[0].head_sha}'") == []
    assert town.settled(pull).conclusion == "success"
    town.world.assert_clean()


def test_a_group_that_is_gone_before_it_was_heard_of_gets_nothing(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=FINE)
    town.settled(pull)
    town.idle()
    with town.world.held() as outbox:
        group = pull.enqueue()
        pull.dequeue(group)
        destroyed = next(each for each in outbox if each.action == "destroyed")
        outbox.send(destroyed)
        town.idle()
    town.world.delivered()
    assert shop.check_runs(group.head_sha) == []
    assert town.settled(pull).conclusion == "success"


def test_a_click_on_re_run_judges_the_group_again(town: Stage) -> None:
    shop = town.shop()
    pull = shop.open_pull(town.world.agent(), files=BAD)
    town.settled(pull)
    group = pull.enqueue()
    run = verdict(town, shop, group)
    town.idle()
    for whole_suite in (False, True):
        written = [call for call in town.world.record.requests if call.verb == "PATCH"]
        town.world.human().rerun(shop, run, whole_suite=whole_suite)
        town.idle()
        again = verdict(town, shop, group)
        assert (again.id, again.conclusion) == (run.id, "failure")
        assert [call for call in town.world.record.requests if call.verb == "PATCH"][len(written) :]
    town.world.assert_clean()
