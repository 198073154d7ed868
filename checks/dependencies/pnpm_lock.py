"""`pnpm-lock.yaml` of every version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Origin, Role, Scope
from checks.dependencies.nodes import Node
from checks.dependencies.npm_manifest import FIELDS
from checks.dependencies.npm_spec import spec_of
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.source import Source

_PNPM_KEY = re.compile(r"/?(?P<name>(?:@[^/@]+/)?[^/@]+)[@/](?P<version>.+)")


def pnpm_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `pnpm-lock.yaml`."""
    del path
    root = yaml_nodes(source.text)
    if not root.is_mapping:
        raise NotRead("it holds no mapping")
    asked: dict[str, str] = {}
    for importer in [root, *(node for _, node in root.pairs("importers"))]:
        for field in FIELDS:
            for name, node in importer.pairs(field):
                asked[_target(name, node)] = name
    for key, node in root.pairs("packages"):
        bare = _without_peers(key)
        found = _PNPM_KEY.fullmatch(bare)
        if found is None:
            yield Gap(node.line, f"the entry of `{key[:80]}`")
            continue
        name, version = found["name"], found["version"]
        is_forge = "." in name and not key.startswith(("/", "@")) and "@" not in key
        if is_forge:  # `github.com/owner/repository/commit`
            name = node.text_at("name") or bare.rpartition("/")[0].rpartition("/")[2]
        spec = spec_of(name, version if "://" in version else version.partition("_")[0])
        alias = asked.get(spec.name, "")
        yield Dependency(
            "npm",
            spec.name,
            node.line,
            node.end_line,
            constraint=node.text_at("version") if is_forge else spec.constraint,
            scope=Scope.DEV if any(flag.is_true for flag in node.all("dev")) else Scope.RUNTIME,
            origin=Origin.GIT if is_forge else spec.origin,
            location=bare if is_forge else spec.location,
            role=Role.LOCKED,
            is_direct=spec.name in asked,
            alias="" if alias == spec.name else alias,
        )


def _target(name: str, node: Node) -> str:
    """The package that an importer's entry resolves to: `/bad@1.0.0` and `bad@1.0.0` are other names."""
    version = node.text_at("version") or node.text
    found = _PNPM_KEY.fullmatch(_without_peers(version))
    if found and not version[:1].isdigit() and "://" not in version and ":" not in version:
        return found["name"]
    return name


def _without_peers(key: str) -> str:
    """A key without the peers that it was resolved with: `a@1.0.0(b@2.0.0)`."""
    return key.partition("(")[0] if key.endswith(")") else key
