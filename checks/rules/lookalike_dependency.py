"""`lookalike-dependency`: a change takes in a package whose name can be taken for another one's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class LookalikeDependency(Check):
    """Reports a new dependency whose name is a slip away from that of a known one.

    Known are some hundreds of popular packages of each ecosystem, and what manifests of the repository
    already ask for. A slip is one letter too many or too few behind the first, one that is wrong or swapped
    with the next, other separators or none (`crossenv`), digits and letters that look alike (`l0dash`), and
    letters of other scripts. Of a scoped name the scope is judged, of Maven the group, of a Go module on a
    forge the owner.

    ## Why

    Packages with malicious code are published under names that a person mistypes and a model makes up.

    ## What to do

    Take the package that is meant. If this one is meant, say so and let a person permit the finding.

    ## Example

        reqeusts==2.31.0        for requests
        "@type/node": "^20"     for @types/node

    It warns and does not block, although it speaks in none of 866 merged pull requests drawn at random: no
    list of names tells that a package is harmful. A popular name never speaks, however near to another it is,
    nor does a name that the repository used before or builds itself.

    ## Known limits

    Names of fewer than six letters are compared by separators, scripts and swapped letters alone. A name that
    adds or leaves out a whole word (`python-requests`) is not seen, nor one that differs in its version
    number alone, nor a fork of a Go module under quite another owner. Registries are not asked.
    """

    name: ClassVar[str] = "lookalike-dependency"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        format_ = format_of(path)
        return format_ is not None and not format_.is_lock

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(self.concerns(file.path) for file in change.files):
            from checks.dependencies.speaking import said_by  # much code, for manifests alone

            yield from said_by(self.name, change)
