"""The parts of a path as git writes it: texts with `/`, never looked up on a disk."""

from __future__ import annotations


def name_of(path: str) -> str:
    """The last part: `0012-title.md` of `docs/decisions/0012-title.md`."""
    return path.rpartition("/")[2]


def folder_of(path: str) -> str:
    """All but the last part, empty at the root."""
    return path.rpartition("/")[0]


def suffix_of(path: str) -> str:
    """The ending of the name with its dot, `.md`; empty for `Makefile`, `.env` and `odd.`."""
    stem, dot, suffix = name_of(path).rpartition(".")
    return dot + suffix if stem.strip(".") and suffix else ""


def stem_of(path: str) -> str:
    """The name without its ending."""
    return name_of(path).removesuffix(suffix_of(path))
