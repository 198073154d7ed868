"""The tests of a file: what each one is called, whether it runs, and what it asserts."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from checks.languages.testing import language_of_tests
from checks.languages.testing.model import TestFile
from checks.source import Source


class Reader(Protocol):
    """A module that reads the tests of a language."""

    def read(self, path: str, source: Source) -> TestFile:
        """The tests of a file.

        Raises:
            NotParsed: the content does not parse.
        """


def read_tests(path: str, source: Source) -> TestFile:
    """The tests of a file that a runner would collect.

    Args:
        path: tells the language.
        source: the content.

    Raises:
        NotParsed: the content does not parse in its language.
    """
    language = language_of_tests(path)
    return _reader(language).read(path, source) if language is not None else TestFile(path)


@cache
def _reader(language: str) -> Reader:
    """The reader of a language, imported with its first file: few changes hold more than two languages."""
    match language:
        case "python":
            from checks.languages.testing import python

            return python
        case "javascript":
            from checks.languages.testing import javascript

            return javascript
        case "go":
            from checks.languages.testing import golang

            return golang
        case "ruby":
            from checks.languages.testing import ruby

            return ruby
        case _:
            from checks.languages.testing import annotated

            return annotated
