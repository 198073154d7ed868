"""The short form of `make chaos`: processes are killed at any moment, and nothing is lost or there twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos import chaos


@pytest.mark.threat("G9", "J3")
def test_kills_at_any_moment_lose_nothing_and_double_nothing(empty_url: str, tmp_path: Path) -> None:
    told: list[str] = []
    faults = chaos(tmp_path, empty_url, 30, seed=5, between=(0.2, 1.5), told=told.append)
    assert faults == [], told
    assert "killed: " in told[0]
