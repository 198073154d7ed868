"""`unlisted-dependency`: a change takes in a package that is on no list of permitted ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Need, Sighting
from checks.dependencies.scopes import Scope

if TYPE_CHECKING:
    from checks.dependencies.unlisted import Listing


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
        from checks.dependencies.names import TYPES
        from checks.dependencies.purl import purl_pattern

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
    def _listing(self) -> Listing:
        from checks.dependencies.unlisted import Listing  # much code, for rules that are asked at all

        return Listing(self.packages, self.from_, self.count, self.scopes, self.ecosystems)

    @property
    def example_paths(self) -> tuple[str, ...]:
        """See `Check.example_paths`."""
        return self._listing.usual_files

    @property
    def needs(self) -> Iterator[Need]:
        """See `Check.needs`: what is listed is meant to be used."""
        yield from (Need("dependency", text) for text in self.packages if "*" not in text)

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self._listing.reads(path)

    @property
    def asks(self) -> tuple[str, ...]:
        """See `Check.asks`."""
        return self.from_

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        return self._listing.find(change)
