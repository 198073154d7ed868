"""What is asked of the module that an import leads to: a name of it, or the module itself."""

from __future__ import annotations

from collections.abc import Iterator

from checks.languages.imports import Import
from checks.languages.language import Language
from checks.languages.places.reached import Reached


def asked_of(reached: Reached, imported: Import, taken: str, language: Language) -> Iterator[tuple[str, str]]:
    """The names that an import asks for, each with the file that it is asked of."""
    whole = next(iter(reached.by_import.get(imported, ())), None)
    if whole is None:
        return
    if language is Language.RUST:
        for place in whole.paths:
            name = next((name for one in whole.names if (name := _after_module(one, place))), "")
            if name or taken == "*":
                yield name or "*", place
        return
    own = reached.target_of(imported, taken)
    if taken and (own is whole or own is None or not own.paths):
        yield from ((taken, place) for place in whole.paths)


def _after_module(name: tuple[str, ...], place: str) -> str:
    """The part of a Rust path that follows the module which a file is; empty if that is all."""
    stem = place.removesuffix(".rs").removesuffix("/mod")
    if stem.rpartition("/")[2] in ("lib", "main"):
        return name[1] if len(name) > 1 else ""
    for length in range(len(name), 1, -1):
        if stem.endswith("/" + "/".join(name[1:length])):
            return name[length] if length < len(name) else ""
    return ""
