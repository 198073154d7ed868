"""Looks for jobs that can find nothing are spared; whatever may have brought a job is looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.server.engine import embedded
from bot.server.engine.looks import MOST_SECONDS, Looks


class Hand:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = embedded.opened(tmp_path / "jobs.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE jobs (name TEXT)")
    yield engine
    engine.dispose()


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def looks(tmp_path: Path, engine: sa.Engine, hand: Hand) -> Iterator[Looks]:
    del engine
    made = Looks(tmp_path / "jobs.db", hand)
    assert idle(made)
    assert not idle(made)
    yield made
    made.close()


def idle(looks: Looks, *, may_begin: bool = True) -> bool:
    return looks.worth_it(running=0, may_begin=may_begin)


def test_a_commit_of_anybody_is_worth_one_look(looks: Looks, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO jobs VALUES ('a')")
        assert not idle(looks)
    assert [idle(looks) for _ in range(3)] == [True, False, False]


def test_what_is_taken_back_is_worth_none(looks: Looks, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO jobs VALUES ('a')")
        connection.rollback()
    assert not idle(looks)


def test_a_job_that_began_or_ended_is_worth_one_look(looks: Looks) -> None:
    told = [looks.worth_it(running=running, may_begin=True) for running in (1, 1, 2, 2, 1, 1, 0, 0)]
    assert told == [True, False] * 4


def test_a_look_that_may_begin_nothing_does_not_count(looks: Looks, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO jobs VALUES ('a')")
    assert [idle(looks, may_begin=False) for _ in range(3)] == [True] * 3
    assert [idle(looks) for _ in range(3)] == [True, False, False]


def test_now_and_then_a_look_is_worth_it_whatever_is_known(looks: Looks, hand: Hand) -> None:
    hand.seconds += MOST_SECONDS - 0.1
    assert not idle(looks)
    hand.seconds += 0.2
    assert [idle(looks) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("is_there", [True, False])
def test_where_nobody_can_tell_every_look_is_worth_it(tmp_path: Path, is_there: bool) -> None:
    file = tmp_path / "broken.db"
    if is_there:
        file.write_bytes(b"no database at all, but long enough to be looked at as one" * 100)
    looks = Looks(file)
    assert [idle(looks) for _ in range(3)] == [True] * 3
    looks.close()
    assert file.exists() == is_there
    assert [idle(Looks(None)) for _ in range(3)] == [True] * 3


def test_a_file_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("jobs.db", "a b?c#d%20.db"):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute("CREATE TABLE jobs (name TEXT)")
        looks = Looks(Path(name))
        assert [idle(looks) for _ in range(3)] == [True, False, False], name
        looks.close()
