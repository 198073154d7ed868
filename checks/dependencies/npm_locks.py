"""`package-lock.json` of every version, `npm-shrinkwrap.json` and `bun.lock`."""

from __future__ import annotations

from collections.abc import Iterator

from checks.dependencies.json_nodes import json_nodes
from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Origin, Role, Scope
from checks.dependencies.nodes import MAX_DEPTH, Node
from checks.dependencies.npm_manifest import FIELDS
from checks.dependencies.npm_spec import resolved_name, spec_of
from checks.source import Source

_INSIDE = "node_modules/"


def package_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `package-lock.json`."""
    del path
    root = json_nodes(source.text)
    if not root.is_mapping:
        raise NotRead("it holds no object")
    if root.get("packages"):
        yield from _packages(root)
    else:
        yield from _nested(root, 0)


def _packages(root: Node) -> Iterator[Entry]:
    direct = {
        name
        for key, node in root.pairs("packages")
        if _INSIDE not in key
        for field in FIELDS
        for name, _ in node.pairs(field)
    }
    for key, node in root.pairs("packages"):
        if _INSIDE not in key or any(flag.is_true for flag in node.all("link")):
            continue
        before, _, installed = key.rpartition(_INSIDE)
        url = node.text_at("resolved")
        name = node.text_at("name") or resolved_name(installed, url)
        is_direct = installed in direct and _INSIDE not in before
        yield _locked(name, installed, node, node.text_at("version"), url, is_direct=is_direct)


def _nested(root: Node, depth: int) -> Iterator[Entry]:
    if depth > MAX_DEPTH:
        raise NotRead("it is nested too deep")
    for name, node in root.pairs("dependencies"):
        if not node.is_mapping:
            yield Gap(node.line, f"the entry of `{name[:80]}`")
            continue
        version = node.text_at("version")
        spec = spec_of(name, version)
        url = node.text_at("resolved") or spec.location
        yield _locked(spec.name, name, node, spec.constraint, url, is_direct=False)
        yield from _nested(node, depth + 1)


def _locked(name: str, installed: str, node: Node, version: str, url: str, *, is_direct: bool) -> Dependency:
    found = spec_of(name, url) if url else None
    is_foreign = found is not None and found.origin is not Origin.REGISTRY and "/-/" not in url
    return Dependency(
        "npm",
        name,
        node.line,
        node.end_line,
        constraint=version,
        scope=_scope(node),
        origin=found.origin if found and is_foreign else Origin.REGISTRY,
        location=url if is_foreign else "",
        role=Role.LOCKED,
        is_direct=is_direct,
        alias="" if name == installed else installed,
    )


def _scope(node: Node) -> Scope:
    if any(flag.is_true for flag in node.all("dev")):
        return Scope.DEV
    is_optional = any(flag.is_true for key in ("optional", "devOptional") for flag in node.all(key))
    return Scope.OPTIONAL if is_optional else Scope.RUNTIME


def bun_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `bun.lock`."""
    del path
    root = json_nodes(source.text)
    if not root.is_mapping:
        raise NotRead("it holds no object")
    direct = {
        name
        for _, workspace in root.pairs("workspaces")
        for field in FIELDS
        for name, _ in workspace.pairs(field)
    }
    for key, node in root.pairs("packages"):
        resolution = node.items[0].text if node.items else ""
        at = resolution.find("@", 1)
        if at < 0:
            yield Gap(node.line, f"the entry of `{key[:80]}`")
            continue
        installed = "/".join(key.split("/")[-2:]) if "/@" in f"/{key}" else key.rpartition("/")[2]
        spec = spec_of(resolution[:at], resolution[at + 1 :])
        if spec.origin is Origin.WORKSPACE:
            continue
        yield Dependency(
            "npm",
            spec.name,
            node.line,
            node.end_line,
            constraint=spec.constraint,
            origin=spec.origin,
            location=spec.location,
            role=Role.LOCKED,
            is_direct=key in direct,
            alias="" if spec.name == installed else installed,
        )
