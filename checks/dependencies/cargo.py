"""`Cargo.toml` and `Cargo.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.dependencies.model import Dependency, Entry, Gap, Origin, Role, Scope
from checks.dependencies.nodes import Node
from checks.dependencies.toml_nodes import toml_nodes
from checks.source import Source

_TABLES = {
    "dependencies": Scope.RUNTIME,
    "dev-dependencies": Scope.DEV,
    "dev_dependencies": Scope.DEV,
    "build-dependencies": Scope.BUILD,
    "build_dependencies": Scope.BUILD,
}


def cargo_toml(source: Source, path: str) -> Iterator[Entry]:
    """The crates of `Cargo.toml`."""
    del path
    root = toml_nodes(source.text)
    holders = [root, *root.all("workspace"), *(node for _, node in root.pairs("target"))]
    for holder in holders:
        for table, scope in _TABLES.items():
            for name, node in holder.pairs(table):
                yield _crate(name, node, scope, table, Role.REQUIRED)
    for replaced in [*(node for _, node in root.pairs("patch")), *root.all("replace")]:
        for name, node in replaced.entries:
            yield _crate(name.partition(":")[0], node, Scope.RUNTIME, "patch", Role.LIMIT)


def _crate(name: str, node: Node, scope: Scope, group: str, role: Role) -> Entry:
    if not node.is_mapping:
        if not node.text:
            return Gap(node.line, f"the specifier of `{name[:80]}`")
        return Dependency("cargo", name, node.line, node.end_line, node.text, scope, group, role=role)
    origin, location = Origin.REGISTRY, ""
    if found := node.text_at("git"):
        origin, location = Origin.GIT, found
    elif found := node.text_at("path"):
        origin, location = Origin.PATH, found
    elif found := node.text_at("registry") or node.text_at("registry-index"):
        location = f"registry {found}"
    is_optional = any(flag.is_true for flag in node.all("optional"))
    real = node.text_at("package") or name
    return Dependency(
        "cargo",
        real,
        node.line,
        node.end_line,
        node.text_at("version"),
        Scope.OPTIONAL if is_optional and scope is Scope.RUNTIME else scope,
        group,
        origin,
        location,
        role,
        is_direct=role is Role.REQUIRED,
        alias="" if real == name else name,
        is_inherited=any(flag.is_true for flag in node.all("workspace")),
    )


def cargo_lock(source: Source, path: str) -> Iterator[Entry]:
    """The crates of `Cargo.lock` that are not the repository's own."""
    del path
    root = toml_nodes(source.text, is_lock=True)
    packages = list(root.each("package"))
    direct = {
        item.text.partition(" ")[0]
        for package in packages
        if not package.text_at("source")
        for item in package.each("dependencies")
    }
    for package in packages:
        name, where = package.text_at("name"), package.text_at("source")
        if not name or not where:
            continue
        is_git = where.startswith("git+")
        yield Dependency(
            "cargo",
            name,
            package.line,
            package.line + 2,
            package.text_at("version"),
            origin=Origin.GIT if is_git else Origin.REGISTRY,
            location=where if is_git else "",
            role=Role.LOCKED,
            is_direct=name in direct,
        )
