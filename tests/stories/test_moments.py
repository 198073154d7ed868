"""What is judged changes while it is judged: whatever the moment, the end is as if only the last state was.

Each second request is a moment, which meets one kind of turn; `DECISIS_ALL_MOMENTS=1` has all meet all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pytest

from tests.stories.conftest import DECISION, Stage
from tests.world.faults import Effect, Planned
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository

LEGACY, MODERN = {"src/legacy/new.txt": b"y\n"}, {"src/modern/new.txt": b"y\n"}
NEWER = {"src/legacy/since.txt": b"z\n"}
STRICTER = {"docs/decisions/0002-modern.md": DECISION.replace(b"legacy", b"modern")}


@dataclass(frozen=True)
class Turn:
    """Something that happens to a pull request.

    Attributes:
        files: what the pull request does at first.
        act: what happens.
        last: the conclusion that the last state deserves.
        earned: conclusions that may stand on the first head in the end, if it was left.
    """

    files: Mapping[str, bytes | None]
    act: Callable[[Pull], object]
    last: str
    earned: frozenset[str] = frozenset()


def tighten(pull: Pull) -> None:
    """Decide on the default branch what the pull request breaks."""
    pull.repository.commit("main", STRICTER)
    pull.repository.push("main")


TURNS = {
    "a push that breaks a decision": Turn(
        MODERN, lambda pull: pull.push(LEGACY), "failure", frozenset({"success", "failure"})
    ),
    "a push that mends the change": Turn(
        LEGACY,
        lambda pull: pull.push({**dict.fromkeys(LEGACY), **MODERN}),
        "success",
        frozenset({"failure"}),
    ),
    "another base": Turn(MODERN, lambda pull: pull.edit(base="release"), "failure"),
    "a stricter policy": Turn(MODERN, tighten, "failure"),
}


def shop_with_a_release(stage: Stage) -> Repository:
    """A shop whose branch `release` lacks a file that `main` has got since, at a forbidden place."""
    shop = stage.shop(installed=False)
    shop.push("release", sha=shop.head())
    shop.commit("main", NEWER)
    shop.push("main")
    stage.world.installation(shop.owner.login).add(shop)
    return shop


def told(pull: Pull) -> tuple[object, ...]:
    """What is seen of the verdict, without names of commits."""
    run = pull.check()
    assert run is not None
    notes = sorted((note.path, note.start_line, note.message) for note in run.annotations)
    blocking = sorted(each.path for each in pull.review_comments if "this blocks the change" in each.body)
    people = (run.summary or "").partition("for agents")[0]  # the rest tells which round it is
    told = re.sub(r"\b[0-9a-f]{7,64}\b|[^\n]*\bround\b[^\n]*\n*", "", people)
    return run.conclusion, run.title, told, notes, blocking


def moments(stage: Stage, name: str) -> tuple[list[tuple[str, str, int]], tuple[object, ...]]:
    """The requests of a calm review: verb, path, how many of them came before. And what is told at last."""
    shop, turn = shop_with_a_release(stage), TURNS[name]
    stage.idle()
    begun = len(stage.world.record.requests)
    pull = shop.open_pull(stage.world.agent(), files=turn.files)
    stage.settled(pull)
    paths = [call.path for call in stage.world.record.requests[begun:]]
    asked = sum(shop.full_name in path and not path.endswith(".git") for path in paths)
    fetched = sum(path.endswith(".git") for path in paths)
    found = [("*", "/repos/{}*", count) for count in range(asked)]
    found += [("GIT", "/{}.git", count) for count in range(0, fetched, 3)]  # each fetch asks three times
    turn.act(pull)
    stage.idle()
    return found, told(pull)


EVERY = "DECISIS_ALL_MOMENTS" in os.environ
OFFSETS = range(len(TURNS)) if EVERY else [0]


@pytest.mark.threat("G6")
@pytest.mark.parametrize("offset", OFFSETS)
def test_a_turn_at_any_request_ends_as_if_only_the_last_state_had_been_judged(
    harbour: Stage, offset: int
) -> None:
    world = harbour.world
    models = {name: moments(harbour, name) for name in TURNS}
    plan = [
        (name, *moment)
        for number, name in enumerate(TURNS)
        for moment in models[name][0][(number + offset) % len(TURNS) :: len(TURNS)]
    ]
    plan = plan[:: 1 if EVERY else 2]
    assert len(plan) > 10
    shops = [shop_with_a_release(harbour) for _ in plan]
    harbour.idle()
    opened: list[tuple[Pull, str, Planned]] = []
    for shop, (name, verb, path, count) in zip(shops, plan, strict=True):
        with world.core.step():
            pull = shop.open_pull(world.agent(), files=TURNS[name].files)
            effect: Effect = "before" if verb == "GIT" else "after"
            act = partial(TURNS[name].act, pull)
            planned = world.when(verb, path.format(shop.full_name), act, after=count, effect=effect)
            opened.append((pull, pull.head_sha, planned))
    world.until(lambda: all(planned.struck for *_, planned in opened), 60, "every moment")
    harbour.idle()
    for (pull, first, _), (name, verb, path, count) in zip(opened, plan, strict=True):
        at = f"{name} at {verb} {path}, request {count}"
        assert told(pull) == models[name][1], at
        assert told(pull)[0] == TURNS[name].last, at
        if pull.head_sha != first:
            left = {run.conclusion for run in pull.repository.check_runs(first) if run.app_slug == "decisis"}
            assert left <= TURNS[name].earned, at
