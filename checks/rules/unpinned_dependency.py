"""`unpinned-dependency`: a change takes a package at whatever version there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class UnpinnedDependency(Check):
    """Reports a dependency without any bound, and a repository without a commit.

    No bound is no version, `*`, `>=0` and a tag such as `latest`. The style of the manifest decides: before
    the change at least three entries, and four of five, must have had a bound. A repository needs a commit or
    a tag in any case; a branch is neither.

    ## Why

    Without a bound, the next release of somebody else changes what is built, and nobody sees a change.

    ## What to do

    Name the version that was tried, in the form that the other entries have; name the commit of a repository.

    ## Example

        "zod": "latest"
        tool = { git = "https://github.com/example/tool" }

    None of 866 merged pull requests of agents, drawn at random, warns here; what serves development, tests
    and examples is a note. An entry that had a bound and loses it is reported too. Of one entry only the
    weightiest check speaks, see `new-dependency`.

    ## Known limits

    A lower bound is a bound. Whether a lock file holds the version is not asked. Versions that a parent, a
    catalogue or central management sets are passed over, as are Maven, NuGet and Go without a version. A tag
    of a repository counts as fixed, although it can be moved. Container images and actions are not looked at.
    """

    name: ClassVar[str] = "unpinned-dependency"
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
