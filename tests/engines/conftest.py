"""One engine for all tests that do not measure or break it."""

from __future__ import annotations

import pytest

from bot.engines.semgrep import SemgrepEngine


@pytest.fixture(scope="session")
def engine() -> SemgrepEngine:
    return SemgrepEngine()
