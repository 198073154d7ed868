"""What a file is by its path, where the name is given by a tool and by nothing else."""

from __future__ import annotations

import re
from typing import NamedTuple

from checks.finding import Level


class Named(NamedTuple):
    """A kind of file that is known by its path.

    Attributes:
        what: what it is, with its article.
        root: the folder that is reported once for all files in it; else the path itself.
        at_most: what it weighs at most.
    """

    what: str
    root: str
    at_most: Level


_WARN, _NOTE = Level.WARN, Level.NOTE
_CACHES = "pytest_cache|mypy_cache|ruff_cache|tox|nox|parcel-cache|terraform|ipynb_checkpoints"
_VENV = r"(?:^|/)(?:\.?venv|virtualenv|env)/(?=pyvenv\.cfg$|bin/(?:activate|python)|Scripts/|lib/python)"
_COVERAGE = (
    r"(?:\.coverage(?:\.[\w.-]+)?|lcov\.info|coverage-final\.json|coverage\.out|cover\.out|jacoco\.exec)"
)
_CRASHES = r"(?:npm-debug|yarn-error|yarn-debug|pnpm-debug|lerna-debug|hs_err_pid\d+|replay_pid\d+)"
_DONE = "SUMMARY|REPORT|COMPLETE|COMPLETED|STATUS|NOTES|PROGRESS"
_OF_AN_AGENT = "what a coding agent kept for itself"
_FOLDERS = (
    (r"(?:^|/)node_modules/", "installed packages of npm", _WARN),
    (_VENV, "a virtual environment", _WARN),
    (r"(?:^|/)site-packages/", "installed packages of Python", _WARN),
    (r"(?:^|/)__pycache__/(?=[^/]+\.pyc$)", "compiled code of Python", Level.BLOCK),
    (r"(?:^|/)(?:htmlcov|\.nyc_output|lcov-report)/", "a coverage report", _WARN),
    (rf"(?:^|/)\.(?:{_CACHES})/", "the cache of a tool", _WARN),
    (r"(?:^|/)\.(?:specstory/history|playwright-mcp|aider\.tags\.cache[^/]*)/", _OF_AN_AGENT, _NOTE),
)
_FILES = (
    (r"\.py[co]$", "compiled code of Python", Level.BLOCK),
    (r"\.(?:so(?:\.\d+)*|dylib|dll|exe|class|pyd|o|jar|war|ear)$", "compiled code", Level.BLOCK),
    (r"\.(?:whl|egg|nupkg|gem|apk|ipa|msi|deb|rpm)$", "a built package", _WARN),
    (rf"(?:^|/){_COVERAGE}$", "a coverage report", _WARN),
    (r"(?:^|/)coverage/(?:clover|cobertura|coverage)[\w-]*\.(?:xml|json)$", "a coverage report", _WARN),
    (r"\.gc(?:da|no)$", "a coverage report", _WARN),
    (r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$", "a leftover of the operating system", _WARN),
    (r"(?:^|/)\.[^/]+\.sw[a-p]$|~$|(?:^|/)(?:#[^/]+#|\.#[^/]+)$", "a leftover of an editor", _WARN),
    (r"\.(?:orig|rej)$", "a leftover of a merge or a patch", _WARN),
    (rf"(?:^|/){_CRASHES}[\w.-]*\.log$", "the log of a crash", _WARN),
    (r"(?:^|/)core\.\d+$|\.(?:hprof|heapsnapshot|stackdump)$", "a memory dump", _WARN),
    (r"\.log$", "a log", _NOTE),
    (r"(?:^|/)\.aider\.(?:chat\.history\.md|input\.history|llm\.history)$", _OF_AN_AGENT, _WARN),
    (r"(?:^|/)\.continuity/\d{8}-\d{6}-[^/]+\.md$", _OF_AN_AGENT, _NOTE),
    (rf"^(?:[A-Z]+_){{1,4}}(?:{_DONE})\.md$", "a report of work that is done", _NOTE),
)
_WRAPPERS = re.compile(r"(?:^|/)(?:gradle/wrapper/gradle-wrapper|\.mvn/wrapper/maven-wrapper)\.jar$")
_LOOKS = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|bmp|ico|svg|tiff?|heic|woff2?|ttf|otf|eot|mp[34]|mov|webm|wav|ogg|pdf|txt|md"
    r"|json|ya?ml|csv|xml|html|css|lock)$",
    re.IGNORECASE,
)


def named(path: str) -> Named | None:
    """What a path is the name of; `None` for most."""
    for pattern, what, level in _FOLDERS:
        if found := re.search(pattern, path):
            return Named(what, path[: found.end()].rstrip("/"), level)
    for pattern, what, level in _FILES:
        if re.search(pattern, path):
            return Named(what, path, _NOTE if _WRAPPERS.search(path) else level)
    return None


def looks_harmless(path: str) -> bool:
    """Whether the name is that of a picture, a font, a document or of data."""
    return _LOOKS.search(path) is not None


def is_wrapper(path: str) -> bool:
    """Whether it is the small archive with which a build tool fetches itself, kept by custom."""
    return _WRAPPERS.search(path) is not None
