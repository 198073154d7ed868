"""Modules that are reached as members of an imported one, without an import of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.languages.imports import Import, ImportKind
from checks.languages.imports.python_members import members_of
from checks.languages.language import Language
from checks.languages.places.crossing import Crossing, crossings
from checks.languages.places.limits import Limits, words_of_any
from checks.languages.places.reached import Reached, located
from checks.languages.places.separators import separator
from checks.languages.places.trees import Trees
from checks.source import Source

_DEEPEST = 8


def member_crossings(
    source: Source, path: str, reached: Reached, language: Language, limits: Limits, trees: Trees
) -> Iterator[Crossing]:
    """Where a file picks a forbidden module from another: the first place of each.

    That is `os.path` after `import os` in Python, and `net::TcpStream` after `use std::net` in Rust.

    Args:
        source: the file.
        path: its path.
        reached: what it imports.
        language: its language; the others do not know modules as members.
        limits: what it must not reach.
        trees: where its imports lead.
    """
    told: set[str] = set()
    for chain in _chains(source, path, reached, language, limits, trees):
        found = located(replace(reached.found, imports=chain), path, language, trees)
        if not found.targets:
            continue
        exact = next((target for target in found.targets if target.paths), found.targets[0])
        alone = Reached(found.found, (exact,), found.own_names)
        for seen in crossings(alone, path, language, limits.forbidden, limits.allowed):
            crossing = _named_as_forbidden(seen, language)
            if crossing.module not in told:
                told.add(crossing.module)
                yield crossing


def _chains(
    source: Source, path: str, reached: Reached, language: Language, limits: Limits, trees: Trees
) -> Iterator[tuple[Import, ...]]:
    if language is Language.RUST:
        yield from _expanded(path, reached, limits, words_of_any(limits.forbidden), trees)
    elif language is Language.PYTHON:
        wanted = words_of_any(limits.forbidden)
        if wanted is None or wanted:
            yield from _picked(source, reached, wanted)


def _expanded(
    path: str, reached: Reached, limits: Limits, wanted: frozenset[str] | None, trees: Trees
) -> Iterator[tuple[Import, ...]]:
    """Paths of Rust that begin with a name which `use` brought in, unless that is forbidden itself."""
    aliases: dict[str, list[str]] = {}
    for name, module in reached.found.aliases:
        aliases.setdefault(name, []).append(module)
    for one in reached.found.imports if aliases else ():
        first, *rest = one.module.split("::")
        is_known = first in ("crate", "self", "super", "") or first in reached.found.local
        if not rest or one.is_path or one.taken or is_known:
            continue
        if wanted is not None and wanted.isdisjoint((first, *rest)):
            continue
        for module in aliases.get(first, ()):
            if not _is_forbidden(module, path, reached, limits, trees):
                whole = "::".join((module, *rest))
                yield (replace(one, module=whole, text=whole),)
        for module in aliases.get("*", ()) if first not in aliases else ():
            whole_import = replace(one, module=f"{module}::{one.module}", text=one.module)
            found = located(replace(reached.found, imports=(whole_import,)), path, Language.RUST, trees)
            places = [place for target in found.targets for place in target.paths]
            if any(f"/{first}.rs" in place or f"/{first}/" in place for place in places):
                yield (whole_import,)


def _is_forbidden(module: str, path: str, reached: Reached, limits: Limits, trees: Trees) -> bool:
    used = (Import(module, 1, 1, module),)
    alone = located(replace(reached.found, imports=used), path, Language.RUST, trees)
    return any(place.reached(alone, Language.RUST) for place in limits.forbidden)


def _picked(source: Source, reached: Reached, wanted: frozenset[str] | None) -> Iterator[tuple[Import, ...]]:
    """What members may mean: the whole chain as a module, and what it begins with down to a wanted word."""
    for imported in reached.found.imports:
        if imported.kind not in (ImportKind.STATIC, ImportKind.TYPE_ONLY):
            continue
        places = [place for target in reached.by_import.get(imported, ()) for place in target.paths]
        is_package = any(place.endswith(("/", "/__init__.py")) for place in places)
        if wanted is None and not (is_package or (places and "." in imported.module)):
            continue  # only a package of the repository holds modules that are known by their paths
        for taken, bound in zip(imported.taken, imported.bound, strict=True):
            module = _module(imported, taken, bound)
            for chain, lines in members_of(source).get(bound, {}).items() if module else ():
                known = chain[:_DEEPEST]
                meant = (at for at, member in enumerate(known) if wanted is None or member in wanted)
                least = next(meant, None)
                if least is not None:
                    yield tuple(
                        _as_import(imported, module, known[:length], lines)
                        for length in range(len(known), least, -1)
                    )


def _as_import(imported: Import, module: str, chain: tuple[str, ...], lines: tuple[int, int]) -> Import:
    whole = module + "." * (not module.endswith(".")) + ".".join(chain)
    return Import(whole, *lines, whole, kind=imported.kind, through="a member")


def _module(imported: Import, taken: str, bound: str) -> str:
    """The module that a name of a file stands for."""
    if taken == "*" or not bound:
        return ""
    if taken:
        return imported.module + "." * (not imported.module.endswith(".")) + taken
    is_renamed = bound != imported.module.partition(".")[0]
    return imported.module if is_renamed else bound


def _named_as_forbidden(seen: Crossing, language: Language) -> Crossing:
    """The same however much of a forbidden module is picked: `os.path` for `os.path.join`."""
    between = separator(language)
    parts = tuple(seen.module.split(between))
    name = next((name for name in seen.place.names(language) if parts[: len(name)] == name), None)
    module = between.join(name) if name is not None else seen.module
    return replace(seen, module=module, message=f"reaches `{module}` as `{seen.imported.module}`")
