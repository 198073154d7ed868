"""Which lock files a manifest has to be in step with: beside it, or at the root of its workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.change import Mode, TooLarge, Tree
from checks.dependencies.held import is_npm_member
from checks.dependencies.names import folded
from checks.dependencies.toml_nodes import toml_nodes
from checks.path_parts import folder_of, name_of
from checks.source import Source

_LOCKS = {
    "package.json": ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"),
    "pyproject.toml": ("poetry.lock", "uv.lock", "pdm.lock"),
    "Pipfile": ("Pipfile.lock",),
    "Cargo.toml": ("Cargo.lock",),
    "Gemfile": ("Gemfile.lock",),
    "gems.rb": ("gems.locked",),
    "go.mod": ("go.sum",),
}
_OF_WORKSPACES = {
    "package.json": _LOCKS["package.json"],
    "Cargo.toml": ("Cargo.lock",),
    "pyproject.toml": ("uv.lock",),
}
_OWN_PACKAGE = re.compile(
    r'^\[\[package\]\]\nname = "(?P<name>[^"\n]+)"\nversion = "[^"\n]*"\n(?P<source>source = [^\n]*)?',
    re.MULTILINE,
)
_OWN_SOURCE = re.compile(r"source = \{ *(?:editable|virtual|directory)\b")


def locks_of(tree: Tree, manifest: str) -> tuple[str, ...]:
    """The lock files that hold what a manifest asks for, by path; none where it has none.

    Args:
        tree: the tree in which both stand.
        manifest: path of the manifest.
    """
    name, own = name_of(manifest), folder_of(manifest)
    beside = _present(tree, own, _LOCKS.get(name, ()))
    for folder in _above(own):
        if found := _present(tree, folder, _OF_WORKSPACES.get(name, ())):
            return (*beside, *(lock for lock in found if _holds(tree, folder, lock, manifest)))
    return beside


def content_of(tree: Tree, path: str) -> bytes | None:
    """The content of a file; `None` where there is none, or it is too large to be read."""
    try:
        return tree.read(path)
    except TooLarge:
        return None


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = folder_of(folder)
        yield folder


def _present(tree: Tree, folder: str, names: tuple[str, ...]) -> tuple[str, ...]:
    paths = (f"{folder}/{name}" if folder else name for name in names)
    return tuple(path for path in paths if tree.mode(path) in (Mode.FILE, Mode.EXECUTABLE))


def _holds(tree: Tree, root: str, lock: str, manifest: str) -> bool:
    """Whether the lock file of a workspace is that of a manifest below."""
    if name_of(manifest) == "package.json":
        return is_npm_member(tree, root, folder_of(manifest))
    content, asked = content_of(tree, lock), content_of(tree, manifest)
    if content is None or asked is None:
        return False
    table = "package" if name_of(manifest) == "Cargo.toml" else "project"
    type_ = "cargo" if table == "package" else "pypi"
    name = folded(type_, toml_nodes(Source(asked).text).text_at(table, "name"))
    return any(
        folded(type_, found["name"]) == name
        and (_OWN_SOURCE.match(found["source"] or "") if type_ == "pypi" else not found["source"])
        for found in _OWN_PACKAGE.finditer(Source(content).text)
    )
