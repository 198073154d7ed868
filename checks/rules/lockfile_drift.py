"""`lockfile-drift`: a lock file does not hold what the manifest asks for, or takes it from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class LockfileDrift(Check):
    """Reports a lock file that is out of step with its manifest, and one that changes by itself.

    Three things are looked at: whether what the change asks for anew, or in another version, is in the lock
    file beside the manifest or at the root of its workspace; whether a changed lock file takes a package from
    another host, with another hash, or from a registry instead of the repository, in an unchanged version;
    and whether a lock file changes although no manifest does.

    Read are the lock files of npm, yarn, pnpm and bun, of poetry, uv, pdm and pipenv, of Cargo and of
    Bundler, and `go.sum`. Of several lock files beside one manifest, one that is in step is enough.

    ## Why

    A lock file that does not follow breaks the next frozen installation, or lets it take what nobody looked
    at. It is also the one file that nobody reads: a host or a hash that changes in it changes what is built.

    ## What to do

    Let the package manager write the lock file anew and commit it together with the manifest. Where the
    source of packages changes on purpose, say so and let a person permit the finding.

    ## Example

        package.json        asks for `zod`
        pnpm-lock.yaml      does not hold it

    It warns. A comparison of the touched files alone reports one of 180 merged pull requests of agents and is
    wrong in 13 of 16 cases; therefore a package has to be missing from the lock file itself, or every version
    there has to lie outside what is asked for, and none of 866 drawn at random warns. A lock file that
    changes alone is a note: 2.4 of 100 pull requests have one, for overrides and security updates.

    ## Known limits

    A lock file above the limit for contents is not read; where it is unchanged although a package comes in,
    that is reported for the kinds that record what was asked for, and is a note otherwise. Requirements with
    markers, peer and optional dependencies of npm, environments of Hatch, Gradle and NuGet are passed over,
    and versions that an override sets. `bun.lockb` is binary. Hashes are compared where both sides have them
    of one kind. What workspaces are is told from `workspaces`, from `pnpm-workspace.yaml` at the root, and
    from `Cargo.lock` and `uv.lock` themselves.
    """

    name: ClassVar[str] = "lockfile-drift"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return format_of(path) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(self.concerns(file.path) for file in change.files):
            from checks.dependencies.lock_drift import drifts  # much code, for manifests alone
            from checks.dependencies.lock_moves import lock_moves

            yield from drifts(change)
            yield from lock_moves(change)
