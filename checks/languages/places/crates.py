"""Crates of Rust as `Cargo.toml` describes them: their names in code, and where they lie."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from checks.languages.places.trees import Trees, ancestors, joined

_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")
_Table = Mapping[str, object]


@dataclass(frozen=True)
class Crate:
    """The crate that a file belongs to.

    Attributes:
        source: the directory of its root module.
        name: its name as code spells it.
        renamed: name in code → real name of a dependency.
        local: name in code → source directory of a dependency in the same repository.
    """

    source: str = "src"
    name: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)


def crate_of(path: str, trees: Trees) -> Crate:
    """The crate that the file at `path` belongs to."""
    for directory in ancestors(path):
        manifest = _manifest(directory, trees)
        if isinstance(manifest.get("package"), dict):
            return _read(directory, manifest, trees)
    return Crate()


def _read(directory: str, manifest: _Table, trees: Trees) -> Crate:
    known = trees.remembered.get((crate_of, directory))
    if isinstance(known, Crate):
        return known
    renamed, local = {}, {}
    shared: tuple[str, _Table] | None = None
    for name, value in _dependencies(manifest):
        origin, table = directory, value
        if value.get("workspace") is True:
            shared = shared or _shared(directory, trees)
            inherited = shared[1].get(name)
            origin, table = shared[0], inherited if isinstance(inherited, dict) else {}
        code = name.replace("-", "_")
        if isinstance(table.get("package"), str):
            renamed[code] = str(table["package"])
        place = joined(origin, str(table["path"])) if "path" in table else None
        if place is not None:
            local[code] = _source(place, _manifest(place, trees))
    name = _name(manifest)
    made = trees.remembered[crate_of, directory] = Crate(_source(directory, manifest), name, renamed, local)
    return made


def _shared(directory: str, trees: Trees) -> tuple[str, _Table]:
    """Where the workspace of a crate lies, and the dependencies that its crates may inherit."""
    for above in (directory, *ancestors(directory)):
        workspace = _manifest(above, trees).get("workspace")
        if isinstance(workspace, dict):
            table = workspace.get("dependencies")
            return above, table if isinstance(table, dict) else {}
    return directory, {}


def _name(manifest: _Table) -> str:
    """The name of the library, which is that of the package unless another is given."""
    for key in ("lib", "package"):
        table = manifest.get(key)
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            return str(table["name"]).replace("-", "_")
    return ""


def _source(directory: str, manifest: _Table) -> str:
    library = manifest.get("lib")
    written = library.get("path") if isinstance(library, dict) else None
    place = joined(directory, written) if isinstance(written, str) else None
    return place.rpartition("/")[0] if place is not None else f"{directory}/src".lstrip("/")


def _dependencies(manifest: _Table) -> Iterator[tuple[str, _Table]]:
    """Dependencies that are described by a table, for every target."""
    targets = manifest.get("target")
    holders = [manifest, *(targets.values() if isinstance(targets, dict) else ())]
    for holder in holders:
        for key in _TABLES:
            table = holder.get(key) if isinstance(holder, dict) else None
            for name, value in table.items() if isinstance(table, dict) else ():
                if isinstance(value, dict):
                    yield name, value


def _manifest(directory: str, trees: Trees) -> _Table:
    return _toml(trees.text(f"{directory}/Cargo.toml".lstrip("/")))


@lru_cache(512)
def _toml(text: str | None) -> _Table:
    try:
        return tomllib.loads(text) if text else {}
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
