"""A change waits for the right people, and goes on when they have spoken."""

from __future__ import annotations

from tests.stories.conftest import Stage
from tests.stories.test_queue import concluded as group_verdict
from tests.world.handles.pull import Pull
from tests.world.seen import SeenRun

MIGRATIONS = b"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: Ask the people who run the databases.
  rules:
    - require-approval: {from: ["@%s/dba"], paths: ["db/**"]%s}
---
# Those who run the databases approve what changes them

## Decision Outcome

A migration cannot be taken back, so it is looked at before.
"""
MIGRATION = {"db/1.sql": b"SELECT 1;\n"}
CHANGE = {"db/1.sql": b"SELECT 2;\n"}


def concluded(town: Stage, pull: Pull, conclusion: str) -> SeenRun:
    """The completed run of the present head, once it says so."""

    def found() -> SeenRun | None:
        run = pull.check()
        return run if run and run.status == "completed" and run.conclusion == conclusion else None

    return town.world.until(found, 30, f"the conclusion {conclusion}")


def waiting(town: Stage, more: str = "") -> Pull:
    shop = town.shop()
    owner = shop.full_name.partition("/")[0]
    shop.commit("main", {"docs/decisions/0002-migrations.md": MIGRATIONS % (owner.encode(), more.encode())})
    shop.push("main")
    world = town.world
    for name in ("dana", "erin", "frank"):
        shop.grant(world.human(name), "write")
    world.team(f"{owner}/dba", world.human("dana"), world.human("erin"))
    pull = shop.open_pull(world.agent(), files=MIGRATION)
    run = concluded(town, pull, "action_required")
    assert f"`@{owner}/dba` must approve the change of `db/1.sql`" in (run.summary or "")
    return pull


def test_an_approval_of_the_right_person_lets_a_change_go_on_and_a_push_asks_again(town: Stage) -> None:
    pull, world = waiting(town), town.world
    world.human("frank").review(pull, "APPROVE")
    town.idle()
    concluded(town, pull, "action_required")
    world.human("dana").review(pull, "APPROVE")
    concluded(town, pull, "success")
    assert '"login": "dana"' in town.records(pull)[-1]["document"]
    pull.push(CHANGE)
    run = concluded(town, pull, "action_required")
    assert "the approval of `dana` is for" in (run.summary or "")
    world.human("erin").review(pull, "APPROVE")
    concluded(town, pull, "success")
    town.world.assert_clean()


def test_a_dismissal_and_a_later_no_take_an_approval_back(town: Stage) -> None:
    pull, world = waiting(town), town.world
    review = world.human("dana").review(pull, "APPROVE")
    concluded(town, pull, "success")
    world.human("erin").dismiss(pull, review)
    concluded(town, pull, "action_required")
    world.human("erin").review(pull, "APPROVE")
    concluded(town, pull, "success")
    world.human("erin").review(pull, "REQUEST_CHANGES", "not yet")
    run = concluded(town, pull, "action_required")
    assert "0 of 1 so far" in (run.summary or "")
    town.world.assert_clean()


def test_who_wrote_a_commit_cannot_approve_it(town: Stage) -> None:
    pull, world = waiting(town), town.world
    pull.push(CHANGE, author=world.human("dana"))
    concluded(town, pull, "action_required")
    world.human("dana").review(pull, "APPROVE")
    town.idle()
    run = concluded(town, pull, "action_required")
    assert "the approval of `dana` is of somebody who wrote the change or asked for it" in (run.summary or "")
    world.human("erin").review(pull, "APPROVE")
    concluded(town, pull, "success")
    town.world.assert_clean()


def test_who_leaves_the_team_has_not_approved_any_more(town: Stage) -> None:
    pull, world = waiting(town), town.world
    world.human("dana").review(pull, "APPROVE")
    concluded(town, pull, "success")
    owner = pull.repository.full_name.partition("/")[0]
    world.team(f"{owner}/dba", world.human("erin"))
    pull.label("touched")
    concluded(town, pull, "action_required")
    town.world.assert_clean()


def test_an_approval_that_lasts_counts_until_its_files_are_touched(town: Stage) -> None:
    pull, world = waiting(town, ", lasts: untouched"), town.world
    world.human("dana").review(pull, "APPROVE")
    concluded(town, pull, "success")
    pull.push({"README.md": b"# Another\n"})
    concluded(town, pull, "success")
    pull.push(CHANGE)
    run = concluded(town, pull, "action_required")
    assert "and `db/1.sql` was touched since" in (run.summary or "")
    pull.force_push({**MIGRATION, "docs/a.md": b"a\n"})
    concluded(town, pull, "success")
    town.world.assert_clean()


def test_what_was_approved_is_approved_in_a_merge_queue(town: Stage) -> None:
    pull, world = waiting(town), town.world
    group = pull.enqueue()
    held = world.until(group_verdict(pull.repository, group.head_sha), 30, "the verdict on the group")
    assert held.conclusion == "action_required"
    pull.dequeue(group)
    world.human("dana").review(pull, "APPROVE")
    concluded(town, pull, "success")
    group = pull.enqueue()
    free = world.until(group_verdict(pull.repository, group.head_sha), 30, "the verdict on the group")
    assert free.conclusion == "success"
    town.world.assert_clean()
