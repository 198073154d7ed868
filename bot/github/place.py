"""Where a repository is found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A repository as an installation reaches it; the numbers are the identity.

    Attributes:
        installation: id of the App's installation.
        repository: id of the repository.
        full_name: `owner/name`, as it was called when somebody last looked.
    """

    installation: int
    repository: int
    full_name: str
