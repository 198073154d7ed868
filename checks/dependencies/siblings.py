"""What the manifests beside a lock file ask for by name."""

from __future__ import annotations

from functools import lru_cache

from checks.change import TooLarge, Tree
from checks.dependencies.formats import format_of
from checks.dependencies.model import Dependency, Role
from checks.dependencies.names import folded
from checks.dependencies.reading import read
from checks.path_parts import folder_of, stem_of

_BESIDE = {
    "pypi": ("pyproject.toml", "Pipfile", "setup.py", "setup.cfg", "requirements.in", "requirements.txt"),
    "npm": ("package.json",),
    "golang": ("go.mod",),
    "cargo": ("Cargo.toml",),
    "maven": ("build.gradle", "build.gradle.kts", "gradle/libs.versions.toml"),
    "nuget": ("packages.config", "Directory.Packages.props"),
    "gem": ("Gemfile", "gems.rb"),
}


def asked_beside(tree: Tree, lock: str, type_: str) -> frozenset[str]:
    """Names, folded, that manifests in the folder of a lock file ask for.

    Args:
        tree: the tree in which they stand.
        lock: path of the lock file.
        type_: the type of its package URLs.
    """
    folder = folder_of(lock)
    names = [*_BESIDE[type_], f"{stem_of(lock)}.in"] if type_ == "pypi" else _BESIDE[type_]
    found: set[str] = set()
    for name in names:
        path = f"{folder}/{name}" if folder else name
        format_ = format_of(path)
        if format_ is None or format_.is_lock or path == lock:
            continue
        try:
            content = tree.read(path)
        except TooLarge:
            continue
        if content is not None:
            found |= asked(read(format_, path, content).dependencies)
    return frozenset(found)


@lru_cache(256)
def asked(dependencies: tuple[Dependency, ...]) -> frozenset[str]:
    """Names, folded, that entries of a manifest ask for directly, with the names they are used under."""
    return frozenset(
        folded(one.type, name)
        for one in dependencies
        if one.role is Role.REQUIRED and one.is_direct
        for name in (one.name, one.alias)
        if name
    )
