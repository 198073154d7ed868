"""`libs.versions.toml` and `gradle.lockfile`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.dependencies.model import Dependency, Entry, Gap, Role, Scope
from checks.dependencies.nodes import Node
from checks.dependencies.toml_nodes import toml_nodes
from checks.source import Source

_LOCKED = re.compile(r"(?P<group>[^:=\s]+):(?P<name>[^:=\s]+):(?P<version>[^:=\s]+)=(?P<used>.*)")
_BOUNDS = ("strictly", "require", "prefer")


def version_catalog(source: Source, path: str) -> Iterator[Entry]:
    """The libraries and plugins of a version catalogue."""
    del path
    root = toml_nodes(source.text)
    versions = {name: _bound(node) for name, node in root.pairs("versions")}
    for alias, node in root.pairs("libraries"):
        if node.is_mapping:
            module = node.text_at("module") or f"{node.text_at('group')}:{node.text_at('name')}"
            written = f"{module}:{_version(node, versions)}"
        else:
            written = node.text
        group, _, rest = written.partition(":")
        name, _, version = rest.partition(":")
        if not group or not name:
            yield Gap(node.line, f"the library `{alias[:80]}`")
            continue
        yield Dependency("maven", f"{group}/{name}", node.line, node.end_line, version, group="libraries")
    for alias, node in root.pairs("plugins"):
        name, _, version = node.text.partition(":")
        if node.is_mapping:
            name, version = node.text_at("id"), _version(node, versions)
        if not name:
            yield Gap(node.line, f"the plugin `{alias[:80]}`")
            continue
        coordinates = f"{name}/{name}.gradle.plugin"
        yield Dependency("maven", coordinates, node.line, node.end_line, version, Scope.BUILD, "plugins")


def _version(node: Node, versions: dict[str, str]) -> str:
    version = node.get("version")
    if version is None:
        return ""
    reference = version.text_at("ref")
    return versions.get(reference, f"${reference}") if reference else _bound(version)


def _bound(node: Node) -> str:
    return next(filter(None, (node.text_at(key) for key in _BOUNDS)), node.text)


def gradle_lock(source: Source, path: str) -> Iterator[Entry]:
    """The artifacts of `gradle.lockfile`."""
    del path
    for number, written in enumerate(source.text.split("\n"), 1):
        line = written.strip()
        if not line or line.startswith(("#", "empty=")):
            continue
        found = _LOCKED.fullmatch(line)
        if found is None:
            yield Gap(number, f"the line `{line[:80]}`")
            continue
        used = found["used"].split(",")
        is_test = all("test" in name.lower() for name in used)
        yield Dependency(
            "maven",
            f"{found['group']}/{found['name']}",
            number,
            number,
            found["version"],
            Scope.DEV if is_test else Scope.RUNTIME,
            role=Role.LOCKED,
            is_direct=False,
        )
