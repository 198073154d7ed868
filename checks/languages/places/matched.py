"""Modules by a pattern: every match of `plugins/*` is one of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.languages.language import Language, language_of
from checks.languages.places.boundary import may_begin
from checks.languages.places.reached import Reached
from checks.languages.places.separators import separator
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees
from checks.path_parts import stem_of
from checks.paths import PathPatterns

GLOB = re.compile(r"[*?\[]")
_BELOW = re.compile(r"(?:/\*\*)+/?$")
_PACKAGE_ITSELF = {"__init__", "index", "mod", "package-info", "conftest"}


def pattern_of(text: str) -> str:
    """The pattern of the modules alone, `plugins/*` for `plugins/*/**`."""
    return _BELOW.sub("", text.rstrip("/"))


@lru_cache(65_536)
def module_of(pattern: str, path: str) -> str | None:
    """The module that a path belongs to: the shortest beginning of it that the pattern matches.

    Args:
        pattern: a pattern, see `pattern_of`.
        path: a file, or a directory if it ends with a slash.

    Returns:
        The path of the module, for a file without its ending; `None` if the path belongs to none.
    """
    parts = path.rstrip("/").split("/")
    patterns = _patterns(pattern)
    for length in range(pattern.strip("/").count("/") + 1 - pattern.count("**"), len(parts) + 1):
        start = "/".join(parts[:length])
        if length and patterns.matches(start):
            return start if length < len(parts) or path.endswith("/") else _of_file(start)
    return None


def _of_file(path: str) -> str | None:
    stem = stem_of(path)
    if stem in _PACKAGE_ITSELF or language_of(path) is None:
        return None
    return path[: path.rindex(stem) + len(stem)]


@lru_cache(1_024)
def _patterns(pattern: str) -> PathPatterns:
    return PathPatterns((pattern,))


@dataclass(frozen=True)
class OtherModules:
    """Every module that a pattern matches except one.

    Attributes:
        text: the pattern.
        own: the module that is left out, empty for none.
    """

    text: str
    own: str

    def names(self, language: Language) -> tuple[Name, ...]:
        """See `Place.names`: the modules are known by their paths alone."""
        del language
        return ()

    def word(self) -> str | None:
        """See `Place.word`."""
        return None

    def reached(self, reached: Reached, language: Language) -> Sequence[Target]:
        """See `Place.reached`."""
        del language
        return [target for target in reached.targets if any(map(self.reaches_path, target.paths))]

    def holds_file(self, path: str, reached: Reached, language: Language) -> bool:
        """See `Place.holds_file`: of a file inside of another module nobody asks."""
        del path, reached, language
        return False

    def reaches_path(self, path: str) -> bool:
        """See `Place.reaches_path`."""
        return module_of(pattern_of(self.text), path) not in (None, self.own)

    def is_in_reach(self, target: Target, language: Language) -> bool:
        """See `Place.is_in_reach`."""
        between = separator(language)
        if not target.names and not target.paths:
            return not target.imported.module.startswith(".")
        if any(self.own and f"{path.rstrip('/')}/".startswith(f"{self.own}/") for path in target.paths):
            return False
        tail = target.imported.module.rpartition(between)[2]
        starts = [f"{path.rstrip('/')}/{tail}".lstrip("/") for path in target.paths]
        starts += ["/".join((*name, tail)) for name in target.names]
        return any(may_begin(start, self.text) for start in starts)

    def is_of_repository(self, trees: Trees) -> bool:
        """See `Place.is_of_repository`."""
        del trees
        return True
