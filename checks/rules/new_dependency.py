"""`new-dependency`: a change takes in a package that nothing in the repository asked for before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.finding import Level, Violation

_MOST = 5


@dataclass(frozen=True, kw_only=True)
class NewDependency(Check):
    """Reports every direct dependency that a change adds.

    Read are the manifests of Python, npm, Go, Cargo, Maven, Gradle, NuGet and Ruby. A package is the same in
    whichever spelling, section, alias or manifest it stands; a package of the repository itself and another
    major version of a Go module are not new.

    ## Why

    A package is a promise to follow its releases, its licence and its security notices for years, and an
    agent adds one without asking. About one merged pull request of an agent in 24 does.

    ## What to do

    Say in the pull request why it is needed and who looks after it, or use what is there already. Packages
    that are decided upon are listed in a decision with `allow-dependency`.

    ## Example

        "dependencies": { "left-pad": "^1.3.0" }

    A dependency of the product that is new to the repository warns, in 2.1 of 100 merged pull requests; 4.1
    add a dependency of any kind, and too many of them are right to let it block. It is a note where the
    package serves development, build or optional features, where another manifest asks for it too, where it
    was there indirectly, and in manifests of tests, examples and documentation. More than five of one weight
    in one manifest are one finding. A move between what a package is for is a note.

    Of one entry speaks one check alone, the weightiest, and of equals the first of `lookalike-dependency`,
    `dependency-source`, `unpinned-dependency` and this one.

    ## Known limits

    Where a weightier check speaks, this one is silent even if the other one is switched off. An entry that is
    computed, and a file that cannot be read, are reported as that, not as a gap of the verdict. A package
    that only a lock file names is not looked at. Whether another manifest asks for a package is told from the
    300 manifests nearest to the root.
    """

    name: ClassVar[str] = "new-dependency"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        format_ = format_of(path)
        return format_ is not None and not format_.is_lock

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return self.reads(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(self.reads(file.path) for file in change.files):
            return
        from checks.dependencies.newcomers import moved_sections, unreadable  # much code, for manifests alone
        from checks.dependencies.speaking import said_by

        groups: dict[tuple[str, Level | None], list[Violation]] = {}
        for place in said_by(self.name, change):
            groups.setdefault((place.path, place.at_most), []).append(place)
        for places in groups.values():
            yield from places if len(places) <= _MOST else [_together(places)]
        yield from moved_sections(change)
        yield from unreadable(change)


def _together(places: list[Violation]) -> Violation:
    """One finding for many packages that come in together, as with a new part of the product."""
    first = places[0].message
    return replace(
        places[0],
        message=f"{first}, and {len(places) - 1} more packages of the same weight in this file",
        text="\n".join(place.text for place in places),
    )
