"""`forbidden-dependency`: a change takes in a package that a decision forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Need, Sighting
from checks.dependencies.scopes import Scope

if TYPE_CHECKING:
    from checks.dependencies.forbidden import Ban


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
    A package that another one brings along is not seen without `transitive`, and entries that only claim
    to be indirect count as that. A copy of its code, in a folder of the repository, is no dependency.
    Lock files that do not tell what an entry is for count as `runtime`. A version that another file sets
    is compared there. What a Gradle script keeps in maps or in code of its own is not followed.
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
        from checks.dependencies.purl import purl_pattern

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
    def _ban(self) -> Ban:
        from checks.dependencies.forbidden import Ban  # much code, for rules that are asked at all

        return Ban(self.packages, self.allow, self.scopes, self.transitive)

    @property
    def example_paths(self) -> tuple[str, ...]:
        """See `Check.example_paths`."""
        return self._ban.usual_files

    def forbids(self, need: Need) -> bool:
        """See `Check.forbids`."""
        return need.topic == "dependency" and self._ban.leaves_no_way(need.subject)

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self._ban.reads(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        return self._ban.find(change)
