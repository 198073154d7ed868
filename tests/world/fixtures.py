"""Fixtures for stories: import them into a `conftest.py`.

`contracts` is GitHub's description. Where it cannot be had, stories run unchecked on a developer's machine
and the contract tests are skipped by name; with `CI=true` that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.world.contracts import Contracts, Unavailable, fetch, load
from tests.world.world import World


@pytest.fixture(scope="session")
def contracts_or_none() -> Contracts | None:
    """GitHub's description, or None where this machine cannot have it; see `described`."""
    return described(lambda: load(fetch()))


def described(get: Callable[[], Contracts]) -> Contracts | None:
    """What `get` gives; None where it cannot be had, which with `CI=true` fails the run."""
    try:
        return get()
    except Unavailable as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the contract checks must run in CI: {error}")
        return None


@pytest.fixture
def contracts(contracts_or_none: Contracts | None) -> Contracts:
    """GitHub's description; a test that asks for it is skipped by name where it cannot be had."""
    if contracts_or_none is None:
        pytest.skip("contract checks need GitHub's description: npm, and the package index once")
    return contracts_or_none


@pytest.fixture
def world(tmp_path: Path, contracts_or_none: Contracts | None) -> Iterator[World]:
    """A fresh world; a story ends with `world.assert_clean()`."""
    with World(tmp_path / "world", contracts=contracts_or_none) as made:
        yield made
