"""What a boundary asks of one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from checks.languages.language import Language
from checks.languages.places.place import Place
from checks.languages.places.reached import Reached
from checks.languages.places.trees import Trees


@dataclass(frozen=True)
class Limits:
    """What one file must not reach.

    Attributes:
        forbidden: what it must not reach.
        allowed: exceptions.
        is_everywhere: whether every file of the repository is governed, so that only what is its own part
            may be reached by a name that nobody knows.
        notes: what is said, behind what was seen, of a forbidden place.
    """

    forbidden: tuple[Place, ...]
    allowed: tuple[Place, ...] = ()
    is_everywhere: bool = False
    notes: Mapping[Place, str] = field(default_factory=dict)

    def guarded(self, trees: Trees) -> tuple[Place, ...]:
        """What must not be reached under a computed name either."""
        if not self.is_everywhere:
            return self.forbidden
        return tuple(place for place in self.forbidden if place.is_of_repository(trees))


class Boundary(Protocol):
    """A rule about which file must not reach what."""

    @property
    def words(self) -> frozenset[str] | None:
        """Words of which any forbidden import holds one; `None` if there are none to go by."""

    def limits(self, path: str, reached: Reached, language: Language) -> Limits | None:
        """What the file at `path` must not reach; `None` if it may reach everything."""


@dataclass(frozen=True)
class OneBoundary:
    """A boundary that is the same for every file.

    Attributes:
        asked: what each must not reach.
    """

    asked: Limits
    words: frozenset[str] | None

    @classmethod
    def around(cls, asked: Limits) -> OneBoundary:
        """The boundary of these limits."""
        return cls(asked, words_of_any(asked.forbidden))

    def limits(self, path: str, reached: Reached, language: Language) -> Limits:
        """See `Boundary.limits`."""
        del path, reached, language
        return self.asked


def words_of_any(places: Iterable[Place]) -> frozenset[str] | None:
    """Words of which an import of any of the places holds one; `None` if some place has no such word."""
    found = [place.word() for place in places]
    return None if None in found else frozenset(word for word in found if word)
