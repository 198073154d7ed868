"""`package.json` and `pnpm-workspace.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.dependencies.json_nodes import json_nodes
from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Role, Scope
from checks.dependencies.nodes import Node
from checks.dependencies.npm_spec import spec_of
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.source import Source

FIELDS = {
    "dependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEV,
    "peerDependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.OPTIONAL,
}
_CHILD = re.compile(r">(?=[@A-Za-z])")


def package_json(source: Source, path: str) -> Iterator[Entry]:
    """The dependencies of `package.json`."""
    del path
    root = json_nodes(source.text)
    if not root.is_mapping:
        raise NotRead("it holds no object")
    for field, scope in FIELDS.items():
        for name, node in root.pairs(field):
            yield from dependency(name, node, scope, field)
        for node in root.each(field):  # old packages list plain names
            if node.text:
                yield Dependency("npm", node.text, node.line, node.end_line, scope=scope, group=field)
    for keys in (("overrides",), ("pnpm", "overrides"), ("resolutions",)):
        for node in root.all(*keys):
            yield from _overrides(node, "", keys[-1])
    for holder in [root, *root.all("workspaces")]:
        yield from _catalogs(holder)


def _catalogs(holder: Node) -> Iterator[Entry]:
    """Versions that a workspace keeps in one place."""
    for name, node in holder.pairs("catalog"):
        yield from dependency(name, node, Scope.RUNTIME, "catalog")
    for group, inner in holder.pairs("catalogs"):
        for name, node in inner.entries:
            yield from dependency(name, node, Scope.RUNTIME, group)


def pnpm_workspace(source: Source, path: str) -> Iterator[Entry]:
    """The versions that a workspace of pnpm keeps in one place."""
    del path
    root = yaml_nodes(source.text)
    yield from _catalogs(root)
    for node in root.all("overrides"):
        yield from _overrides(node, "", "overrides")


def dependency(
    name: str, node: Node, scope: Scope, group: str, role: Role = Role.REQUIRED
) -> Iterator[Entry]:
    """One name with its specifier."""
    if node.is_mapping or node.is_list or not isinstance(node.scalar, str):
        yield Gap(node.line, f"the specifier of `{name[:80]}`")
        return
    spec = spec_of(name, node.text)
    yield Dependency(
        "npm",
        spec.name,
        node.line,
        node.end_line,
        constraint=spec.constraint,
        scope=scope,
        group=group,
        origin=spec.origin,
        location=spec.location,
        role=role,
        is_direct=role is Role.REQUIRED,
        alias="" if spec.name == name else name,
        is_inherited=node.text.startswith("catalog:"),
    )


def _overrides(node: Node, owner: str, group: str) -> Iterator[Entry]:
    """Overrides may nest; `.` means the package that the mapping stands for."""
    for key, value in node.entries:
        name = owner if key == "." and owner else _target(key)
        if value.is_mapping:
            yield from _overrides(value, name, group)
        elif value.text != "-" and not value.text.startswith("$"):
            yield from dependency(name, value, Scope.RUNTIME, group, Role.LIMIT)


def _target(key: str) -> str:
    """The package that a key of overrides means: `a>@s/b@^1`, `**/@s/b` and `@s/b@npm:1` are `@s/b`."""
    last = _CHILD.split(key)[-1]
    at = next((i for i, char in enumerate(last) if char == "@" and i and last[i - 1] != "/"), len(last))
    parts = last[:at].split("/")
    is_scoped = len(parts) > 1 and parts[-2].startswith("@")
    return "/".join(parts[-2:]) if is_scoped else parts[-1]
