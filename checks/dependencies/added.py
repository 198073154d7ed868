"""What a change takes in that was not asked for before, and how much a word about it weighs."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from checks.change import Change, TooLarge
from checks.dependencies.compared import Manifest, manifests, new_in
from checks.dependencies.formats import format_of
from checks.dependencies.held import is_inside, own_names
from checks.dependencies.model import Dependency, Role, Scope
from checks.dependencies.names import TYPES, exact, folded, without_major
from checks.dependencies.reading import read
from checks.dependencies.taken import takes_in
from checks.finding import Level
from checks.languages.provenance import is_test_place

Value = TypeVar("Value")
_SAMPLE = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|docs?|documentation|tutorials?|templates?|playgrounds?|sandbox(?:es)?"
    r"|benchmarks?|bench|starters?|cookbooks?|quickstarts?|notebooks?|storybook|__fixtures__)/",
    re.IGNORECASE,
)


_MOST_READ = 300


@dataclass(frozen=True)
class Addition:
    """A package that the change takes in by name.

    Attributes:
        manifest: where it is asked for.
        dependency: the entry.
        weight: the most that a word about it should weigh.
        used_in: another manifest of the base that asks for the same package; empty if there is none.
    """

    manifest: Manifest
    dependency: Dependency
    weight: Level
    used_in: str = ""


def is_sample(path: str) -> bool:
    """Whether a manifest belongs to tests, examples or documentation, not to the product."""
    return is_test_place(path) or _SAMPLE.search(path) is not None


def is_manifest(path: str) -> bool:
    """Whether a file of this name asks for packages."""
    format_ = format_of(path)
    return format_ is not None and not format_.is_lock


def touched(change: Change) -> tuple[Manifest, ...]:
    """The manifests of every ecosystem that the change touches, without lock files."""
    paths = tuple(file.path for file in change.files if is_manifest(file.path))
    if not paths:
        return ()
    return once(change, ("manifests", paths), lambda: tuple(manifests(change, TYPES, with_locks=False)))


def additions(change: Change) -> tuple[Addition, ...]:
    """The direct dependencies that are new, in order; what moved between manifests or sections is not."""
    paths = tuple(manifest.path for manifest in touched(change))
    return once(change, ("additions", paths), lambda: tuple(_additions(change)))


def name_key(one: Dependency) -> str:
    """The name of a package, folded; the major version of a Go module is no part of it."""
    return folded(one.type, without_major(one.name) if one.type == "golang" else one.name)


def is_own(one: Dependency, change: Change) -> bool:
    """Whether the repository itself builds a package of this name, at the head."""
    own = once(change, ("own", one.type), lambda: own_names(change.head_tree, one.type))
    return exact(one.type, one.name) in own


def names_in_use(change: Change, type_: str) -> Mapping[str, str]:
    """Every package that a manifest of the base asks for, by its folded name, with the first manifest."""
    return once(change, ("in use", type_), lambda: _in_use(change, type_))


def once(change: Change, key: Hashable, make: Callable[[], Value]) -> Value:
    """What was worked out before for the same change under a key, or is worked out now."""
    if key not in change.remembered:
        change.remembered[key] = make()
    return cast(Value, change.remembered[key])


def _additions(change: Change) -> list[Addition]:
    found = [(one, _asked(one, is_head=False), _asked(one)) for one in touched(change)]
    return [
        _weighed(manifest, one, change)
        for manifest, one in new_in(found)
        if not is_inside(one, manifest.file.path) and not is_own(one, change)
    ]


def _asked(manifest: Manifest, *, is_head: bool = True) -> dict[Hashable, Dependency]:
    found: dict[Hashable, Dependency] = {}
    for one in (manifest.head if is_head else manifest.base).dependencies:
        if takes_in(one):
            found.setdefault((one.type, name_key(one)), one)
    return found


def _weighed(manifest: Manifest, one: Dependency, change: Change) -> Addition:
    used_in = names_in_use(change, one.type).get(name_key(one), "")
    is_light = (
        bool(used_in)
        or one.scope is not Scope.RUNTIME
        or one.group == "peerDependencies"
        or is_sample(manifest.path)
        or any(name_key(before) == name_key(one) for before in manifest.base.dependencies)
    )
    return Addition(manifest, one, Level.NOTE if is_light else Level.WARN, used_in)


def _type_of(path: str) -> str:
    format_ = format_of(path)
    return format_.type if format_ is not None else ""


def _in_use(change: Change, type_: str) -> dict[str, str]:
    """One tree is walked, because that costs most: what the change leaves alone is the same in both."""
    changed = {file.path for file in change.everywhere}
    paths = once(change, "manifests", lambda: [path for path in change.head_tree.walk() if is_manifest(path)])
    found: dict[str, str] = {}
    mine = [path for path in changed.union(paths) if is_manifest(path) and _type_of(path) == type_]
    for path in sorted(mine, key=lambda path: (path.count("/"), path))[:_MOST_READ]:
        format_ = format_of(path)
        if format_ is None:
            continue
        try:
            content = (change.base_tree if path in changed else change.head_tree).read(path)
        except TooLarge:
            continue
        for one in read(format_, path, content).dependencies if content is not None else ():
            if one.is_direct and one.role is Role.REQUIRED:
                found.setdefault(name_key(one), path)
    return found
