"""What makes a head be judged again though nothing was pushed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.court import Standing
from bot.github.app import App
from bot.github.floors import Floors, FloorTip
from bot.github.other_checks import OtherChecks
from bot.github.place import Place
from bot.github.proceedings import ProceedingsReader
from bot.github.pulls import PullRequest
from bot.migrations import upgrade
from bot.server.awaited_checks import AwaitedChecks
from bot.server.case import Case, Cases
from bot.server.groups import Groups
from checks.asks import Asks
from tests.world.handles.pull import Pull
from tests.world.world import World


@pytest.fixture
def pull() -> Iterator[Pull]:
    with World() as world:
        shop = world.repository("acme/shop", {"a.txt": "a\n"})
        yield shop.open_pull(world.agent(), files={"a.txt": "b\n"})


@contextmanager
def cases(pull: Pull, asks: Asks) -> Iterator[Callable[[str], str]]:
    """The digest of the pull request's case on a day, under a policy that asks for this."""
    world = pull.core
    app = App(world.api_url, world.app.id, SecretStr(world.app.private_key))
    installation = next(iter(world.state.installations.values()))
    place = Place(installation.id, pull.repository.id, pull.repository.full_name)
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    upgrade(engine)
    with app.repository(place) as client:
        others = OtherChecks(client, app.id, app.statuses(place))
        unseen, unstopped = (lambda *_: ("", False)), (lambda _: False)
        people = ProceedingsReader(client, app.bot(client), unseen, unstopped, app.teams(place).has, others)
        standing = Standing(asks, "what it says")
        known = Groups(engine), Floors(client), lambda *_: standing, people, AwaitedChecks(engine)
        reading = Cases(client, *known)

        def on(day: str) -> str:
            then = replace(reading, today=lambda: day)
            return then.heard(then.of_pull(pull.number)).digest("engine")

        yield on


def test_the_day_matters_where_a_rule_may_begin_or_end_with_it(pull: Pull) -> None:
    with cases(pull, Asks(is_dated=True)) as on:
        assert on("2026-03-01") == on("2026-03-01") != on("2026-03-02")
    with cases(pull, Asks()) as on:
        assert on("2026-03-01") == on("2026-03-02")


def test_the_day_matters_where_a_comment_may_permit_a_finding_until_it(pull: Pull) -> None:
    with cases(pull, Asks(comments=True)) as on:
        assert on("2026-03-01") == on("2026-03-02")
        pull.author.comment(pull, "/decisis waive F-0123456789ab the table is new and empty")
        assert on("2026-03-01") != on("2026-03-02")


def test_the_commit_of_a_policy_counts_only_where_nobody_knows_what_it_says() -> None:
    pulls: tuple[PullRequest, ...] = ()
    unread = Case("a" * 40, pulls, None, "b" * 40, (FloorTip("acme/.github", commit="c" * 40),))
    moved = replace(unread, policy_commit="d" * 40)
    assert unread.digest("engine") != moved.digest("engine")
    read, also = replace(unread, policy="says"), replace(moved, policy="says", floors=())
    assert read.digest("engine") == also.digest("engine") != replace(also, policy="else").digest("engine")
    assert read.digest("engine") != read.digest("another engine")
