"""Whether the place at which a parser had to guess may hide an import that matters."""

from __future__ import annotations

from collections.abc import Iterable

from checks.languages.imports.python_words import words
from checks.languages.language import Language
from checks.languages.places.crossing import crossings
from checks.languages.places.place import Place
from checks.languages.places.reached import Reached
from checks.source import Source


def may_hide(
    source: Source,
    path: str,
    reached: Reached,
    language: Language,
    limits: tuple[tuple[Place, ...], tuple[Place, ...]],
    wanted: Iterable[str] | None,
) -> bool:
    """Whether a damaged file may cross a boundary where its parser saw nothing.

    Args:
        source: the file.
        path: its path.
        reached: what it imports.
        language: its language.
        limits: what it must not reach, and the exceptions.
        wanted: words of which an import over the boundary holds one; `None` if there are none to go by.
    """
    if not reached.found.damage or (wanted is not None and words(source).isdisjoint(wanted)):
        return False
    if reached.doubted is None:
        return True
    certain = {seen.module for seen in crossings(reached, path, language, *limits)}
    if any(seen.module not in certain for seen in crossings(reached.doubted, path, language, *limits)):
        return True
    # a name that no parser saw may be taken from a module that hands it on
    return language.is_ecmascript and any(target.paths for target in reached.doubted.targets)
