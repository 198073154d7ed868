"""The direct dependencies that a change adds, one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.change import Change
from checks.dependencies.added import Addition, additions, is_sample, name_key, touched
from checks.dependencies.compared import Manifest
from checks.dependencies.model import Dependency, Origin, Role, Scope
from checks.dependencies.told import cut, listed, place_of, violation
from checks.finding import Level, Violation

_FOR = {
    Scope.RUNTIME: "the dependencies of the product",
    Scope.DEV: "the dependencies of development",
    Scope.OPTIONAL: "the optional dependencies",
    Scope.BUILD: "the dependencies of the build",
}
_INSTEAD = "say why it is needed and who looks after it, or do without"


def newcomers(change: Change) -> Iterator[Violation]:
    """Report every package that is new by name."""
    for added in additions(change):
        one = added.dependency
        yield violation(added.manifest, one, _said(added), _INSTEAD, added.weight, "new")


def moved_sections(change: Change) -> Iterator[Violation]:
    """Report what changes from one purpose to another within a manifest: one sentence for each pair."""
    for manifest in touched(change):
        before, after = _scopes(manifest, is_head=False), _scopes(manifest)
        moves: dict[tuple[Scope, Scope], list[Dependency]] = {}
        for name, (scope, one) in after.items():
            was = before.get(name)
            if was is not None and was[0] is not scope:
                moves.setdefault((was[0], scope), []).append(one)
        for (was_for, is_for), moved in sorted(moves.items()):
            names = listed([one.name for one in moved])
            said = f"moves {names} from {_FOR[was_for]} to {_FOR[is_for]}"
            text = f"{was_for} {is_for} {' '.join(sorted(one.name for one in moved))}"
            yield violation(manifest, moved[0], said, "", Level.NOTE, text)


def unreadable(change: Change) -> Iterator[Violation]:
    """Report what could not be read, and may hold something new."""
    for manifest in touched(change):
        if manifest.head.failure:
            said = f"cannot be read as {manifest.format.what}, so what it takes in is not known: "
            light = is_sample(manifest.path) or bool(manifest.base.failure)
            at_most = Level.NOTE if light else Level.WARN
            yield Violation(manifest.path, 0, 0, said + manifest.head.failure, "unreadable", at_most=at_most)
            continue
        known = Counter(gap.said for gap in manifest.base.gaps)
        for gap in manifest.head.gaps:
            if known[gap.said]:
                known[gap.said] -= 1
                continue
            line = manifest.anchor or gap.line
            said = f"{gap.said} cannot be read, so what it takes in is not known"
            yield Violation(manifest.path, line, line, said, gap.said, at_most=Level.NOTE)


def _said(added: Addition) -> str:
    one = added.dependency
    version = f" {cut(one.constraint)}" if one.constraint else ""
    source = f" from {place_of(one)}" if one.origin is not Origin.REGISTRY or one.location else ""
    under = f" under the name {cut(one.alias)}" if one.alias else ""
    used = f", which {cut(added.used_in)} asks for too" if added.used_in else ""
    return f"adds {cut(one.name)}{version}{under}{source} to {_FOR[one.scope]}{used}"


def _scopes(manifest: Manifest, *, is_head: bool = True) -> dict[tuple[str, str], tuple[Scope, Dependency]]:
    """What every package that stands in one section alone is for."""
    found: dict[tuple[str, str], list[Dependency]] = {}
    for one in (manifest.head if is_head else manifest.base).dependencies:
        if one.role is Role.REQUIRED and one.is_direct and one.group != "peerDependencies":
            found.setdefault((one.type, name_key(one)), []).append(one)
    return {name: (ones[0].scope, ones[0]) for name, ones in found.items() if len(ones) == 1}
