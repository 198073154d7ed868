"""Where Rust's imports lead: modules of the crate, and crates under the name that `Cargo.toml` gives them."""

from __future__ import annotations

from collections.abc import Iterator

from checks.languages.imports.model import FileImports
from checks.languages.places.crates import Crate, crate_of
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, joined


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    crate = crate_of(path, trees)
    here = _module(path, crate)
    for one in found.imports:
        if one.is_path:
            place = joined(path.rpartition("/")[0], one.module)
            if place:
                known = (tuple(place.removesuffix(".rs").split("/")), ("crate", *_module(place, crate)))
                yield Target(one, one.module, known, (place,))
            continue
        first, *rest = one.module.removeprefix("::").split("::")
        segments = tuple(rest)
        inside = _inside(first, segments, here, crate)
        if inside is None and first in found.local and not one.module.startswith("::"):
            inside = (*here, first, *segments)
        if inside is not None:
            places = _file(crate.source, inside, trees)
            names = [("crate", *inside), *([(crate.name, *inside)] if crate.name else [])]
            yield Target(one, one.module, tuple(names), places)
            continue
        directory = crate.local.get(first)
        real = crate.renamed.get(first, first).replace("-", "_")
        places = _file(directory, segments, trees) if directory is not None else ()
        yield Target(one, one.module, tuple(dict.fromkeys([(real, *segments), (first, *segments)])), places)


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del found
    crate = crate_of(path, trees)
    here = _module(path, crate)
    return (("crate", *here), *([(crate.name, *here)] if crate.name else []))


def _inside(first: str, segments: Name, here: Name, crate: Crate) -> Name | None:
    """The module within the crate that a path leads to; `None` if it leads to another crate."""
    if first == "crate" or (crate.name and first == crate.name):
        return segments
    if first not in ("self", "super"):
        return None
    base = here if first == "self" else here[:-1]
    while segments and segments[0] == "super":
        base, segments = base[:-1], segments[1:]
    return (*base, *segments)


def _module(path: str, crate: Crate) -> Name:
    """The module that a file is, from the root of its crate."""
    inside = path.removeprefix(f"{crate.source}/").removesuffix(".rs")
    parts = inside.split("/")
    return tuple(parts[:-1] if parts[-1] in ("mod", "lib", "main") else parts)


def _file(source: str, segments: Name, trees: Trees) -> tuple[str, ...]:
    """The file of the longest part of a path that is a module."""
    for length in range(len(segments), 0, -1):
        place = "/".join((source, *segments[:length]))
        for candidate in (f"{place}.rs", f"{place}/mod.rs"):
            if trees.is_file(candidate):
                return (candidate,)
    root = f"{source}/lib.rs"
    return (root,) if trees.is_file(root) else ()
