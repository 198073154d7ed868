"""Which rules can have anything to say of a changed file, told by words, once for all rules."""

from __future__ import annotations

from checks.change import ChangedFile
from checks.languages.imports.glance import glance
from checks.languages.places.fresh import may_import_anew
from checks.languages.places.reached import reached_by
from checks.languages.places.sides import Sides


def may_concern(file: ChangedFile, wanted: frozenset[str] | None, sides: Sides) -> bool:
    """Whether a boundary could be crossed by a file, or the file be one that cannot be judged.

    Args:
        file: the changed file.
        wanted: words of which any forbidden import holds one; `None` if there are none to go by.
        sides: both trees.
    """
    if wanted is None:
        return True
    if file.path not in sides.held:
        sides.held[file.path] = _held(file, sides)
    held = sides.held[file.path]
    return held is None or not wanted.isdisjoint(held)


def _held(file: ChangedFile, sides: Sides) -> frozenset[str] | None:
    """Words that the imports of the head hold; `None` where words prove nothing."""
    source = file.head_source
    first = glance(source, file.path) if source is not None else None
    if source is None or first is None:
        return frozenset()
    if first.refusal or may_import_anew(file, sides):
        return None
    if first.words is not None:
        return first.words
    if not first.language.is_ecmascript:
        return None
    reached = reached_by(source, file.path, first.language, sides.head.trees)
    return None if reached.computed or reached.found.damage else reached.words
