"""What is known of a file before it is parsed, once for all rules: enough to leave most files alone."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from checks.languages.imports import refusal
from checks.languages.imports.python_words import RUN_TIME_WORDS, words
from checks.languages.language import Language, language_of
from checks.source import Source


@dataclass(frozen=True)
class Glance:
    """A first look at one file.

    Attributes:
        language: its language.
        refusal: why it must not be trusted to say what it does, empty if it may be.
        words: every word of a Python file that imports by statements alone, and so imports nothing without
            a word for it; `None` where words prove nothing.
    """

    language: Language
    refusal: str
    words: frozenset[str] | None

    def may_hold(self, wanted: frozenset[str] | None) -> bool:
        """Whether the file could import something of which it must hold one of the wanted words.

        Args:
            wanted: the words; `None` if there are none to go by.
        """
        return self.words is None or wanted is None or not wanted.isdisjoint(self.words)


_SEEN: WeakKeyDictionary[Source, dict[str, Glance | None]] = WeakKeyDictionary()


def glance(source: Source, path: str) -> Glance | None:
    """A first look at a file; `None` if its language is none that is read for imports."""
    known = _SEEN.get(source)
    if known is None:
        known = _SEEN[source] = {}
    if path not in known:
        known[path] = _look(source, path)
    return known[path]


def _look(source: Source, path: str) -> Glance | None:
    language = language_of(path, source)
    if language is None:
        return None
    refused = refusal(source, language)
    if refused or language is not Language.PYTHON:
        return Glance(language, refused, None)
    held = words(source)
    return Glance(language, "", held if RUN_TIME_WORDS.isdisjoint(held) else None)
