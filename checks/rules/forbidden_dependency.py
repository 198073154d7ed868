"""`forbidden-dependency`: a change takes in a package that a decision forbids."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change, Incomplete, Reason, Tree
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.dependencies.model import Dependency, Origin, Role, Scope
from checks.dependencies.names import folded
from checks.dependencies.purl import PurlPattern, purl_pattern, shown
from checks.finding import Violation
from checks.path_parts import folder_of

if TYPE_CHECKING:
    from checks.dependencies.compared import Manifest

_LONGEST = 100


@dataclass(frozen=True)
class _Hit:
    """A dependency that a pattern forbids, or might forbid if its version were known."""

    dependency: Dependency
    pattern: PurlPattern
    is_certain: bool


@dataclass(frozen=True, kw_only=True)
class ForbiddenDependency(Check):
    """A package that a decision forbids, however a manifest spells it.

    Read are the manifests and lock files of Python, npm, Go, Cargo, Maven, Gradle, NuGet and Ruby, by
    their usual names anywhere in the repository but in folders of vendored code.

    Options:

    - `packages`: package URLs, `pkg:pypi/requests`, `pkg:npm/@acme/*`, `pkg:maven/group/artifact`; behind
      `@` a version or a range, `pkg:npm/lodash@<4.17.21`. In a name `*` stands for anything.
    - `allow`: exceptions, written like `packages`.
    - `scopes`: what a dependency must be for to count: `runtime`, `dev`, `optional`, `build`; all of them
      unless said otherwise.
    - `transitive`: whether packages count that only a lock file names, or `// indirect` in `go.mod`.

    An alias, a renamed crate, a `replace` and an override are judged by the package that is really taken,
    and one from a repository, a URL or an archive also by the name that its place speaks of. With a range,
    a requirement counts if a resolver would land in it: on the newest version that the requirement admits,
    with Go and NuGet on the oldest; the lock file then tells what was really taken.

    ## Why

    A dependency is easy to take in and hard to give up. What was decided against comes back with the next
    change whose author did not know, under another name if need be.

    ## What to do

    Use what the decision names instead, or change the decision first.

    ## Example

        forbid-dependency: ["pkg:pypi/requests", "pkg:npm/lodash@<4.17.21"]

    catches `requests[socks]>=2` in `pyproject.toml` and `"_": "npm:lodash@4.17.0"` in `package.json`. A
    dependency that moves from one manifest to another, or between the groups of one, is not new.

    ## Known limits

    A manifest under a name of its own is read only where a requirements file of the change includes it.
    A package that another one brings along, and a copy of its code, are not seen without `transitive`, and
    entries that only claim to be indirect count as that. Lock files that do not tell what an entry is for
    count as `runtime`. Versions that another file sets are compared there.
    """

    name: ClassVar[str] = "forbidden-dependency"
    rule_kind: ClassVar[str] = "forbid-dependency"

    packages: tuple[str, ...]
    allow: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = tuple(Scope)
    transitive: bool = False

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak.

        Raises:
            ValueError: no package, no scope, or a package URL that is not understood.
        """
        if not self.packages:
            raise ValueError("name at least one package URL, such as `pkg:pypi/requests`")
        if not self.scopes:
            raise ValueError("name at least one scope, or leave `scopes` out")
        for text in (*self.packages, *self.allow):
            purl_pattern(text)

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`["pkg:pypi/requests"]` or `pkg:pypi/requests`."""
        return {"packages": value} if isinstance(value, list | str) else None

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

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        format_ = format_of(path)
        return (
            format_ is not None and format_.type in self._types and (self._reads_locks or not format_.is_lock)
        )

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(self.reads(file.path) for file in change.files):
            return
        from checks.dependencies.compared import gaps, manifests, new_in

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
        for one in (manifest.head if is_head else manifest.base).dependencies:
            if one.scope not in self.scopes or one.origin is Origin.WORKSPACE:
                continue
            for pattern in self._patterns:
                if not pattern.forbids_name(one) or not self._counts(one, pattern, manifest, tree):
                    continue
                if pattern.versions and one.is_inherited:
                    continue  # the version is compared where it stands
                certain = pattern.forbids_version(one)
                if certain is False or (certain is None and one.role is not Role.REQUIRED):
                    continue
                if self._is_allowed(one):
                    continue
                key = (one.type, folded(one.type, one.name), pattern.text, one.role is Role.LOCKED, certain)
                found.setdefault(key, _Hit(one, pattern, bool(certain)))
                break
        return found

    def _counts(self, one: Dependency, pattern: PurlPattern, manifest: Manifest, tree: Tree) -> bool:
        """Whether an entry of this role is asked about at all."""
        if one.role is Role.LIMIT:
            return bool(pattern.versions or one.alias or one.origin is not Origin.REGISTRY)
        if one.is_direct:
            return one.role is Role.REQUIRED or bool(pattern.versions) or self.transitive
        if self.transitive:
            return True
        if one.role is Role.REQUIRED or not pattern.versions:
            return False
        from checks.dependencies.siblings import asked_beside

        return folded(one.type, one.name) in asked_beside(tree, manifest.file.path, one.type)

    def _is_allowed(self, one: Dependency) -> bool:
        return any(pattern.permits(one) for pattern in self._allowed)

    def _sighting(self, manifest: Manifest, hit: _Hit) -> Sighting:
        from checks.dependencies.compared import placed

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
