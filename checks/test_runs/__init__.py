"""How the tests of a repository are run: the files that say which run, and whether a failure counts."""

from __future__ import annotations

import re

from checks.languages.testing import language_of_tests
from checks.path_parts import name_of

PYTEST_SETTINGS = (
    *("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml"),
    *("pyproject.toml", "tox.ini", "setup.cfg"),
)
"""Where pytest reads its settings, what counts first."""

_RUNNERS = (
    r"^(?:(?:jest|vitest|vite|playwright|cypress|karma|wdio)\.(?:[\w-]+\.)?(?:config|conf|workspace)"
    r"|\.mocharc|ava\.config)\."
)
_SCRIPTS = re.compile(
    r"^(?:GNU|BSD)?[Mm]akefile$|\.mk$|^\.?justfile$|^Justfile$|^[Tt]askfile\.ya?ml$|^(?:package|composer)\.json$"
    r"|\.(?:sh|bash)$"
)
_SET_UP = re.compile(
    r"(?i)^(?:jest|vitest|test|mocha|global|karma)?[._-]?(?:set-?up|tear-?down)(?:[._-]?(?:tests?|files?|env))?\.[cm]?[jt]sx?$"
    r"|^(?:spec|rails|test)_helper\.rb$"
)


def holds_pytest_settings(path: str) -> bool:
    """Whether pytest would read its settings from a file of this name."""
    return name_of(path) in PYTEST_SETTINGS


def holds_runner_settings(path: str) -> bool:
    """Whether a runner of JavaScript tests keeps its settings in a file of this name."""
    name = name_of(path)
    return name == "package.json" or re.match(_RUNNERS, name) is not None


def holds_commands(path: str) -> bool:
    """Whether a file of this name holds commands by which people and machines run the tests."""
    return _SCRIPTS.search(name_of(path)) is not None or name_of(path) in ("pyproject.toml", "tox.ini")


def sets_tests_up(path: str) -> bool:
    """Whether a file is loaded with the tests, or holds some, so that what it does is done to the run."""
    return language_of_tests(path) is not None or _SET_UP.search(name_of(path)) is not None


def decides_run(path: str) -> bool:
    """Whether a file of this name can say which tests run, or whether a failure counts."""
    name = name_of(path)
    return (
        name == "conftest.py"
        or holds_pytest_settings(path)
        or holds_commands(path)
        or holds_runner_settings(path)
        or sets_tests_up(path)
    )
