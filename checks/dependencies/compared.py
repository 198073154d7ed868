"""The manifests that a change touches, both sides of each, and what is new at the head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from checks.change import Blob, Change, ChangedFile, Incomplete, Reason, TooLarge, Tree
from checks.dependencies.formats import REQUIREMENTS, Format, format_of
from checks.dependencies.model import Dependency, Include, Role
from checks.dependencies.paths import joined
from checks.dependencies.reading import Reading, read
from checks.links import target_of
from checks.path_parts import name_of

Value = TypeVar("Value")
_NOTHING = Reading()
_MOST_INCLUDES = 50


@dataclass(frozen=True)
class Manifest:
    """A manifest or lock file that the change touches, or that a touched one reads in.

    Attributes:
        path: the changed file at which findings are reported.
        file: that file.
        format: how it is read.
        base: what it held.
        head: what it holds; nothing if it is gone or could not be read.
        anchor: the line at which findings are reported, 0 for their own.
    """

    path: str
    file: ChangedFile
    format: Format
    base: Reading
    head: Reading
    anchor: int = 0


def manifests(change: Change, types: Collection[str], *, with_locks: bool) -> Iterator[Manifest]:
    """Every manifest of some ecosystems that the change touches and leaves standing, or takes away.

    Args:
        change: the change.
        types: the types of package URLs that are asked for.
        with_locks: whether lock files are wanted.
    """
    for file in change.files:
        format_ = format_of(file.path)
        if format_ is None or format_.type not in types or (format_.is_lock and not with_locks):
            continue
        base = _side(file.path, file.base, change.base_tree, format_)
        head = _side(file.path, file.head, change.head_tree, format_)
        yield Manifest(file.path, file, format_, base, head)
        if head.includes:
            yield from _included(change, file, base, head)


def gaps(manifest: Manifest) -> Iterator[Incomplete]:
    """What of a manifest could not be read: as a whole, or entries that are new."""
    if manifest.head.failure:
        yield _gap(manifest, f"it cannot be read as {manifest.format.what}: {manifest.head.failure}")
        return
    known = Counter(gap.said for gap in manifest.base.gaps)
    for gap in manifest.head.gaps:
        if known[gap.said]:
            known[gap.said] -= 1
        else:
            yield _gap(manifest, f"line {gap.line}: {gap.said}")


def new_in(
    found: Sequence[tuple[Manifest, Mapping[Hashable, Value], Mapping[Hashable, Value]]],
) -> Iterator[tuple[Manifest, Value]]:
    """What stands at the head and did not before, in the same manifest or in one that lost it.

    Args:
        found: per manifest what was there and what is, each under its identity.
    """
    lost = Counter(key for _, base, head in found for key in base if key not in head)
    for manifest, base, head in found:
        for key, value in head.items():
            if key in base:
                continue
            if lost[key]:
                lost[key] -= 1
                continue
            yield manifest, value


def _gap(manifest: Manifest, measured: str) -> Incomplete:
    return Incomplete(
        code=Reason.NOT_ANALYSED,
        path=manifest.path,
        limit="",
        measured=measured,
        help="write the dependencies out in a form that can be read",
    )


def _side(path: str, blob: Blob | None, tree: Tree, format_: Format) -> Reading:
    if blob is None or (blob.content is None and blob.mode.is_regular):
        return _NOTHING  # a file that is too large is reported by whoever runs the rule
    if blob.mode.is_regular and blob.content is not None:
        return read(format_, path, blob.content)
    target = target_of(path, blob)
    content = _content(tree, target) if target is not None else None
    if content is None:
        return Reading(failure="it is a link whose target is not read")
    return read(format_, path, content)


def _content(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except TooLarge:
        return None


def _included(change: Change, file: ChangedFile, base: Reading, head: Reading) -> Iterator[Manifest]:
    """Files under other names that a requirements file reads in, directly or through one another."""
    before = dict(_reach(change.base_tree, file.path, base))
    for path, (include, reading) in _reach(change.head_tree, file.path, head):
        earlier = before[path][1] if path in before else _NOTHING
        yield Manifest(file.path, file, REQUIREMENTS, earlier, reading, anchor=include.line)


def _reach(tree: Tree, path: str, reading: Reading) -> Iterator[tuple[str, tuple[Include, Reading]]]:
    waiting = [(path, include, include) for include in reading.includes]
    seen = {path}
    while waiting and len(seen) < _MOST_INCLUDES:
        owner, outermost, include = waiting.pop(0)
        place = joined(owner, include.path)
        if place is None or place in seen:
            continue
        seen.add(place)
        is_bounds = "constraint" in name_of(place).lower()
        if format_of(place) is not None and not (is_bounds and include.role is Role.REQUIRED):
            continue  # it is judged under its own name
        content = _content(tree, place)
        if content is None:
            continue
        found = read(REQUIREMENTS, place, content)
        roles = tuple(replace(one, role=include.role) for one in found.dependencies)
        found = replace(found, dependencies=roles)
        yield place, (outermost, found)
        waiting += [(place, outermost, one) for one in found.includes]


def placed(manifest: Manifest, dependency: Dependency) -> tuple[int, int, bool]:
    """First and last line of a finding, and whether the change touches one of them."""
    if manifest.anchor:
        return manifest.anchor, manifest.anchor, manifest.anchor in manifest.file.added_lines
    lines = range(dependency.line, dependency.end_line + 1)
    return dependency.line, dependency.end_line, any(line in manifest.file.added_lines for line in lines)
