"""The settings of pytest, as it reads them itself."""

from __future__ import annotations

import configparser
import shlex
import tomllib

from checks.languages.testing.model import NotParsed
from checks.path_parts import name_of
from checks.source import Source

_SECTIONS = {"pytest.ini": "pytest", ".pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}


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
    if source is None:
        return {}
    try:
        if path.endswith(".toml"):
            tool = tomllib.loads(source.text).get("tool", {}).get("pytest", {})
            options = tool.get("ini_options", tool) if isinstance(tool, dict) else {}
            return {name: _words(name, value) for name, value in options.items()}
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


def _words(name: str, value: object) -> list[str]:
    if isinstance(value, str):
        try:
            return shlex.split(value) if name == "addopts" else value.split()
        except ValueError:
            return value.split()
    return [str(item) for item in value] if isinstance(value, list) else []
