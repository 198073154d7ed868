"""What an import leads to."""

from __future__ import annotations

from dataclasses import dataclass

from checks.languages.imports.model import Import

Name = tuple[str, ...]
"""A module name in its segments."""


@dataclass(frozen=True, slots=True)
class Target:
    """A module that an import reaches, under every name by which it is known.

    Attributes:
        imported: the import.
        spelled: the module as written, for messages; with the name that is taken, if that is a module.
        names: its names, each in segments: as written, and from every root that the repository has.
        paths: paths of the repository it leads to, empty if none; a directory ends with a slash.
    """

    imported: Import
    spelled: str
    names: tuple[Name, ...]
    paths: tuple[str, ...] = ()
