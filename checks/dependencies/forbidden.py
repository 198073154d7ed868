"""What `forbid-dependency` reports: the packages of a policy that a change takes in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from checks.change import Change, Incomplete, Reason, Tree
from checks.dependencies.compared import Manifest, gaps, manifests, new_in, placed
from checks.dependencies.formats import format_of, usual_names
from checks.dependencies.held import is_inside
from checks.dependencies.model import Dependency, Origin, Role, Scope
from checks.dependencies.names import folded, is_archive
from checks.dependencies.purl import PurlPattern, purl_pattern, shown
from checks.dependencies.siblings import asked_beside
from checks.finding import Violation
from checks.path_parts import folder_of

_LONGEST = 100


@dataclass(frozen=True)
class _Hit:
    """A dependency that a pattern forbids, or might forbid if its version were known."""

    dependency: Dependency
    pattern: PurlPattern
    is_certain: bool


@dataclass(frozen=True)
class Ban:
    """Packages that must not be taken in.

    Attributes:
        packages: package URLs of what is forbidden.
        allow: package URLs of exceptions.
        scopes: what a dependency must be for to count.
        transitive: whether packages count that only a lock file names.
    """

    packages: tuple[str, ...]
    allow: tuple[str, ...]
    scopes: tuple[Scope, ...]
    transitive: bool

    @cached_property
    def _patterns(self) -> tuple[PurlPattern, ...]:
        return tuple(purl_pattern(text) for text in self.packages)

    @cached_property
    def _allowed(self) -> tuple[PurlPattern, ...]:
        return tuple(purl_pattern(text) for text in self.allow)

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(pattern.type for pattern in self._patterns)

    @cached_property
    def _reads_locks(self) -> bool:
        return self.transitive or any(pattern.versions for pattern in self._patterns)

    @cached_property
    def usual_files(self) -> tuple[str, ...]:
        """The manifests in which such packages are mostly named."""
        return tuple(name for type_ in sorted(self._types) for name in usual_names(type_))

    def leaves_no_way(self, package: str) -> bool:
        """Whether a package, named by its URL in full, is forbidden in every version and for every scope."""
        named = purl_pattern(package)
        is_banned = any(pattern.covers(named) for pattern in self._patterns if not pattern.versions)
        is_allowed = any(pattern.covers(named) for pattern in self._allowed)
        return is_banned and not is_allowed and set(self.scopes) == set(Scope)

    def reads(self, path: str) -> bool:
        """Whether a file has to be read."""
        format_ = format_of(path)
        return (
            format_ is not None and format_.type in self._types and (self._reads_locks or not format_.is_lock)
        )

    def find(self, change: Change) -> Iterator[Violation | Incomplete]:
        """Report what the change takes in, and what could not be told."""
        if not any(self.reads(file.path) for file in change.files):
            return
        touched = list(manifests(change, self._types, with_locks=self._reads_locks))
        for manifest in touched:
            yield from gaps(manifest)
        found = [(one, self._hits(one, change, is_head=False), self._hits(one, change)) for one in touched]
        new = list(new_in(found))
        told = [
            (folder_of(manifest.path), hit.dependency)
            for manifest, hit in new
            if hit.dependency.role is not Role.LOCKED
        ]
        for manifest, hit in new:
            if not _is_told(manifest, hit.dependency, told):
                yield self._sighting(manifest, hit)

    def _hits(self, manifest: Manifest, change: Change, *, is_head: bool = True) -> dict[Hashable, _Hit]:
        """What is forbidden on one side, each under its identity."""
        found: dict[Hashable, _Hit] = {}
        tree = change.head_tree if is_head else change.base_tree
        reading = manifest.head if is_head else manifest.base
        judged: set[Dependency] = set()
        for pattern in self._patterns if reading.dependencies else ():
            for one in pattern.named_in(reading):
                if one in judged or self._is_allowed(one) or not self._counts(one, pattern, manifest, tree):
                    continue
                certain = pattern.forbids_version(one)
                if certain or (certain is None and one.role is Role.REQUIRED):
                    judged.add(one)
                    key = (one.type, folded(one.type, one.name), pattern.text, one.role, certain)
                    found.setdefault(key, _Hit(one, pattern, bool(certain)))
        return found

    def _counts(self, one: Dependency, pattern: PurlPattern, manifest: Manifest, tree: Tree) -> bool:
        """Whether an entry is asked about at all: by its scope, its role and where its version stands."""
        if one.scope not in self.scopes or _is_own(one, manifest):
            return False
        if pattern.versions and one.is_inherited:
            return False  # the version is compared where it stands
        if one.role is Role.LIMIT:
            return bool(pattern.versions or one.alias or one.origin is not Origin.REGISTRY)
        if one.is_direct:
            return one.role is Role.REQUIRED or bool(pattern.versions) or self.transitive
        if self.transitive:
            return True
        if one.role is Role.REQUIRED or not pattern.versions:
            return False
        return folded(one.type, one.name) in asked_beside(tree, manifest.file.path, one.type)

    def _is_allowed(self, one: Dependency) -> bool:
        return any(pattern.permits(one) for pattern in self._allowed)

    def _sighting(self, manifest: Manifest, hit: _Hit) -> Violation | Incomplete:
        one = hit.dependency
        if not hit.is_certain:
            return Incomplete(
                code=Reason.NOT_ANALYSED,
                path=manifest.path,
                limit="",
                measured=f"the version of `{shown(one)[:_LONGEST]}` cannot be told from "
                f"`{(one.constraint or one.location)[:_LONGEST]}`, and `{hit.pattern.text}` is forbidden",
                help="name a version or a range",
            )
        line, end_line, is_touched = placed(manifest, one)
        return Violation(
            manifest.path,
            line,
            end_line,
            message=_said(manifest, hit),
            text=f"{one.role} {shown(one)} {hit.pattern.text}",
            on_changed_line=is_touched,
        )


def _is_own(one: Dependency, manifest: Manifest) -> bool:
    """Whether it is a folder of the repository, and so no package of a registry whatever it is called."""
    return is_inside(one, manifest.file.path) and not is_archive(one.location)


def _is_told(manifest: Manifest, one: Dependency, told: Iterable[tuple[str, Dependency]]) -> bool:
    """Whether a locked entry follows from one that is reported in a manifest of the same place or below."""
    if one.role is not Role.LOCKED:
        return False
    folder = folder_of(manifest.path)
    return any(
        (not folder or f"{place}/".startswith(f"{folder}/"))
        and (other.type, folded(other.type, other.name)) == (one.type, folded(one.type, one.name))
        for place, other in told
    )


def _said(manifest: Manifest, hit: _Hit) -> str:
    one, pattern = hit.dependency, hit.pattern
    package = shown(one)[:_LONGEST]
    version = f" in version `{one.constraint[:_LONGEST]}`" if pattern.versions and one.constraint else ""
    by_name = folded(one.type, one.name)
    was_there = any(
        folded(before.type, before.name) == by_name and before.role is one.role
        for before in manifest.base.dependencies
    )
    if one.role is Role.LOCKED:
        return f"locks the forbidden dependency `{package}` in version `{one.constraint[:_LONGEST]}`"
    if not pattern.forbids_name(_at_home(one)):
        return f"takes `{package}` from `{one.location[:_LONGEST]}`, which is the forbidden `{pattern.text}`"
    if was_there and pattern.versions:
        return f"moves `{package}` to `{one.constraint[:_LONGEST]}`, where `{pattern.text}` is forbidden"
    under = f" under the name `{one.alias[:_LONGEST]}`" if one.alias else ""
    return f"adds the forbidden dependency `{package}`{under}{version}"


def _at_home(one: Dependency) -> Dependency:
    return replace(one, origin=Origin.REGISTRY, location="")
