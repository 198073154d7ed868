"""Deliveries as hints."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from bot.github.merge_groups import MergeGroup
from bot.github.place import Place
from bot.server.events import understood
from bot.server.job import Job, Kind, News

HEAD, BASE = "b" * 40, "c" * 40
PLACE = Place(7, 42, "acme/shop")
COMMON: dict[str, Any] = {
    "repository": {"id": 42, "full_name": "acme/shop", "default_branch": "main"},
    "installation": {"id": 7},
    "sender": {"id": 9, "login": "x"},
}
PULL: dict[str, Any] = {
    **COMMON,
    "action": "opened",
    "number": 5,
    "pull_request": {"number": 5, "state": "open", "head": {"sha": "a" * 40}, "labels": []},
}


def jobs(event: str, payload: Any) -> tuple[Job, ...]:
    return understood(event, "g", json.dumps(payload).encode(), app=1).jobs


@pytest.mark.parametrize(
    "action", ["opened", "synchronize", "edited", "labeled", "an action of next year", ""]
)
def test_every_action_of_a_pull_request_leads_to_a_fresh_look(action: str) -> None:
    assert jobs("pull_request", {**PULL, "action": action}) == (Job(Kind.REVIEW, "g", PLACE, 5),)


@pytest.mark.parametrize("action", ["review_requested", "locked", "milestoned", "auto_merge_enabled"])
def test_what_no_verdict_rests_on_is_not_looked_at(action: str) -> None:
    assert jobs("pull_request", {**PULL, "action": action}) == ()


def test_a_review_of_a_program_is_no_news_and_any_other_is() -> None:
    def told(review: Any, action: str = "submitted") -> tuple[Job, ...]:
        payload = {**COMMON, "action": action, "pull_request": {"number": 5}, "review": review}
        return jobs("pull_request_review", payload)

    program = {"id": 1, "user": {"id": 8, "login": "decisis[bot]", "type": "Bot"}}
    person = {"id": 1, "user": {"id": 9, "login": "x", "type": "User"}}
    looked = (Job(Kind.REVIEW, "g", PLACE, 5),)
    assert told(program) == ()
    assert told(person) == told({"id": 1, "user": None}) == told({"id": 1}) == looked
    assert told(program, "dismissed") == told(program, "edited") == looked, "a person may have done that"
    for rubbish in (None, [], 7, {"user": 3}):
        assert [job.kind for job in told(rubbish)] == [Kind.SWEEP]
    assert told({"user": {"type": {}}}) == looked


def test_a_merge_is_looked_at_beside_the_review() -> None:
    def merged(word: bool | None) -> tuple[Job, ...]:
        return jobs(
            "pull_request", {**PULL, "action": "closed", "pull_request": {"number": 5, "merged": word}}
        )

    review = Job(Kind.REVIEW, "g", PLACE, 5)
    assert merged(True) == (review, Job(Kind.MERGED, "g", PLACE, 5))
    assert merged(False) == merged(None) == (review,)
    assert len({job.key for job in merged(True)}) == 2


def _mutated(value: Any, chance: random.Random) -> Any:
    """The payload with one thing in it changed."""
    value = copy.deepcopy(value)
    holder, name = value, chance.choice(list(value))
    while isinstance(holder[name], dict) and holder[name] and chance.random() < 0.7:
        holder, name = holder[name], chance.choice(list(holder[name]))
    rubbish: list[Any] = [
        None,
        [],
        {},
        "",
        "x" * 300,
        -1,
        0,
        1.5,
        True,
        2**70,
        "\u0000",
        "\ud800",
        {"id": {}},
        [[[]]],
    ]
    match chance.randrange(3):
        case 0:
            del holder[name]
        case 1:
            holder[name] = chance.choice(rubbish)
        case _:
            holder[f"{name}{chance.randrange(9)}"] = chance.choice(rubbish)
    return value


@pytest.mark.threat("A9")
def test_no_mutation_of_a_delivery_is_dropped() -> None:
    chance = random.Random(9)
    for _ in range(5_000):
        payload = _mutated(PULL, chance)
        found = understood("pull_request", "g", json.dumps(payload).encode(), app=1)
        assert found.jobs, payload
        assert all(job.kind in (Kind.REVIEW, Kind.SWEEP, Kind.RECONCILE) for job in found.jobs)
        assert found.flag or found.jobs[0].kind is not Kind.RECONCILE


def test_a_push_to_the_default_branch_may_have_changed_the_policy() -> None:
    both = (Job(Kind.SWEEP, "g", PLACE), Job(Kind.POLICY, "g", PLACE))
    assert jobs("push", {**COMMON, "ref": "refs/heads/main"}) == both
    assert jobs("push", {**COMMON, "ref": "refs/heads/topic"}) == ()
    assert jobs("push", {**COMMON, "ref": "refs/tags/main"}) == ()


def _checked(app: int, **more: Any) -> dict[str, Any]:
    return {"app": {"id": app}, "name": "decisis", "external_id": "42#5:abc", "pull_requests": [], **more}


def test_a_rerun_of_our_check_is_a_new_look_even_if_nothing_changed() -> None:
    asked = {**COMMON, "action": "rerequested", "check_run": _checked(1)}
    assert jobs("check_run", asked) == (Job(Kind.REVIEW, "g", PLACE, 5, forced=True),)


def test_our_own_check_runs_are_no_news_to_us() -> None:
    for action in ("created", "completed", "requested_action"):
        assert jobs("check_run", {**COMMON, "action": action, "check_run": _checked(1)}) == ()
    for action in ("requested", "completed"):
        assert jobs("check_suite", {**COMMON, "action": action, "check_suite": _checked(1)}) == ()


def test_what_other_programs_report_is_news_about_a_commit() -> None:
    run = _checked(2, name="test", head_sha=HEAD)
    for action in ("created", "completed"):
        told = jobs("check_run", {**COMMON, "action": action, "check_run": run})
        assert told == (Job(Kind.NEWS, "g", PLACE, news=News(HEAD, "test")),)
    suite = {**COMMON, "action": "completed", "check_suite": {"app": {"id": 2}, "head_sha": HEAD}}
    assert jobs("check_suite", suite) == (Job(Kind.NEWS, "g", PLACE, news=News(HEAD)),)
    status = {**COMMON, "id": 1, "sha": HEAD, "context": "ci/jenkins", "state": "success"}
    assert jobs("status", status) == (Job(Kind.NEWS, "g", PLACE, news=News(HEAD, "ci/jenkins")),)
    for action in ("rerequested", "requested_action"):
        assert jobs("check_run", {**COMMON, "action": action, "check_run": run}) == ()
    assert jobs("check_suite", {**suite, "action": "requested"}) == ()


def test_news_of_each_check_of_a_commit_stand_for_themselves() -> None:
    one, other = (Job(Kind.NEWS, "g", PLACE, news=News(HEAD, name)) for name in ("test", "lint"))
    assert one.key != other.key
    assert Job.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_news_whose_commit_does_not_read_have_everything_looked_at() -> None:
    run = _checked(2, name="test", head_sha="-x")
    found = jobs("check_run", {**COMMON, "action": "completed", "check_run": run})
    assert found == (Job(Kind.SWEEP, "g", PLACE),)


def test_an_external_id_of_another_repository_is_not_believed() -> None:
    asked = {**COMMON, "action": "rerequested", "check_run": _checked(1, external_id="43#5:abc")}
    assert jobs("check_run", asked) == (Job(Kind.SWEEP, "g", PLACE, forced=True),)


def test_a_rerun_of_our_suite_looks_at_its_pull_requests_or_at_all() -> None:
    suite = {**COMMON, "action": "rerequested", "check_suite": _checked(1, external_id=None)}
    assert jobs("check_suite", suite) == (Job(Kind.SWEEP, "g", PLACE, forced=True),)
    suite["check_suite"]["pull_requests"] = [{"number": 8}, {"number": 6}]
    assert [job.number for job in jobs("check_suite", suite)] == [6, 8]


REF = f"refs/heads/gh-readonly-queue/release/1.x/pr-8-{BASE}"
QUEUED: dict[str, Any] = {
    **COMMON,
    "action": "checks_requested",
    "merge_group": {
        "head_sha": HEAD,
        "head_ref": REF,
        "base_sha": BASE,
        "base_ref": "refs/heads/release/1.x",
    },
}


def test_a_merge_group_is_judged_and_one_that_is_destroyed_takes_its_place() -> None:
    group = MergeGroup(HEAD, BASE, REF)
    (asked,) = jobs("merge_group", QUEUED)
    assert asked == Job(Kind.GROUP, "g", PLACE, 8, group=group)
    (gone,) = jobs("merge_group", {**QUEUED, "action": "destroyed", "reason": "dequeued"})
    assert gone == Job(Kind.DISSOLVE, "g", PLACE, 8, group=group)
    assert gone.key == asked.key


@pytest.mark.parametrize(
    "wrong",
    [{"head_ref": "refs/heads/topic"}, {"head_sha": "-x"}, {"base_sha": ""}, {"head_ref": None}],
    ids=str,
)
def test_a_merge_group_that_is_not_understood_has_everything_looked_at(wrong: dict[str, Any]) -> None:
    payload = {**QUEUED, "merge_group": {**QUEUED["merge_group"], **wrong}}
    found = understood("merge_group", "g", json.dumps(payload).encode(), app=1)
    assert found.jobs == (Job(Kind.SWEEP, "g", PLACE),)
    assert found.flag


def test_a_rerun_on_the_commit_of_a_merge_group_judges_the_group() -> None:
    branch = REF.removeprefix("refs/heads/")
    again = Job(Kind.GROUP, "g", PLACE, 8, forced=True, group=MergeGroup(HEAD, "", REF))
    run = _checked(1, head_sha=HEAD, check_suite={"head_branch": branch})
    assert jobs("check_run", {**COMMON, "action": "rerequested", "check_run": run}) == (again,)
    suite = _checked(1, head_sha=HEAD, head_branch=branch)
    assert jobs("check_suite", {**COMMON, "action": "rerequested", "check_suite": suite}) == (again,)
    (asked,) = jobs("merge_group", QUEUED)
    assert again.key != asked.key  # what does not know the base must not take the place of what does


def test_an_installation_has_its_repositories_looked_at() -> None:
    payload = {
        "action": "created",
        "installation": {"id": 7},
        "repositories": [{"id": 3, "full_name": "a/c"}, {"id": 2, "full_name": "a/b"}],
    }
    assert jobs("installation", payload) == (
        Job(Kind.SWEEP, "g", Place(7, 2, "a/b")),
        Job(Kind.SWEEP, "g", Place(7, 3, "a/c")),
    )
    assert jobs("installation", {**payload, "action": "deleted"}) == ()


def test_a_job_survives_as_json() -> None:
    group = Job(Kind.GROUP, "g", PLACE, 8, group=MergeGroup(HEAD, BASE, REF))
    for job in (Job(Kind.REVIEW, "g", PLACE, 5, 2, 1, 3.5, forced=True), Job(Kind.RECONCILE, "g"), group):
        assert Job.from_json(json.loads(json.dumps(job.to_json()))) == job


@pytest.mark.threat("F6")
@pytest.mark.parametrize(
    ("name", "ref", "kind"),
    [
        ("acme/shop", "refs/heads/main", Kind.SWEEP),
        ("acme/.github", "refs/heads/main", Kind.FLOOR),
        ("acme/.GitHub", "refs/heads/main", Kind.FLOOR),
        ("acme/.github", "refs/heads/topic", None),
        ("acme/x.github", "refs/heads/main", Kind.SWEEP),
    ],
)
def test_a_push_to_the_repository_of_the_floor_concerns_all_that_stand_on_it(
    name: str, ref: str, kind: Kind | None
) -> None:
    repository = {**COMMON["repository"], "full_name": name}
    found = jobs("push", {**COMMON, "repository": repository, "ref": ref})
    assert [job.kind for job in found] == ([kind, Kind.POLICY] if kind else [])
    assert {job.key for job in found} <= {"42", "42~floor", "42~policy"}
