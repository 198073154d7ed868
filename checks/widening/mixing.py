"""Guardrails that are edited in passing: other work is in the same change, and they name nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.change import Change, ChangedFile, Status
from checks.guardrails import Kind, guardrail_of
from checks.path_parts import folder_of, folders_above, name_of, stem_of, suffix_of
from checks.widening.places import place_of

_KINDS = frozenset((Kind.AGENT_INSTRUCTIONS, Kind.AGENT_SETTINGS))
_ALL = frozenset(Kind)
_TEXTS = (".md", ".mdx", ".rst", ".txt", ".adoc", ".lock", ".mdc")
_LOCKS = ("package-lock.json", "pnpm-lock.yaml", "go.sum")
_QUOTED = re.compile(r"`([^`\n]+)`")
_NAME = re.compile(r"[A-Za-z_][\w./:-]{3,}")
_COMMON = frozenset(
    (
        "src",
        "lib",
        "test",
        "tests",
        "docs",
        "index",
        "main",
        "packages",
        "apps",
        "README",
        "with",
        "that",
        "this",
    )
)
_REMEMBERED = "mixed guardrails"


def mixed(change: Change) -> Mapping[str, int]:
    """The guardrails that are edited inside other work, with how many files of it there are.

    Counted are instructions and hooks of agents that stood before, beside changes of files that neither
    govern nor document. They belong together where the edited lines name a file, a folder or in backticks a
    name of the work, or where the guardrail stands in a folder of its own that the work lies in.
    """
    found = change.remembered.get(_REMEMBERED)
    if not isinstance(found, dict):
        found = change.remembered[_REMEMBERED] = dict(_mixed(change))
    return found


def _mixed(change: Change) -> Iterator[tuple[str, int]]:
    rails = [file for file in change.everywhere if _is_edited_rail(file)]
    work = [file for file in change.everywhere if _is_work(file.path)] if rails else []
    if not work:
        return
    names = {name for file in work for name in _names(file.path)}
    words: set[str] | None = None
    for rail in rails:
        folder = _folder_of_rail(rail.path)
        if folder and any(file.path.startswith(f"{folder}/") for file in work):
            continue
        text = "\n".join(_changed_lines(rail))
        if any(name in names for name in _NAME.findall(text)) or any(
            name in text for name in names if "/" in name
        ):
            continue
        quoted = {word for one in _QUOTED.findall(text) for word in _NAME.findall(one)} - _COMMON
        if quoted and words is None:
            words = {word for file in work for line in _changed_lines(file) for word in _NAME.findall(line)}
        if words is None or not quoted & words:
            yield rail.path, len(work)


def _is_edited_rail(file: ChangedFile) -> bool:
    if file.status is Status.ADDED or guardrail_of(file.path, _KINDS) is None:
        return False
    place = place_of(file.path)
    return place is None or not place.is_whole


def _is_work(path: str) -> bool:
    """Whether a file neither governs nor documents, nor follows from another."""
    if guardrail_of(path, _ALL) is not None or path.endswith(_TEXTS) or name_of(path) in _LOCKS:
        return False
    return not path.startswith(("docs/", "doc/", ".github/", ".changeset/"))


def _names(path: str) -> Iterator[str]:
    """What a text could call a file: its path, its name, its stem and its folders."""
    yield path
    yield name_of(path)
    stem = stem_of(path).partition(".")[0]
    if len(stem) > 3 and stem not in _COMMON:
        yield stem
    for folder in folders_above(path):
        if name_of(folder) not in _COMMON and len(name_of(folder)) > 3:
            yield name_of(folder)
        if "/" in folder:
            yield folder


def _folder_of_rail(path: str) -> str:
    """The folder that a guardrail holds for, empty for the whole repository."""
    parts = path.split("/")
    hidden = next((at for at, part in enumerate(parts) if part.startswith(".")), len(parts) - 1)
    return "/".join(parts[:hidden]) if hidden < len(parts) - 1 else folder_of(path)


def _changed_lines(file: ChangedFile) -> Iterator[str]:
    for source, lines in (
        (file.head_source, file.added_lines),
        (file.base_source, file.removed_lines),
    ):
        if source is not None and suffix_of(file.path) not in (".snap", ".svg"):
            for number, line in enumerate(source.lines, 1):
                if source.git_line(number) in lines:
                    yield line
