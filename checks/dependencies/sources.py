"""Dependencies that a change takes from another place than before, or than the usual registry."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from checks.change import Change
from checks.dependencies.added import is_own, is_sample, name_key, touched
from checks.dependencies.compared import Manifest, new_in
from checks.dependencies.held import is_inside
from checks.dependencies.model import Dependency, Origin, Role
from checks.dependencies.names import folded
from checks.dependencies.registry_hosts import is_official
from checks.dependencies.taken import repository_of, takes_in
from checks.dependencies.told import cut, place_of, violation
from checks.finding import Level, Violation

_REGISTRY = "take it from the registry in a released version, or say why that is not possible"
_CONFUSION = "keep to the workspace or the path, so that nobody else can answer for the name"
_OWNER = re.compile(
    r"(?:github:|gitlab:|bitbucket:|.*?\b(?:github|gitlab)\.com[/:])?(?P<owner>[\w.-]+)/[\w.-]+"
)


@dataclass(frozen=True)
class _Place:
    """Where one name leads: `kind` is `registry`, `inside` or `foreign`."""

    kind: str
    where: str = ""


def moved_sources(change: Change) -> Iterator[Violation]:
    """Report every dependency whose source the change makes another than the usual one."""
    found = [(one, _foreign(one, is_head=False), _foreign(one)) for one in touched(change)]
    for manifest, one in new_in(found):
        yield _taken(manifest, one, change)
    for manifest in touched(change):
        yield from _confused(manifest, change)


def _used(one: Dependency) -> str:
    return folded(one.type, one.alias) if one.alias else name_key(one)


def _place(one: Dependency, manifest: Manifest) -> _Place:
    if is_inside(one, manifest.file.path):
        return _Place("inside")
    is_elsewhere = one.origin is not Origin.REGISTRY or (one.location and not is_official(one.location))
    if is_elsewhere:
        return _Place("foreign", repository_of(one) or one.location)
    if one.alias and _used(one) != name_key(one) and not _is_version_of(one):
        return _Place("foreign", name_key(one))
    return _Place("registry")


def _is_version_of(one: Dependency) -> bool:
    """Whether an alias only tells two versions of one package apart: `react-18` is `react`."""
    return one.type != "golang" and name_key(one).rpartition("/")[2] in _used(one)


def _foreign(manifest: Manifest, *, is_head: bool = True) -> dict[Hashable, Dependency]:
    found: dict[Hashable, Dependency] = {}
    for one in (manifest.head if is_head else manifest.base).dependencies:
        if takes_in(one) and (place := _place(one, manifest)).kind == "foreign":
            found.setdefault((one.type, _used(one), place), one)
    return found


def _before(manifest: Manifest, one: Dependency) -> Dependency | None:
    return next(
        (old for old in manifest.base.dependencies if old.type == one.type and _used(old) == _used(one)), None
    )


def _taken(manifest: Manifest, one: Dependency, change: Change) -> Violation:
    before = _before(manifest, one)
    if one.origin is Origin.REGISTRY and not one.location:
        said = f"puts {cut(one.name)} in the place of {cut(one.alias)}"
    else:
        under = f" under the name {cut(one.alias)}" if one.alias else ""
        said = f"takes {cut(one.name)}{under} from {place_of(one)}"
        if before is not None and _place(before, manifest).kind == "registry":
            said += " instead of the registry"
        elif before is not None and before.location and before.origin is not Origin.WORKSPACE:
            said += f" instead of {place_of(before)}"
    text = f"{one.type} {one.alias} {one.name} {one.location}"
    return violation(manifest, one, said, _REGISTRY, _weight(manifest, one, before, change), text)


def _weight(manifest: Manifest, one: Dependency, before: Dependency | None, change: Change) -> Level:
    is_declared = one.origin is Origin.REGISTRY and one.location.startswith(("index ", "registry "))
    is_only_named = one.origin is Origin.REGISTRY and not one.location and before is None
    is_tame = is_declared or (is_only_named and one.role is Role.REQUIRED) or is_official(one.location)
    owner = change.facts.repository.partition("/")[0].lower()
    theirs = _OWNER.match(one.location)
    is_family = bool(owner and theirs and theirs["owner"].lower() == owner)
    return Level.NOTE if is_tame or is_family or is_sample(manifest.path) else Level.WARN


def _confused(manifest: Manifest, change: Change) -> Iterator[Violation]:
    """What was taken from the repository itself and is now asked of a registry."""
    for one in manifest.head.dependencies:
        before = _before(manifest, one)
        if before is None or one.is_inherited or not takes_in(one) or one.role is Role.LIMIT:
            continue
        if not is_inside(before, manifest.file.path) or _place(one, manifest).kind != "registry":
            continue
        if any(
            is_inside(other, manifest.file.path)
            for other in manifest.head.dependencies
            if _used(other) == _used(one)
        ):
            continue
        still_here = is_own(one, change) and one.type != "golang"
        is_linked = one.type == "npm" and one.constraint in ("*", "")
        said = f"asks a registry for {cut(one.name)}, which came from the repository itself"
        weight = Level.WARN if still_here and not is_linked and not is_sample(manifest.path) else Level.NOTE
        yield violation(manifest, one, said, _CONFUSION, weight, f"{one.type} {one.name} registry")
