"""The tests of a file: what each one is called, whether it runs, and what it asserts."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from checks.languages.testing.model import NotParsed, Test, TestFile
from checks.path_parts import name_of, suffix_of
from checks.source import Source

__all__ = ["NotParsed", "Test", "TestFile", "language_of_tests", "read_tests"]

_PYTHON_TESTS = re.compile(r"^(?:test.*|.*_tests?|tests)\.py$")
_SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_SCRIPT_TESTS = re.compile(
    r"[._-](?:test|tests|spec|specs|cy|e2e)\.[cm]?[jt]sx?$|(?:^|/)(?:__tests__|tests?|specs?|e2e)/.*\.[cm]?[jt]sx?$"
)
_RUBY_TESTS = re.compile(r"(?:_spec|_test)\.rb$|(?:^|/)test_[^/]*\.rb$")
_ANNOTATED = {".java": "java", ".kt": "kotlin", ".cs": "csharp", ".rs": "rust"}


class Reader(Protocol):
    """A module that reads the tests of a language."""

    def read(self, path: str, source: Source) -> TestFile:
        """The tests of a file.

        Raises:
            NotParsed: the content does not parse.
        """


def language_of_tests(path: str) -> str | None:
    """The language whose test runner would collect the file; `None` if none would.

    Java, Kotlin, C# and Rust mark tests in the text, so that any file of theirs may hold some.
    """
    name, suffix = name_of(path), suffix_of(path)
    if suffix == ".py":
        return "python" if _PYTHON_TESTS.match(name) else None
    if _SCRIPT.search(name):
        return "javascript" if _SCRIPT_TESTS.search(path) and not name.endswith(".d.ts") else None
    if name.endswith("_test.go"):
        return "go"
    if suffix == ".rb":
        return "ruby" if _RUBY_TESTS.search(path) else None
    return _ANNOTATED.get(suffix)


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
