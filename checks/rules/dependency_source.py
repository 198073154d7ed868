"""`dependency-source`: a change takes packages from another place than the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.dependencies.formats import format_of
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class DependencySource(Check):
    """Reports a package, or a setting for all packages, whose source the change makes another one.

    Looked at are the entries of manifests (repositories, URLs, archives, paths out of the repository, other
    indexes, aliases that put another package in the place of one, `replace` of Go) and the settings `.npmrc`,
    `.yarnrc`, `.yarnrc.yml`, `bunfig.toml`, `pip.conf`, options of requirements files, `[[tool.uv.index]]`
    and its like in `pyproject.toml`, `uv.toml` and `Pipfile`, `.cargo/config.toml`, `NuGet.config`,
    repositories of Maven and Gradle, and `source` of a `Gemfile`.

    ## Why

    A registry keeps what it has published; a branch, a URL or a second index does not, and whoever controls
    it decides what is installed. A second index may also answer for a name that the first one should, and a
    registry for a name that only the repository should.

    ## What to do

    Take a released version from the registry. Where that is not possible, name the commit, say why, and let
    whoever answers for the supply of packages permit the finding.

    ## Example

        requests @ git+https://github.com/someone/requests@main
        --extra-index-url https://packages.example.net/simple

    None of 866 merged pull requests of agents, drawn at random, warns here, and what does is worth a look. It
    is a note in manifests of tests and examples, for a repository of the same owner, for an index that is
    declared elsewhere, for well-known second sources such as that of PyTorch, for a folder, and for an alias
    of a name that was not in use. Of one entry only the weightiest check speaks, see `new-dependency`.

    ## Known limits

    What a URL behind a variable leads to is not known, and it is reported as written. Settings of the machine
    and of the environment (`GOPROXY`, `PIP_INDEX_URL`) are not seen, nor are command lines in workflows and
    container files. A workspace package that npm or yarn links because its name and range fit is a note as
    long as the range is `*`.
    """

    name: ClassVar[str] = "dependency-source"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        from checks.dependencies.registries import has_settings

        return _is_manifest(path) or has_settings(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(_may_set(file.path) for file in change.files):
            from checks.dependencies.registry_settings import new_settings  # much code, for manifests alone

            yield from new_settings(change)
        if any(_is_manifest(file.path) for file in change.files):
            from checks.dependencies.speaking import said_by

            yield from said_by(self.name, change)


def _is_manifest(path: str) -> bool:
    format_ = format_of(path)
    return format_ is not None and not format_.is_lock


def _may_set(path: str) -> bool:
    """Whether the name is worth a closer look; cheap, because every changed file is asked about."""
    return _is_manifest(path) or "config" in path.lower() or path.lower().endswith(_SETTINGS)


_SETTINGS = ("npmrc", "yarnrc", "yarnrc.yml", "pip.conf", "pip.ini", "uv.toml", "bunfig.toml", "settings.xml")
