"""`pyproject.toml` of every tool that keeps requirements there, and `Pipfile`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.dependencies.model import Dependency, Entry, Gap, Include, Origin, Role, Scope
from checks.dependencies.names import folded
from checks.dependencies.nodes import Node
from checks.dependencies.python_requirement import origin_of, requirement
from checks.dependencies.toml_nodes import toml_nodes
from checks.source import Source

_HATCH = ("dependencies", "extra-dependencies")
_DEV_GROUP = re.compile(r"dev|test|lint|doc|typing|ci\b|check|format", re.IGNORECASE)


def pyproject(source: Source, path: str) -> Iterator[Entry]:
    """The requirements of `pyproject.toml`."""
    del path
    root = toml_nodes(source.text)
    sources = dict(root.pairs("tool", "uv", "sources"))
    by_name = {folded("pypi", name): node for name, node in sources.items()}
    own = folded("pypi", root.text_at("project", "name"))
    for entry in _plain(root):
        if isinstance(entry, Dependency) and not entry.location and folded("pypi", entry.name) == own:
            continue  # `shop[extra]` among the extras of `shop` asks for its other extras
        if isinstance(entry, Dependency) and (node := by_name.get(folded("pypi", entry.name))):
            yield _sourced(entry, node)
        else:
            yield entry
    yield from _poetry(root)


def pipfile(source: Source, path: str) -> Iterator[Entry]:
    """The requirements of `Pipfile`."""
    del path
    root = toml_nodes(source.text)
    for section, node in root.entries:
        if section in ("source", "requires", "scripts", "pipenv"):
            continue
        scope = Scope.RUNTIME if section == "packages" else Scope.DEV
        for name, value in node.entries:
            yield from _tabled(name, value, scope, section)


def _plain(root: Node) -> Iterator[Entry]:
    yield from _listed(root, ("project", "dependencies"), Scope.RUNTIME)
    for group, _ in root.pairs("project", "optional-dependencies"):
        yield from _listed(root, ("project", "optional-dependencies", group), Scope.OPTIONAL)
    dynamic = ("tool", "setuptools", "dynamic")
    yield from _files(root, (*dynamic, "dependencies", "file"), Scope.RUNTIME)
    for group, _ in root.pairs(*dynamic, "optional-dependencies"):
        yield from _files(root, (*dynamic, "optional-dependencies", group, "file"), Scope.OPTIONAL)
    for group, _ in root.pairs("dependency-groups"):
        yield from _listed(root, ("dependency-groups", group), Scope.DEV)
    yield from _listed(root, ("build-system", "requires"), Scope.BUILD)
    yield from _listed(root, ("tool", "uv", "dev-dependencies"), Scope.DEV)
    for key in ("constraint-dependencies", "override-dependencies", "build-constraint-dependencies"):
        yield from _listed(root, ("tool", "uv", key), Scope.RUNTIME, Role.LIMIT)
    for group, _ in root.pairs("tool", "pdm", "dev-dependencies"):
        yield from _listed(root, ("tool", "pdm", "dev-dependencies", group), Scope.DEV)
    for name, _ in root.pairs("tool", "hatch", "envs"):
        for key in _HATCH:
            yield from _listed(root, ("tool", "hatch", "envs", name, key), Scope.DEV)
    for target, _ in root.pairs("tool", "hatch", "build", "targets"):
        yield from _listed(root, ("tool", "hatch", "build", "targets", target, "dependencies"), Scope.BUILD)
    yield from _listed(root, ("tool", "hatch", "build", "dependencies"), Scope.BUILD)


def _files(root: Node, keys: tuple[str, ...], scope: Scope) -> Iterator[Entry]:
    for node in root.all(*keys):
        for item in node.items or [node]:
            yield Include(item.line, item.text, Role.REQUIRED, scope)


def _listed(root: Node, keys: tuple[str, ...], scope: Scope, role: Role = Role.REQUIRED) -> Iterator[Entry]:
    group = keys[-1]
    for node in root.all(*keys):
        if not node.is_list:
            yield Gap(node.line, f"`{'.'.join(keys)}`, which is no list")
        for item in node.items:
            if item.is_mapping:
                continue  # `include-group` of PEP 735: the group is read where it stands
            text = item.text
            if text.startswith("-e "):
                text = text.removeprefix("-e ")
            yield requirement(text, item.line, item.end_line, scope, group, role)


def _sourced(entry: Dependency, node: Node) -> Dependency:
    """A requirement with what `tool.uv.sources` says of it; of several sources the first that is foreign."""
    choices = node.items or [node]
    for choice in choices:
        for key, origin in (("git", Origin.GIT), ("url", Origin.URL), ("path", Origin.PATH)):
            if location := choice.text_at(key):
                return replace(entry, origin=origin, location=location)
        if (index := choice.text_at("index")) and not entry.location:
            return replace(entry, location=f"index {index}")
    if any(choice.get("workspace") for choice in choices):
        return replace(entry, origin=Origin.WORKSPACE)
    return entry


def _poetry(root: Node) -> Iterator[Entry]:
    base = ("tool", "poetry")
    for name, node in root.pairs(*base, "dependencies"):
        yield from _tabled(name, node, Scope.RUNTIME, "dependencies")
    for name, node in root.pairs(*base, "dev-dependencies"):
        yield from _tabled(name, node, Scope.DEV, "dev-dependencies")
    for group, node in root.pairs(*base, "group"):
        is_optional = any(flag.is_true for flag in node.all("optional"))
        scope = Scope.DEV if _DEV_GROUP.search(group) or not is_optional else Scope.OPTIONAL
        for name, value in node.pairs("dependencies"):
            yield from _tabled(name, value, scope, group)


def _tabled(name: str, node: Node, scope: Scope, group: str) -> Iterator[Entry]:
    """`name = "^1"`, `name = {version = "^1", git = …}`, or a list of such tables."""
    if folded("pypi", name) == "python":
        return
    for value in node.items if node.is_list else [node]:
        if not value.is_mapping:
            yield Dependency(
                "pypi", name, node.line, node.end_line, constraint=value.text, scope=scope, group=group
            )
            continue
        is_optional = any(flag.is_true for flag in value.all("optional"))
        origin, location = Origin.REGISTRY, ""
        for key, kind in (
            ("git", Origin.GIT),
            ("hg", Origin.GIT),
            ("svn", Origin.GIT),
            ("url", Origin.URL),
            ("file", Origin.URL),
            ("path", Origin.PATH),
        ):
            if found := value.text_at(key):
                origin, location = (origin_of(found) if key == "file" else kind), found
                break
        else:
            if index := value.text_at("source") or value.text_at("index"):
                location = f"index {index}"
        yield Dependency(
            "pypi",
            name,
            value.line,
            value.end_line,
            constraint=value.text_at("version"),
            scope=Scope.OPTIONAL if is_optional and scope is Scope.RUNTIME else scope,
            group=group,
            origin=origin,
            location=location,
        )
