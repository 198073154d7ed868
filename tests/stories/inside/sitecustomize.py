"""Run by Python at its start where this folder is on its path: a check of the tests' own among all others."""

from __future__ import annotations

from pathlib import Path

from checks import rules

rules.__path__.append(str(Path(__file__).parent / "more_rules"))
