"""Which checks are waited for, on both stores, whatever their names hold."""

from __future__ import annotations

import pytest

from bot.server.awaited_checks import GROUP, AwaitedChecks
from bot.server.engine import Database

HEAD, REPOSITORY, PULL = "a" * 40, 2**53, 2**53 - 1


@pytest.mark.parametrize("name", ["build", "prüfen / 検査", "nul \0 within", "half \ud800 a character"])
def test_a_check_is_found_by_its_name_and_by_no_other(database: Database, name: str) -> None:
    awaited = AwaitedChecks(database.engine)
    awaited.note(REPOSITORY, PULL, HEAD, [name, "other"])
    awaited.note_group(REPOSITORY, HEAD, [name])
    assert awaited.waiting(REPOSITORY, HEAD, name) == [GROUP, PULL]
    assert awaited.waiting(REPOSITORY, HEAD, name + " ") == []
    awaited.note(REPOSITORY, PULL, HEAD, [])
    assert awaited.waiting(REPOSITORY, HEAD, "") == [GROUP]
