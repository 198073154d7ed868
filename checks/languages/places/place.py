"""What an importer may be kept from: anything that knows which imports reach it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from checks.languages.language import Language
from checks.languages.places.reached import Reached
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees


class Place(Protocol):
    """A module with all below it, the files under a path pattern, or the other modules of a kind."""

    @property
    def text(self) -> str:
        """How a person writes it."""

    def names(self, language: Language) -> tuple[Name, ...]:
        """The module names that are meant, in the segments of a language."""

    def word(self) -> str | None:
        """A word without which no plain import can mean it; `None` if there is none."""

    def reached(self, reached: Reached, language: Language) -> Sequence[Target]:
        """What a file reaches of it."""

    def holds_file(self, path: str, reached: Reached, language: Language) -> bool:
        """Whether a file lies inside of it, and may therefore reach its own neighbours."""

    def reaches_path(self, path: str) -> bool:
        """Whether a path of the repository, of a directory if it ends with a slash, is meant."""

    def is_in_reach(self, target: Target, language: Language) -> bool:
        """Whether a computed import, of which only the beginning is known, could mean it."""

    def is_of_repository(self, trees: Trees) -> bool:
        """Whether a part of this repository is meant and not somebody else's package."""
