"""What is read from a manifest or a lock file.

Lines count from 1; `reading.read` gives them as git counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.dependencies.scopes import Scope as Scope


class Origin(StrEnum):
    """Where a dependency is taken from."""

    REGISTRY = "registry"
    GIT = "git"
    URL = "url"
    PATH = "path"
    WORKSPACE = "workspace"


class Role(StrEnum):
    """What an entry does.

    `required`: it asks for the package. `limit`: it bounds or replaces a package that something else asks
    for, as constraints, overrides and managed versions do. `locked`: it records what was resolved.
    """

    REQUIRED = "required"
    LIMIT = "limit"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Dependency:
    """One entry of a manifest or lock file.

    Attributes:
        type: the type of its package URL: `pypi`, `npm`, `golang`, `cargo`, `maven`, `nuget` or `gem`.
        name: the package that is really taken, as it is spelled, with its namespace: `@acme/ui`,
            `github.com/acme/lib/v2`, `org.acme/core`.
        line: first line of the entry.
        end_line: last line of the entry.
        constraint: the version or constraint as it is written; empty if there is none.
        scope: what it is for.
        group: the section, extra or configuration that it stands in, as it is called there.
        origin: where it is taken from.
        location: the URL, repository or path it is taken from; empty for the usual registry.
        role: what the entry does.
        is_direct: whether somebody asks for it by name; for a locked entry, whether the lock file says so.
        alias: the name under which it is used, where that is another.
        is_inherited: whether its version stands elsewhere in the repository, where it is declared.
    """

    type: str
    name: str
    line: int
    end_line: int
    constraint: str = ""
    scope: Scope = Scope.RUNTIME
    group: str = ""
    origin: Origin = Origin.REGISTRY
    location: str = ""
    role: Role = Role.REQUIRED
    is_direct: bool = True
    alias: str = ""
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """An entry that could not be read, because it is computed or not understood.

    Attributes:
        line: where it stands.
        said: what stands there, one short clause, the same as long as the entry is.
    """

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Include:
    """Another file that is read in this place, as `-r base.txt` is.

    Attributes:
        line: where it is named.
        path: the file, relative to the one that names it.
        role: what the entries of that file do.
        scope: what they are for.
    """

    line: int
    path: str
    role: Role
    scope: Scope


Entry = Dependency | Gap | Include


class NotRead(Exception):
    """A file is not what its name says, or is beyond the limits; the text is one short clause."""
