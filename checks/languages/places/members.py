"""Modules of Python that are reached as members of an imported package, without an import of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.languages.imports import Import, ImportKind
from checks.languages.imports.python_members import members_of
from checks.languages.language import Language
from checks.languages.places.crossing import Crossing, crossings
from checks.languages.places.limits import Limits, words_of_any
from checks.languages.places.reached import Reached, located
from checks.languages.places.trees import Trees
from checks.source import Source

_DEEPEST = 8


def member_crossings(
    source: Source, path: str, reached: Reached, language: Language, limits: Limits, trees: Trees
) -> Iterator[Crossing]:
    """Where a file picks a forbidden module from a package, `os.path` after `import os`: the first places.

    Args:
        source: the file.
        path: its path.
        reached: what it imports.
        language: its language; only Python knows modules as members.
        limits: what it must not reach.
        trees: where its imports lead.
    """
    wanted = words_of_any(limits.forbidden) if language is Language.PYTHON else frozenset()
    if wanted is not None and not wanted:
        return
    told: set[str] = set()
    for chain in _picked(source, reached, wanted):
        found = located(replace(reached.found, imports=chain), path, language, trees)
        exact = next((target for target in found.targets if target.paths), found.targets[0])
        alone = Reached(found.found, (exact,), found.own_names)
        for seen in crossings(alone, path, language, limits.forbidden, limits.allowed):
            crossing = _named_as_forbidden(seen, language)
            if crossing.module not in told:
                told.add(crossing.module)
                yield crossing


def _picked(source: Source, reached: Reached, wanted: frozenset[str] | None) -> Iterator[tuple[Import, ...]]:
    """What members may mean: the whole chain as a module, and what it begins with down to a wanted word."""
    for imported in reached.found.imports:
        if imported.kind not in (ImportKind.STATIC, ImportKind.TYPE_ONLY):
            continue
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
    parts = tuple(seen.module.split("."))
    name = next((name for name in seen.place.names(language) if parts[: len(name)] == name), None)
    module = ".".join(name) if name is not None else seen.module
    return replace(seen, module=module, message=f"reaches `{module}` as `{seen.imported.module}`")
