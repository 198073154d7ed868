"""What `allow-dependency` reports: packages that a change takes in and no list permits."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

from checks.change import Change, Incomplete
from checks.dependencies.compared import Manifest, gaps, manifests, new_in, placed
from checks.dependencies.formats import format_of, usual_names
from checks.dependencies.held import is_inside, own_names
from checks.dependencies.model import Dependency, Origin, Role, Scope
from checks.dependencies.names import exact, folded
from checks.dependencies.purl import PurlPattern, purl_pattern, shown
from checks.finding import Violation, Waiting

_LONGEST = 100
_MOST_NAMED = 5


@dataclass(frozen=True)
class Listing:
    """Packages that may be taken in, and who may permit others.

    Attributes:
        packages: package URLs of what is permitted.
        approvers: who may permit another; empty if nobody may.
        count: how many of them must.
        scopes: what a dependency must be for to need it.
        ecosystems: types that are governed although no package of them is listed.
    """

    packages: tuple[str, ...]
    approvers: tuple[str, ...]
    count: int
    scopes: tuple[Scope, ...]
    ecosystems: tuple[str, ...]

    @cached_property
    def _patterns(self) -> tuple[PurlPattern, ...]:
        return tuple(purl_pattern(text) for text in self.packages)

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset((*(pattern.type for pattern in self._patterns), *self.ecosystems))

    @cached_property
    def usual_files(self) -> tuple[str, ...]:
        """The manifests in which such packages are mostly named."""
        return tuple(name for type_ in sorted(self._types) for name in usual_names(type_))

    def reads(self, path: str) -> bool:
        """Whether a file has to be read."""
        format_ = format_of(path)
        return format_ is not None and not format_.is_lock and format_.type in self._types

    def find(self, change: Change) -> Iterator[Violation | Incomplete | Waiting]:
        """Report what the change takes in without permission, and what could not be told."""
        if not any(self.reads(file.path) for file in change.files):
            return
        touched = list(manifests(change, self._types, with_locks=False))
        for manifest in touched:
            yield from gaps(manifest)
        found = [(one, self._unlisted(one, is_head=False), self._unlisted(one)) for one in touched]
        new = [pair for pair in new_in(found) if not _is_own(pair[1], change)]
        if not self.approvers:
            yield from (_violation(manifest, one, self._patterns) for manifest, one in new)
            return
        by_path: dict[str, list[Dependency]] = {}
        for manifest, one in new:
            by_path.setdefault(manifest.path, []).append(one)
        for path, dependencies in sorted(by_path.items()):
            said = _due(dependencies)
            yield Waiting(rule="", message=said, paths=(path,), approvers=self.approvers, count=self.count)

    def _unlisted(self, manifest: Manifest, *, is_head: bool = True) -> dict[Hashable, Dependency]:
        """What is on no list on one side, each under its identity."""
        found: dict[Hashable, Dependency] = {}
        for one in (manifest.head if is_head else manifest.base).dependencies:
            if one.scope not in self.scopes or not _is_asked_for(one) or is_inside(one, manifest.file.path):
                continue
            if any(pattern.permits(one) for pattern in self._patterns):
                continue
            found.setdefault((one.type, folded(one.type, one.name), one.origin, _repository(one)), one)
        return found


def _is_asked_for(one: Dependency) -> bool:
    """Whether an entry takes a package in: it asks for one, or puts one in the place of another."""
    if one.role is Role.LIMIT:
        return bool(one.alias) or one.origin is not Origin.REGISTRY
    is_declared_elsewhere = one.is_inherited and one.type in ("cargo", "npm")
    return one.role is Role.REQUIRED and one.is_direct and not is_declared_elsewhere


def _repository(one: Dependency) -> str:
    """Where it is taken from, without the revision: another one is no other package."""
    if one.origin is Origin.REGISTRY:
        return ""
    plain = one.location.split("#", 1)[0]
    head, slash, last = plain.rpartition("/")
    return head + slash + last.split("@", 1)[0]


def _is_own(one: Dependency, change: Change) -> bool:
    if one.origin is not Origin.REGISTRY:
        return False
    return exact(one.type, one.name) in own_names(change.head_tree, one.type)


def _violation(manifest: Manifest, one: Dependency, patterns: tuple[PurlPattern, ...]) -> Violation:
    line, end_line, is_touched = placed(manifest, one)
    package = shown(one)[:_LONGEST]
    if one.origin is Origin.REGISTRY:
        version = f" `{one.constraint[:_LONGEST]}`" if one.constraint else ""
        is_listed = any(pattern.versions and pattern.forbids_name(one) for pattern in patterns)
        said = (
            f"takes `{package}`{version}, which is not in the listed versions"
            if is_listed
            else f"adds `{package}`, which is not listed"
        )
    else:
        said = f"takes `{package}` from `{one.location[:_LONGEST]}`, which no list permits"
    if one.alias:
        said += f", under the name `{one.alias[:_LONGEST]}`"
    text = f"{shown(one)} {_repository(one)}"
    return Violation(manifest.path, line, end_line, message=said, text=text, on_changed_line=is_touched)


def _due(dependencies: list[Dependency]) -> str:
    names = sorted({_named(one) for one in dependencies})
    if len(names) == 1:
        return f"{names[0]} is not listed and must be approved"
    *first, last = [*names[:_MOST_NAMED], *_rest(len(names) - _MOST_NAMED)]
    return f"{', '.join(first)} and {last} are not listed and must be approved"


def _rest(count: int) -> list[str]:
    return [f"{count} more"] if count > 0 else []


def _named(one: Dependency) -> str:
    place = "" if one.origin is Origin.REGISTRY else f" from `{one.location[:_LONGEST]}`"
    return f"`{shown(one)[:_LONGEST]}`{place}"
