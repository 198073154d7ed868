from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.git.change import DIFF_LIMITS, read_change
from bot.git.process import Limits
from bot.git.store import Store, scratch
from checks.change import Change
from tests.git.repository import Repository

Read = Callable[..., Change]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository.create(tmp_path / "repository")


@pytest.fixture
def store(repository: Repository) -> Iterator[Store]:
    """A scratch store that sees the repository."""
    with ExitStack() as stack:
        yield stack.enter_context(scratch([repository.path / ".git/objects"]))


@pytest.fixture
def read(store: Store) -> Read:
    """Reads the change between two commits of the repository."""

    def change(base: str, head: str, limits: Limits = DIFF_LIMITS) -> Change:
        return read_change(store, base, head, limits=limits)

    return change
