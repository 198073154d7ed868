"""Side files: `0012-title.enforce.yml` binds the record `0012-title.md`, which nobody has to edit for it."""

from __future__ import annotations

from checks.close_names import is_near
from checks.path_parts import folder_of, name_of, suffix_of

SUFFIX = ".enforce.yml"


def side_of(record: str) -> str:
    """Where the side file of a record stands."""
    return record.removesuffix(suffix_of(record)) + SUFFIX


def is_side_file(path: str) -> bool:
    """Whether a path is that of a side file, in any case."""
    return name_of(path).casefold().endswith(SUFFIX)


def looks_like_one(path: str) -> bool:
    """Whether a name is that of a side file misspelled: `0012-a.enforce.yaml` or `0012-a.enfroce.yml`."""
    stem, _, ending = name_of(path).casefold().rpartition(".")
    word = stem.rpartition(".")[2]
    return ending in ("yml", "yaml") and word != stem and (word == "enforce" or is_near(word, "enforce"))


def stem_of_side(path: str) -> str:
    """Path of the record that a side file belongs to, without its ending."""
    folder, name = folder_of(path), name_of(path)[: -len(SUFFIX)]
    return f"{folder}/{name}" if folder else name
