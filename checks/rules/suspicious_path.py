"""`suspicious-path`: a name that can be taken for another, a link that leads away, code from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile, Mode, Status
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.invisible import lookalikes, shown
from checks.languages.provenance import is_test_place
from checks.links import leaves_a_link, target_of
from checks.names.submodules import Submodule, submodules
from checks.names.twins import Twins, strange

_MODULES = ".gitmodules"


@dataclass(frozen=True, kw_only=True)
class SuspiciousPath(Check):
    """Reports names and entries that are something else than they seem.

    ## Why

    `Auth.py` beside `auth.py` is one file on most laptops and two on the server. A Cyrillic letter makes a
    second folder that reads like the first. A link can lead out of the repository, and a submodule brings
    code that no diff shows.

    ## What to do

    Give the file a plain name of its own, link within the repository, and let the owner decide about a
    submodule.

    ## Example

        SRC/auth.py           can be taken for `src`
        docs/passwd → /etc    leads out of the repository

    It blocks by default: in 436 changes of agents that were read there was none of them. Names that only
    Windows refuses, a link in place of a file, and a submodule with its entry in `.gitmodules` warn.

    ## Known limits

    Twins are looked for beside the first new part of an added path: by the usual spellings everywhere, and
    by any spelling below the root, among the first 2,000 files of the folder. A moved pointer of a
    submodule is not reported. Links in tests and fixtures warn. A short name of Windows (`GITHUB~1`) is
    told by its form, and blocks where it is one of a file that guards; which file it would be is not known.
    """

    name: ClassVar[str] = "suspicious-path"
    built_in: ClassVar[bool] = True
    waivable: ClassVar[bool] = False
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        added = [file.path for file in change.everywhere if file.status is Status.ADDED]
        twins = Twins(change.base_tree, change.head_tree, added)
        told: set[str] = set()
        entries = _listed(change)
        for file in change.files:
            if file.head is None:
                continue
            if file.status is Status.ADDED:
                yield from _name(file, twins, told)
            if file.head.mode is Mode.SYMLINK:
                yield from _link(file, change)
            elif file.head.mode is Mode.GITLINK and file.status is not Status.MODIFIED:
                yield _submodule(file, entries)
            if file.path == _MODULES:
                yield from _addresses(file)


def _name(file: ChangedFile, twins: Twins, told: set[str]) -> Iterator[Violation]:
    new = twins.new_part(file.path)
    for said, deceives in strange(new):
        yield _violation(file, said, None if deceives else Level.WARN)
    for sight in lookalikes(new):
        said = f"the name mixes Latin letters with {shown(sight.found)}, which only look like them"
        yield _violation(file, said)
    twin = twins.twin(file.path)
    if twin is not None and twin not in told:
        told.add(twin)
        yield _violation(file, f"adds a name that can be taken for `{twin}`, which is there as well")


def _link(file: ChangedFile, change: Change) -> Iterator[Violation]:
    at_most = Level.WARN if is_test_place(file.path) else None
    target = target_of(file.path, file.head)
    if file.head == file.base:
        return
    if target is None:
        yield _violation(file, "puts a symbolic link that leads out of the repository", at_most)
    elif leaves_a_link(file.path, file.head, change.head_tree):
        yield _violation(
            file, "puts a symbolic link that leaves another link, so it leads elsewhere", at_most
        )
    elif ".git" in target.lower().split("/"):
        yield _violation(file, "puts a symbolic link into the data of git", at_most)
    elif file.status is Status.TYPE_CHANGED:
        yield _violation(file, "replaces a file by a symbolic link", Level.WARN)


def _listed(change: Change) -> frozenset[str]:
    """The paths of submodules that `.gitmodules` of the head names."""
    if not any(file.head is not None and file.head.mode is Mode.GITLINK for file in change.files):
        return frozenset()
    text = (change.head_tree.read(_MODULES) or b"").decode("utf-8", "replace")
    return frozenset(one.path.rstrip("/") for one in submodules(text).values())


def _submodule(file: ChangedFile, entries: frozenset[str]) -> Violation:
    if file.path in entries:
        return _violation(file, "adds a submodule, whose code no diff shows", Level.WARN)
    return _violation(file, "adds a submodule that `.gitmodules` does not name, so nobody can fetch it")


def _addresses(file: ChangedFile) -> Iterator[Violation]:
    if file.head_source is None:
        return
    old: dict[str, Submodule] = submodules(file.base_source.text) if file.base_source else {}
    for name, now in sorted(submodules(file.head_source.text).items()):
        was = old.get(name)
        if was is not None and was.url == now.url:
            continue
        if now.is_hostile:
            said = f"fetches the submodule `{name}` by an option, a command or from a disk"
        elif was is not None:
            said = f"fetches the submodule `{name}` from another place"
        else:
            continue
        yield Violation(_MODULES, now.line, now.line, message=said, text=said)


def _violation(file: ChangedFile, said: str, at_most: Level | None = None) -> Violation:
    return Violation(file.path, 0, 0, message=said, text=said, at_most=at_most)
