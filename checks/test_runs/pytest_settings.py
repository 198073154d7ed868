"""The settings of pytest, as it reads them itself."""

from __future__ import annotations

import configparser
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.change import TooLarge, Tree
from checks.languages.testing.model import NotParsed
from checks.path_parts import folder_of, name_of
from checks.source import Source
from checks.test_runs import PYTEST_SETTINGS

_SECTIONS = {"pytest.ini": "pytest", ".pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}
NOT_RECURSED = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
"""Folders that pytest passes over unless `norecursedirs` says otherwise."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that hold in a folder.

    Attributes:
        folder: the folder.
        options: option → its words.
    """

    folder: str
    options: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def not_recursed(self) -> tuple[str, ...]:
        """Patterns of the names of folders that are passed over."""
        return tuple(self.options.get("norecursedirs") or NOT_RECURSED)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that are looked into, from the root of the repository; empty for all."""
        return tuple(
            f"{self.folder}/{one}".strip("/") if one != "." else self.folder
            for one in (path.rstrip("/").removeprefix("./") for path in self.options.get("testpaths", []))
        )


def settings_of(path: str, source: Source | None) -> dict[str, list[str]]:
    """The settings that a file holds.

    Args:
        path: the file, which tells the format.
        source: its content, `None` if there is none.

    Returns:
        Option → its words.

    Raises:
        NotParsed: the content does not parse.
    """
    if source is None or ("pytest" not in source.text and "\\" not in source.text):
        return {}
    try:
        if path.endswith(".toml"):
            return _of_toml(path, tomllib.loads(source.text))
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.read_string(source.text)
        section = _SECTIONS[name_of(path)]
        return (
            {name: _words(name, value) for name, value in parser[section].items()}
            if section in parser
            else {}
        )
    except (tomllib.TOMLDecodeError, configparser.Error, AttributeError, RecursionError):
        raise NotParsed(path, "there is a syntax error in it") from None


def _of_toml(path: str, values: dict[str, object]) -> dict[str, list[str]]:
    found: object = values
    for key in ("pytest",) if name_of(path) != "pyproject.toml" else ("tool", "pytest"):
        found = found.get(key, {}) if isinstance(found, dict) else {}
    options = found.get("ini_options", found) if isinstance(found, dict) else {}
    return {name: _words(name, value) for name, value in options.items()}


def settings_in(tree: Tree, folder: str = "") -> Settings:
    """The settings that pytest reads in a folder of a tree: those of the first file that holds any."""
    for name in PYTEST_SETTINGS:
        path = f"{folder}/{name}" if folder else name
        try:
            content = tree.read(path)
            options = settings_of(path, Source(content)) if content is not None else {}
        except (NotParsed, TooLarge):
            continue  # whoever changes such a file is told so by the check that reads it
        if options:
            return Settings(folder_of(path), options)
    return Settings(folder)


def _words(name: str, value: object) -> list[str]:
    if isinstance(value, str):
        try:
            return shlex.split(value) if name == "addopts" else value.split()
        except ValueError:
            return value.split()
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
