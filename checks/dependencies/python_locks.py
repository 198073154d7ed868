"""Lock files of Python: poetry, uv, pdm, `pylock.toml` and `Pipfile.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.dependencies.json_nodes import json_nodes
from checks.dependencies.model import Dependency, Entry, Origin, Role, Scope
from checks.dependencies.names import folded
from checks.dependencies.nodes import Node
from checks.dependencies.python_requirement import origin_of
from checks.dependencies.toml_nodes import toml_nodes
from checks.source import Source

_SOURCE_KINDS = {
    "git": Origin.GIT,
    "url": Origin.URL,
    "path": Origin.PATH,
    "directory": Origin.PATH,
    "file": Origin.PATH,
}
_OWN = ("virtual", "editable")


def toml_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `poetry.lock`, `uv.lock`, `pdm.lock` and `pylock.toml`."""
    del path
    root = toml_nodes(source.text, is_lock=True)
    packages = [*root.each("package"), *root.each("packages")]
    direct = _asked_for(packages)
    for package in packages:
        name = package.text_at("name")
        origin, location = _origin(package)
        if not name or origin is Origin.WORKSPACE:
            continue
        yield Dependency(
            "pypi",
            name,
            package.line,
            package.line + 2,
            constraint=package.text_at("version"),
            scope=_scope(package),
            origin=origin,
            location=location,
            role=Role.LOCKED,
            is_direct=folded("pypi", name) in direct,
        )


def _asked_for(packages: list[Node]) -> frozenset[str]:
    """Names that a package of the repository itself asks for, where the lock file tells."""
    found = set()
    for package in packages:
        if any(package.text_at("source", kind) for kind in (*_OWN, "directory")):
            lists = [node for _, node in package.pairs("optional-dependencies")]
            lists += [node for _, node in package.pairs("dev-dependencies")]
            for node in [*package.all("dependencies"), *lists]:
                found |= {folded("pypi", item.text_at("name")) for item in node.items}
    return frozenset(found)


def _origin(package: Node) -> tuple[Origin, str]:
    source = package.get("source")
    if source is not None and source.is_mapping:
        if any(source.text_at(kind) for kind in _OWN):
            return Origin.WORKSPACE, ""
        if kind := source.text_at("type"):  # poetry
            return _SOURCE_KINDS.get(kind, Origin.REGISTRY), source.text_at("url")
        for key, origin in _SOURCE_KINDS.items():
            if location := source.text_at(key):
                return origin, location
        return Origin.REGISTRY, ""
    for keys, origin in (
        (("vcs", "url"), Origin.GIT),
        (("vcs", "path"), Origin.GIT),
        (("git",), Origin.GIT),
        (("directory", "path"), Origin.PATH),
        (("path",), Origin.PATH),
        (("url",), Origin.URL),
    ):
        if location := package.text_at(*keys):
            return origin, location
    return Origin.REGISTRY, ""


def _scope(package: Node) -> Scope:
    groups = {item.text for item in package.each("groups")}
    if package.text_at("category") == "dev" or (groups and not groups & {"main", "default"}):
        return Scope.DEV
    return Scope.OPTIONAL if any(flag.is_true for flag in package.all("optional")) else Scope.RUNTIME


def pipfile_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `Pipfile.lock`."""
    del path
    root = json_nodes(source.text)
    for section, node in root.entries:
        if section == "_meta":
            continue
        for name, value in node.entries:
            location = next((value.text_at(key) for key in ("git", "file", "path") if value.text_at(key)), "")
            kind = Origin.GIT if value.text_at("git") else origin_of(location)
            yield Dependency(
                "pypi",
                name,
                value.line,
                value.end_line,
                constraint=value.text_at("version"),
                scope=Scope.RUNTIME if section == "default" else Scope.DEV,
                group=section,
                origin=kind if location else Origin.REGISTRY,
                location=location,
                role=Role.LOCKED,
                is_direct=False,
            )
