"""The parts of a path as git writes it: texts with `/`, never looked up on a disk."""

from __future__ import annotations

from collections.abc import Iterator


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


def fixed_folder(pattern: str) -> str:
    """The folder that a pattern certainly names: `db/sql` of `db/sql/*.sql`, empty for the root."""
    folders = pattern.removeprefix("/").split("/")[:-1]
    fixed = next((at for at, part in enumerate(folders) if set(part) & set("*?[{")), len(folders))
    return "/".join(folders[:fixed])


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path lies in, outermost first, without the root."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
