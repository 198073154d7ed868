"""Other modules of a repository of many: source directories that do not lie above a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.languages.places.trees import Trees, ancestors, joined

MAX_MODULES = 500
"""Most modules that are looked at."""

_SETTINGS = ("settings.gradle", "settings.gradle.kts")
_INCLUDE = re.compile(r"\binclude\b[ \t(]*((?:[\s,()]*['\"][^'\"\n]+['\"])+)")
_QUOTED = re.compile(r"['\"]([^'\"\n]+)['\"]")
_MODULE = re.compile(r"<module>\s*([^<\s]+)\s*</module>")


def modules_beside(path: str, trees: Trees, sources: tuple[str, ...]) -> tuple[str, ...]:
    """Source directories of modules beside a file: in the folders above it, or named by a build file there.

    Args:
        path: the file.
        trees: the trees.
        sources: where a module keeps its code, such as `src/main/java`.
    """
    found: dict[str, None] = {}
    for directory in ancestors(path):
        found |= dict.fromkeys(_of(directory, trees, sources))
    return tuple(found)


def _of(directory: str, trees: Trees, sources: tuple[str, ...]) -> tuple[str, ...]:
    key = (modules_beside, directory, sources)
    known = trees.remembered.get(key)
    if isinstance(known, tuple):
        return known
    modules = dict.fromkeys((*trees.folders(directory), *_named(directory, trees)))
    found = []
    for module in list(modules)[:MAX_MODULES]:
        source = next((place for name in sources if trees.is_directory(place := f"{module}/{name}")), None)
        found += [source] if source is not None else []
    trees.remembered[key] = tuple(found)
    return tuple(found)


def _named(directory: str, trees: Trees) -> Iterator[str]:
    for name in _SETTINGS:
        for included in _INCLUDE.findall(trees.text(f"{directory}/{name}".lstrip("/")) or ""):
            for module in _QUOTED.findall(included):
                place = joined(directory, module.lstrip(":").replace(":", "/"))
                yield from [place] if place else []
    for module in _MODULE.findall(trees.text(f"{directory}/pom.xml".lstrip("/")) or ""):
        place = joined(directory, module)
        yield from [place] if place else []
