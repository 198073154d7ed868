"""Packages that the repository itself holds, so that asking for one takes in nothing foreign."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from checks.change import TooLarge, Tree
from checks.dependencies.json_nodes import json_nodes
from checks.dependencies.model import Dependency, NotRead, Origin
from checks.dependencies.names import exact
from checks.dependencies.nodes import Node
from checks.dependencies.paths import joined
from checks.dependencies.toml_nodes import toml_nodes
from checks.dependencies.xml_nodes import xml_nodes
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.path_parts import folder_of
from checks.paths import PathPatterns
from checks.source import Source

_OWN = {"npm": "package.json", "cargo": "Cargo.toml", "maven": "pom.xml", "golang": "go.mod"}
_MOST = 2_000


def is_inside(dependency: Dependency, manifest: str) -> bool:
    """Whether a dependency is taken from the repository itself, by a workspace or a path."""
    if dependency.origin is Origin.WORKSPACE:
        return True
    return dependency.origin is Origin.PATH and joined(manifest, dependency.location) is not None


def own_names(tree: Tree, type_: str) -> frozenset[str]:
    """Names of the packages that the repository builds and that its tools find by their name.

    Args:
        tree: the tree; it is walked, so this is asked for only when something is to be reported.
        type_: the type of the package URLs. For npm a package must belong to a workspace.
    """
    wanted = _OWN.get(type_)
    if wanted is None:
        return frozenset()
    places = [path for path in tree.walk() if path.rpartition("/")[2] == wanted][:_MOST]
    if type_ == "npm":
        members = PathPatterns(tuple(_members(tree, places)) or ("!*",))
        places = [path for path in places if members.matches(folder_of(path))]
    names = (_name(type_, content) for path in places if (content := _content(tree, path)) is not None)
    return frozenset(exact(type_, name) for name in names if name)


def _content(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except TooLarge:
        return None


def _members(tree: Tree, places: list[str]) -> Iterator[str]:
    """Patterns of the folders that belong to a workspace of npm, yarn, bun or pnpm."""
    for path in places:
        content = _content(tree, path)
        if content is None or b"workspaces" not in content:
            continue
        root = _parsed("npm", content)
        if root is not None:
            globs = [
                item.text
                for keys in (("workspaces",), ("workspaces", "packages"))
                for item in root.each(*keys)
            ]
            yield from _under(folder_of(path), globs)
    content = _content(tree, "pnpm-workspace.yaml")
    if content is not None:
        try:
            yield from _under("", [item.text for item in yaml_nodes(Source(content).text).each("packages")])
        except NotRead:
            return


def _under(folder: str, globs: list[str]) -> Iterator[str]:
    for glob in globs:
        taken = "!" if glob.startswith("!") else ""
        plain = glob.removeprefix("!").removeprefix("./").strip("/")
        if plain:
            yield f"{taken}/{folder}/{plain}" if folder else f"{taken}/{plain}"


@lru_cache(4_096)
def _parsed(type_: str, content: bytes) -> Node | None:
    text = Source(content).text
    try:
        return json_nodes(text) if type_ == "npm" else toml_nodes(text)
    except NotRead:
        return None


def _name(type_: str, content: bytes) -> str:
    if type_ == "golang":
        words = (line.split("//")[0].split() for line in Source(content).text.split("\n"))
        return next((line[1].strip('"`') for line in words if len(line) == 2 and line[0] == "module"), "")
    if type_ == "maven":
        return _artifact(content)
    root = _parsed(type_, content)
    if root is None:
        return ""
    return root.text_at("name") if type_ == "npm" else root.text_at("package", "name")


def _artifact(content: bytes) -> str:
    try:
        project = xml_nodes(Source(content).text)
    except NotRead:
        return ""
    group = project.text_at("groupId") or project.text_at("parent", "groupId")
    name = project.text_at("artifactId")
    return f"{group}/{name}" if group and name else ""
