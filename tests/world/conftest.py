"""Fixtures of the world's own tests."""

from collections.abc import Iterator

import pytest

from tests.world.client import Client
from tests.world.fixtures import contracts, contracts_or_none, world
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.world import World

__all__ = ["client", "contracts", "contracts_or_none", "pull", "shop", "world"]

LINES = "".join(f"line {number}\n" for number in range(1, 41))


@pytest.fixture
def shop(world: World) -> Repository:
    """A private repository with one file of forty lines."""
    return world.repository("acme/shop", {"app.py": LINES, "old.py": "x = 1\n"})


@pytest.fixture
def pull(world: World, shop: Repository) -> Pull:
    """An agent's pull request that rewrites line 20, adds a file and deletes one."""
    changed = LINES.replace("line 20\n", "line twenty\n")
    return shop.open_pull(world.agent(), files={"app.py": changed, "new.py": "a\nb\nc\n", "old.py": None})


@pytest.fixture
def client(world: World, shop: Repository) -> Iterator[Client]:
    """A client with a token for the shop's installation."""
    made = Client(world)
    yield made
    made.close()
