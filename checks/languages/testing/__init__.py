"""Which files hold tests: told by their names."""

from __future__ import annotations

import re

from checks.path_parts import name_of, suffix_of

_PYTHON_TESTS = re.compile(r"^(?:test.*|.*_tests?|tests)\.py$")
_SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_SCRIPT_TESTS = re.compile(
    r"[._-](?:test|tests|spec|specs|cy|e2e)\.[cm]?[jt]sx?$|(?:^|/)(?:__tests__|tests?|specs?|e2e)/.*\.[cm]?[jt]sx?$"
)
_RUBY_TESTS = re.compile(r"(?:_spec|_test)\.rb$|(?:^|/)test_[^/]*\.rb$")
_ANNOTATED = {".java": "java", ".kt": "kotlin", ".cs": "csharp", ".rs": "rust"}


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
