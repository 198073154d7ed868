"""`unlisted-dependency`: a change takes in a package that is on no list of permitted ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.dependencies.model import Dependency, Origin, Role, Scope
from checks.dependencies.names import TYPES, exact, folded
from checks.dependencies.purl import PurlPattern, purl_pattern, shown
from checks.finding import Violation, Waiting

if TYPE_CHECKING:
    from checks.dependencies.compared import Manifest

_LONGEST = 100
_MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class UnlistedDependency(Check):
    """A direct dependency that no list permits: somebody has to agree before it lands.

    Read are the manifests of Python, npm, Go, Cargo, Maven, Gradle, NuGet and Ruby, by their usual names
    anywhere in the repository but in folders of vendored code.

    Options:

    - `packages`: the permitted packages as package URLs: `pkg:pypi/requests`, `pkg:npm/@acme/*`; behind
      `@` a version or a range.
    - `from`: who may permit another one, `@acme/security`; without it nobody may.
    - `count`: how many of them must; 1 unless said otherwise.
    - `scopes`: what a dependency must be for to need it: `runtime`, `dev`, `optional`, `build`; all of
      them unless said otherwise.
    - `ecosystems`: ecosystems that are governed although `packages` names none of their packages.

    An ecosystem that neither `packages` nor `ecosystems` names is left alone. A listed name permits the
    package of the registry: the same name from a repository, a URL or a path outside is another package.
    What the repository itself holds, by a workspace or a path, needs no permission.

    ## Why

    Each dependency is code that nobody here reviewed, with rights that nobody here gave, for years. That
    step should be taken once, by who answers for it.

    ## What to do

    Use a package that is listed or what the repository already has. If neither will do, say in the pull
    request why, and ask those whom the decision names.

    ## Example

        allow-dependency: ["pkg:pypi/requests", "pkg:pypi/pydantic@>=2"]
        allow-dependency: {packages: ["pkg:npm/@acme/*"], from: ["@acme/security"], count: 1}

    With the first, `left-pad` in `package.json` is nobody's concern and `flask` in `pyproject.toml` is
    reported. A dependency that was there before, and one that moves between manifests, is not new.

    ## Known limits

    Only what a manifest names is judged, not what comes along with it. A manifest under a name of its own
    is read only where a requirements file of the change includes it. Other registries than the usual one
    are not told apart.
    """

    name: ClassVar[str] = "unlisted-dependency"
    rule_kind: ClassVar[str] = "allow-dependency"

    packages: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    count: int = 1
    scopes: tuple[Scope, ...] = tuple(Scope)
    ecosystems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak, or nobody could answer it.

        Raises:
            ValueError: no ecosystem is governed, or an option is not understood.
        """
        if not self.packages and not self.ecosystems:
            raise ValueError("name at least one package URL, or an ecosystem in `ecosystems`")
        if not self.scopes:
            raise ValueError("name at least one scope, or leave `scopes` out")
        for text in self.packages:
            purl_pattern(text)
        for type_ in self.ecosystems:
            if type_ not in TYPES:
                known = ", ".join(f"`{name}`" for name in TYPES)
                raise ValueError(f"the ecosystem `{type_}` is not read; known are {known}")
        if not all(who.strip() for who in self.from_):
            raise ValueError("no entry of `from` may be empty")
        if self.count < 1 or (self.count > 1 and not self.from_):
            raise ValueError("`count` must be at least 1, and needs `from`")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`["pkg:pypi/requests"]` or `pkg:pypi/requests`."""
        return {"packages": value} if isinstance(value, list | str) else None

    @cached_property
    def _patterns(self) -> tuple[PurlPattern, ...]:
        return tuple(purl_pattern(text) for text in self.packages)

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset((*(pattern.type for pattern in self._patterns), *self.ecosystems))

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        format_ = format_of(path)
        return format_ is not None and not format_.is_lock and format_.type in self._types

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(self.reads(file.path) for file in change.files):
            return
        from checks.dependencies.compared import gaps, manifests, new_in

        touched = list(manifests(change, self._types, with_locks=False))
        for manifest in touched:
            yield from gaps(manifest)
        found = [(one, self._unlisted(one, is_head=False), self._unlisted(one)) for one in touched]
        new = [pair for pair in new_in(found) if not _is_own(pair[1], change)]
        if not self.from_:
            yield from (_violation(manifest, one, self._patterns) for manifest, one in new)
            return
        by_path: dict[str, list[Dependency]] = {}
        for manifest, one in new:
            by_path.setdefault(manifest.path, []).append(one)
        for path, dependencies in sorted(by_path.items()):
            said = _due(dependencies)
            yield Waiting(rule="", message=said, paths=(path,), approvers=self.from_, count=self.count)

    def _unlisted(self, manifest: Manifest, *, is_head: bool = True) -> dict[Hashable, Dependency]:
        """What is on no list on one side, each under its identity."""
        from checks.dependencies.held import is_inside

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
    from checks.dependencies.held import own_names

    if one.origin is not Origin.REGISTRY:
        return False
    return exact(one.type, one.name) in own_names(change.head_tree, one.type)


def _violation(manifest: Manifest, one: Dependency, patterns: tuple[PurlPattern, ...]) -> Violation:
    from checks.dependencies.compared import placed

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
