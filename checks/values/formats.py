"""Which format a file has, by its name, and its values, read once for all rules."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from checks.path_parts import name_of
from checks.source import Source
from checks.values.node import Node, Unreadable


class Format(StrEnum):
    """The formats that are read."""

    YAML = "yaml"
    TOML = "toml"
    JSON = "json"
    INI = "ini"
    ENV = "env"
    PROPERTIES = "properties"


_ENDINGS = {
    Format.YAML: ("yaml", "yml", "clang-format", "clang-tidy"),
    Format.TOML: ("toml",),
    Format.JSON: ("json", "jsonc", "code-workspace", "webmanifest", "babelrc", "swcrc", "jshintrc", "nycrc"),
    Format.INI: ("ini", "cfg", "editorconfig", "coveragerc", "flake8", "pylintrc", "npmrc", "gitmodules"),
    Format.ENV: ("env",),
    Format.PROPERTIES: ("properties",),
}
_BY_ENDING = {ending: format_ for format_, endings in _ENDINGS.items() for ending in endings}
_BY_NAME = {
    **dict.fromkeys(("pipfile", "poetry.lock", "uv.lock", "cargo.lock", "pdm.lock"), Format.TOML),
    **dict.fromkeys(("composer.lock", "pipfile.lock", "flake.lock", "deno.lock", "bun.lock"), Format.JSON),
    "pylintrc": Format.INI,
}
_ENV = re.compile(r"\.env(?:\..+)?")


@lru_cache(4_096)
def format_of(path: str) -> Format | None:
    """The format of a file by its name, in whatever case; `None` if none is known."""
    name = name_of(path).lower()
    if _ENV.fullmatch(name):
        return Format.ENV
    return _BY_NAME.get(name) or _BY_ENDING.get(name.rpartition(".")[2] if "." in name else "")


@lru_cache(512)
def documents_of(source: Source, format_: Format) -> tuple[Node, ...] | Unreadable:
    """The documents of a file (one, save for YAML), or why it cannot be read."""
    if source.is_binary:
        return Unreadable("it is no text")
    if source.encoding == "latin-1" and format_ is not Format.PROPERTIES:
        return Unreadable("it is no UTF-8", help="save the file as UTF-8")
    try:
        return _documents(source.text, format_)
    except Unreadable as failure:
        return failure


def _documents(text: str, format_: Format) -> tuple[Node, ...]:
    from checks.values import flat_text, ini_text, json_text, toml_text, yaml_text

    match format_:
        case Format.YAML:
            return yaml_text.documents(text)
        case Format.TOML:
            return (toml_text.document(text),)
        case Format.JSON:
            return (json_text.document(text),)
        case Format.INI:
            return (ini_text.document(text),)
        case Format.ENV:
            return (flat_text.env(text),)
        case Format.PROPERTIES:
            return (flat_text.properties(text),)
