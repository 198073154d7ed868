"""Where each tool keeps what it is asked for, and what that is on one side of a change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from checks.change import Tree
from checks.path_parts import folder_of, name_of
from checks.source import Source
from checks.strictness import other_tools as other
from checks.strictness import python_tools as python
from checks.strictness.guards import Asked, is_there
from checks.values.formats import Format, documents_of, format_of
from checks.values.lookups import child
from checks.values.node import Entry, Node, Table, Unreadable


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool and its files.

    Attributes:
        name: what people call it.
        family: what it is for; one of a family can stand for another.
        places: names of files with the keys under which it is asked, what counts first.
        read: reads what stands there.
    """

    name: str
    family: str
    places: tuple[tuple[str, tuple[str, ...]], ...]
    read: Callable[[Node], Asked]


@dataclass(frozen=True, slots=True)
class Held:
    """What a tool is asked for on one side.

    Attributes:
        path: the file.
        source: its content.
        asked: what it asks for.
        is_program: whether it is a program of which only literals are known.
    """

    path: str
    source: Source
    asked: Asked
    is_program: bool = False


def _files(*names: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, ()) for name in names)


_SCRIPTS = tuple(
    f"{name}.{ending}" for name in ("eslint.config", ".eslintrc") for ending in ("js", "mjs", "cjs", "ts")
)
TOOLS = (
    Tool(
        "ruff",
        "style",
        (*_files(".ruff.toml", "ruff.toml"), ("pyproject.toml", ("tool", "ruff"))),
        python.ruff,
    ),
    Tool(
        "flake8",
        "style",
        ((".flake8", ("flake8",)), ("setup.cfg", ("flake8",)), ("tox.ini", ("flake8",))),
        python.flake8,
    ),
    Tool(
        "mypy",
        "types",
        (
            ("mypy.ini", ("mypy",)),
            (".mypy.ini", ("mypy",)),
            ("pyproject.toml", ("tool", "mypy")),
            ("setup.cfg", ("mypy",)),
        ),
        python.mypy,
    ),
    Tool(
        "pyright",
        "types",
        (
            *_files("pyrightconfig.json"),
            ("pyproject.toml", ("tool", "pyright")),
            ("pyproject.toml", ("tool", "basedpyright")),
        ),
        python.pyright,
    ),
    Tool(
        "pylint",
        "style",
        (*_files(".pylintrc", "pylintrc"), ("pyproject.toml", ("tool", "pylint"))),
        python.pylint,
    ),
    Tool(
        "coverage",
        "coverage",
        (
            *_files(".coveragerc", "setup.cfg", "tox.ini"),
            ("pyproject.toml", ("tool", "coverage")),
        ),
        python.coverage,
    ),
    Tool(
        "pytest-cov",
        "coverage",
        (
            ("pytest.ini", ("pytest",)),
            ("pyproject.toml", ("tool", "pytest", "ini_options")),
            ("tox.ini", ("pytest",)),
            ("setup.cfg", ("tool:pytest",)),
        ),
        python.coverage_of_pytest,
    ),
    Tool(
        "ESLint",
        "style",
        (
            *_files(*_SCRIPTS, ".eslintrc.json", ".eslintrc.yaml", ".eslintrc.yml", ".eslintrc"),
            ("package.json", ("eslintConfig",)),
        ),
        other.eslint,
    ),
    Tool("Pyrefly", "types", (*_files("pyrefly.toml"), ("pyproject.toml", ("tool", "pyrefly"))), is_there),
    Tool("ty", "types", (*_files("ty.toml"), ("pyproject.toml", ("tool", "ty"))), is_there),
    Tool("Biome", "style", _files("biome.json", "biome.jsonc"), other.biome),
    Tool(
        "golangci-lint",
        "style",
        _files(*(f".golangci.{one}" for one in ("yml", "yaml", "toml", "json"))),
        other.golangci,
    ),
    Tool("Clippy", "style", _files("Cargo.toml"), other.clippy),
    Tool("RuboCop", "style", _files(".rubocop.yml"), other.rubocop),
    Tool("Codecov", "coverage", _files("codecov.yml", ".codecov.yml", "codecov.yaml"), other.codecov),
    Tool("Sonar", "quality", _files("sonar-project.properties"), other.sonar),
)
_TYPESCRIPT = re.compile(r"tsconfig(?:\.[\w-]+)*\.json")
_BY_NAME: dict[str, tuple[Tool, ...]] = {
    name: tuple(tool for tool in TOOLS if any(place == name for place, _ in tool.places))
    for name in {place for tool in TOOLS for place, _ in tool.places}
}


@lru_cache(4_096)
def tools_of(path: str) -> tuple[Tool, ...]:
    """The tools that may be asked for something in a file of this name."""
    name = name_of(path)
    if _TYPESCRIPT.fullmatch(name):
        return (Tool("TypeScript", "types", ((name, ()),), other.typescript),)
    return _BY_NAME.get(name, ())


def held(tree: Tree, folder: str, tool: Tool) -> Held | Unreadable | None:
    """What a tool is asked for in a folder of a tree; `None` if nothing is.

    Raises:
        TooLarge: the file is too large to be read.
    """
    for name, keys in tool.places:
        path = f"{folder}/{name}" if folder else name
        content = tree.read(path)
        if content is None:
            continue
        source = Source(content)
        if name in _SCRIPTS:
            from checks.adopting.javascript_literals import objects

            return Held(path, source, other.eslint_literals(objects(source.text)), is_program=True)
        documents = documents_of(source, format_of(path) or Format.YAML)
        if isinstance(documents, Unreadable):
            return documents
        node: Node | None = documents[0] if documents else None
        node = _sections(node, name) if tool.name == "coverage" and not keys else child(node, *keys)
        if node is not None:
            asked = tool.read(node)
            if asked.guards or asked.codes or not keys or tool.read is is_there:
                return Held(path, source, asked)
    return None


def _sections(node: Node | None, name: str) -> Node | None:
    """The sections of coverage.py, which bear another name in files of several tools."""
    if name == ".coveragerc" or not isinstance(node, Table):
        return node
    prefix = "coverage:"
    found = [entry for entry in node.entries if entry.key.startswith(prefix)]
    named = tuple(Entry(entry.key.removeprefix(prefix), entry.line, entry.node) for entry in found)
    return Table(node.line, named) if named else None


def folder_and_tools(path: str) -> tuple[str, tuple[Tool, ...]]:
    """The folder of a file with the tools that look for it there."""
    return folder_of(path), tools_of(path)
