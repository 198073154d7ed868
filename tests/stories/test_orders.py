"""Events in any order, again, late or never: the end is what stands on GitHub, not how it was told.

Here the jobs are done in this process, one at a time, so that thousands of orders can be tried.
`DECISIS_ALL_MOMENTS=1` tries all 720 orders of six events and 5,000 random histories; else a seeded share.
"""

from __future__ import annotations

import itertools
import os
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest

from bot.server.job import Job, Kind
from tests.stories.conftest import DECISION, FILES
from tests.stories.desk import Bench, bench_in, desk, place_of
from tests.world.delivery import Delivery
from tests.world.handles.pull import Pull

ALL = "DECISIS_ALL_MOMENTS" in os.environ
ORDERS = list(itertools.permutations(range(6)))
SHARE = ORDERS if ALL else random.Random(20_261_126).sample(ORDERS, 6)
HISTORIES = range(5_000 if ALL else 6)

LEGACY, MODERN = {"src/legacy/new.txt": b"y\n"}, {"src/modern/new.txt": b"y\n"}
EVERYONE = DECISION.replace(b"for: agents", b"for: everyone")
STRICTER = {"docs/decisions/0002-modern.md": EVERYONE.replace(b"legacy", b"modern")}
GUARDED = b"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: ask the owner of the data
  rules:
    - require-approval: {from: ["@dana"], paths: ["db/**"]}
---
# The data has an owner

## Decision Outcome

Dana looks at every change of the data.
"""
SHOP = {**FILES, "docs/decisions/0001-legacy.md": EVERYONE, "docs/decisions/0003-data.md": GUARDED}
DATA = {"db/1.txt": b"create\n"}


def opened(bench: Bench) -> Pull:
    """A pull request of a person in a shop of its own, with a second branch to merge into."""
    shop = bench.shop(SHOP)
    shop.push("release", sha=shop.head())
    for name in ("dana", "erin"):
        shop.grant(bench.world.human(name), "write")
    return shop.open_pull(bench.world.human("alice"), files={**MODERN, **DATA})


def _scope(fixture_name: str, config: pytest.Config) -> Literal["function", "module"]:
    """A world lets an App ask 5,000 times an hour, which is enough for a share and not for all."""
    del fixture_name, config
    return "function" if ALL else "module"


@pytest.fixture(scope=_scope)
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench_in(tmp_path_factory.mktemp("orders"), replays=4 if ALL else 40) as made:
        yield made


def seen(pull: Pull) -> tuple[object, ...]:
    """What people see of the verdict, without names of commits and of the shop."""
    runs = [run for run in pull.check_runs if run.app_slug == pull.core.app.slug]
    assert runs
    assert {run.status for run in runs} == {"completed"}
    assert {run.conclusion for run in runs} <= {"success", "failure", "action_required"}
    notes = sorted((note.path, note.start_line, note.message) for note in runs[-1].annotations)
    comments = sorted((each.path, _plain(each.body)) for each in pull.review_comments)
    answers = sorted(_plain(each.body) for each in pull.comments)
    return runs[-1].conclusion, runs[-1].title, _plain(runs[-1].summary or ""), notes, comments, answers


def _plain(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{7,64}\b|acme-\d+|\bround \d+", "…", text.partition("for agents")[0])


def six(bench: Bench, pull: Pull) -> list[list[Delivery]]:
    """Six things that happen to a pull request, each with what is delivered of it."""
    dana, main = bench.world.human("dana"), pull.repository
    stricter = {"docs/decisions/0002-docs.md": EVERYONE.replace(b"src/legacy", b"docs/old")}

    def tighten() -> None:
        main.commit("main", stricter)
        main.push("main")

    turns: Sequence[Callable[[], object]] = (
        lambda: pull.push({**LEGACY, "docs/old/a.md": b"a\n"}),
        lambda: pull.edit(base="release"),
        tighten,
        lambda: dana.review(pull, "APPROVE"),
        lambda: dana.comment(pull, "/decisis recheck"),
        lambda: pull.label("urgent"),
    )
    return [bench.told(turn) for turn in turns]


@pytest.fixture(scope=_scope)
def model(bench: Bench) -> tuple[object, ...]:
    """The end of the six events as they happened."""
    return played(bench, range(6), random.Random(1))


def played(bench: Bench, order: Sequence[int], choice: random.Random) -> tuple[object, ...]:
    pull = opened(bench)
    told = six(bench, pull)
    for index in order:
        for delivery in choice.sample(told[index], len(told[index])):
            bench.desk.deliver(delivery)
        bench.desk.work(choice, choice.randrange(3))
    bench.desk.work(choice)
    return seen(pull)


@pytest.mark.threat("G6")
@pytest.mark.parametrize("batch", range(0, len(SHARE), 24))
def test_six_events_end_alike_in_every_order(bench: Bench, model: tuple[object, ...], batch: int) -> None:
    assert model[0] == "failure"
    for order in SHARE[batch : batch + 24]:
        assert played(bench, order, random.Random(repr(order))) == model, order


def moves(bench: Bench, pull: Pull) -> Mapping[str, Callable[[], object]]:
    """What may happen to a pull request at any time."""
    world, main = bench.world, pull.repository
    number = itertools.count()

    def decide(files: Mapping[str, bytes | None]) -> None:
        main.commit("main", files)
        main.push("main")

    return {
        "break": lambda: pull.push({**LEGACY, "n.txt": f"{next(number)}\n".encode()}),
        "mend": lambda: pull.push({**dict.fromkeys(LEGACY), "n.txt": f"{next(number)}\n".encode()}),
        "touch the data": lambda: pull.push({"db/1.txt": f"{next(number)}\n".encode()}),
        "retarget": lambda: pull.edit(base="release" if pull.base_ref == "main" else "main"),
        "tighten": lambda: decide(STRICTER),
        "loosen": lambda: decide(dict.fromkeys(STRICTER)),
        "approve": lambda: world.human("dana").review(pull, "APPROVE"),
        "approve as nobody": lambda: world.human("erin").review(pull, "APPROVE"),
        "ask for changes": lambda: world.human("dana").review(pull, "REQUEST_CHANGES", "Not yet."),
        "ask again": lambda: world.human("erin").comment(pull, "/decisis recheck"),
        "label": lambda: pull.label(f"label-{next(number)}"),
        "rename": lambda: pull.edit(title=f"Title {next(number)}"),
        "become a draft": pull.to_draft,
        "become ready": pull.ready,
    }


@pytest.mark.threat("G6")
@pytest.mark.parametrize("batch", range(0, len(HISTORIES), 10))
def test_a_history_of_any_kind_ends_as_its_last_state_deserves(
    bench: Bench, tmp_path: Path, batch: int
) -> None:
    """Deliveries come between the turns, in any order, some twice and some never; then all is looked at."""
    for seed in HISTORIES[batch : batch + 10]:
        choice = random.Random(seed)
        bench.world.clock.advance(-30)  # so that a round takes what it sees for all that happened by then
        pull = opened(bench)
        turns = moves(bench, pull)
        held: list[Delivery] = []
        names = choice.choices(sorted(turns), k=choice.randrange(4, 10))
        for name in names:
            bench.world.clock.advance(1)  # GitHub tells moments to the second
            held += bench.told(turns[name])
            for delivery in choice.sample(held, choice.randrange(len(held) + 1)):
                bench.desk.deliver(delivery)
                if choice.random() < 0.8:
                    held.remove(delivery)
            if choice.random() < 0.3:
                bench.sweep(pull.repository)
            bench.desk.work(choice, choice.randrange(4))
        bench.sweep(pull.repository)
        bench.desk.work(choice)
        bench.world.clock.advance(30 - len(names))
        ended = seen(pull)
        assert ended[0] == deserved(pull), (seed, names)
        if seed % 5 == 0:
            with desk(bench.world, tmp_path / str(seed)) as stranger:  # knows nothing of how it came to this
                stranger.do(review(pull, f"again-{seed}"))
            assert seen(pull)[:2] == ended[:2], (seed, names)


def review(pull: Pull, name: str) -> Job:
    return Job(Kind.REVIEW, name, place_of(pull.repository), pull.number, forced=True)


def deserved(pull: Pull) -> str:
    """The conclusion that the last state deserves, by rules of this page's own."""
    holds = pull.repository.git("ls-tree", "-r", "--name-only", "main").decode().splitlines()
    changed = pull.repository.git("ls-tree", "-r", "--name-only", pull.head_sha).decode().splitlines()
    is_strict = "docs/decisions/0002-modern.md" in holds
    if "src/legacy/new.txt" in changed or (is_strict and "src/modern/new.txt" in changed):
        return "failure"
    said = [each for each in pull.reviews if each.author == "dana" and each.state in _VOTES]
    is_approved = bool(said) and said[-1].state == "APPROVED" and said[-1].commit_id == pull.head_sha
    return "success" if is_approved else "action_required"


_VOTES = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
