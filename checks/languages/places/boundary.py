"""What a boundary forbids: a module with all below it, or the files under a path pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from checks.languages.language import Language
from checks.languages.places.reached import Reached
from checks.languages.places.separators import segments, separator
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees
from checks.paths import PathPatterns

_GLOB = re.compile(r"[*?\[]")
_WHOLE_DIRECTORY = re.compile(r"/?([^*?\[]+?)/(?:\*\*(?:/\*)?)?")
_SOURCE_ROOT = re.compile(r"^(?:.*/)?(?:src/(?:main|test)/(?:java|kotlin)|src|lib|python)/")
_FILE_ENDING = re.compile(r"(?:/__init__|/index|/mod)?\.[a-z]{1,4}$")
_NAMED_BY_PATH = (Language.PYTHON, Language.JAVA, Language.CSHARP)


@dataclass(frozen=True)
class Entry:
    """One entry of `to` or `allow`.

    Attributes:
        text: a module (`requests`, `java.util.logging`, `@scope/package`, `tokio::net`) or a path pattern.
    """

    text: str

    @cached_property
    def directory(self) -> str | None:
        """The path whose whole content is meant, if it is just that."""
        whole = _WHOLE_DIRECTORY.fullmatch(self.text)
        if whole:
            return whole[1]
        return self.text.strip("/") if "/" in self.text and not _GLOB.search(self.text) else None

    @cached_property
    def _patterns(self) -> PathPatterns | None:
        is_pattern = self.directory is None and _GLOB.search(self.text)
        return PathPatterns((self.text,)) if is_pattern else None

    def names(self, language: Language) -> tuple[Name, ...]:
        """The module names that are meant, in the segments of a language.

        A pattern for a whole directory also means the package of that path, `app/infra/**` is
        `app.infra`; not if that were a single word, which may well be another's package.
        """
        if language not in self._names:
            self._names[language] = self._named_in(language)
        return self._names[language]

    @cached_property
    def _names(self) -> dict[Language, tuple[Name, ...]]:
        return {}

    def _named_in(self, language: Language) -> tuple[Name, ...]:
        if _GLOB.search(self.text) or self.text.endswith("/"):
            if self.directory is None or language not in _NAMED_BY_PATH:
                return ()
            texts = dict.fromkeys((self.directory, _SOURCE_ROOT.sub("", self.directory)))
            return tuple(name for text in texts if len(name := segments(text, language)) > 1)
        text = self.text.replace("-", "_") if language is Language.RUST else self.text
        return (segments(text, language),)

    def word(self) -> str | None:
        """A word without which no plain import can mean this entry; `None` if there is none."""
        literal = self.directory or ("" if self._patterns else self.text)
        is_path = "/" in literal or self.directory is not None
        stem = _FILE_ENDING.sub("", literal) if is_path else literal
        last = re.split(r"[./:]", stem)[-1]
        return last if re.fullmatch(r"\w+", last) else None

    def reached(self, reached: Reached, language: Language) -> list[Target]:
        """What a file reaches of this entry."""
        found = [target for name in self.names(language) for target in reached.below_name(name)]
        if self.directory is not None:
            found += reached.below_path(self.directory)
        if self._patterns is not None:
            found += [target for target in reached.targets if any(map(self.reaches_path, target.paths))]
        return found

    def holds_file(self, path: str, reached: Reached, language: Language) -> bool:
        """Whether a file lies inside of what is meant, and may therefore reach its own neighbours."""
        return self.reaches_path(path) or any(
            own[: len(name)] == name for name in self.names(language) for own in reached.own_names
        )

    def reaches_path(self, path: str) -> bool:
        """Whether a path of the repository, of a directory if it ends with a slash, is meant."""
        if self.directory is not None:
            return path.rstrip("/") == self.directory or path.startswith(f"{self.directory}/")
        return self._patterns is not None and self._patterns.matches(path + "_" * path.endswith("/"))

    def is_in_reach(self, target: Target, language: Language) -> bool:
        """Whether a computed import, of which only the beginning is known, could mean this entry."""
        between = separator(language)
        tail = target.imported.module.rpartition(between)[2]
        if not target.names and not target.paths:
            return not target.imported.module.startswith(".")
        wanted = [between.join(name) for name in self.names(language)]
        starts = [between.join((*name, tail)) for name in target.names]
        if any(overlap(start, name, between) for start in starts for name in wanted):
            return True
        path_starts = [f"{path.rstrip('/')}/{tail}".lstrip("/") for path in target.paths]
        if between == "/":
            path_starts += starts
        if self._patterns is not None:
            return any(may_begin(start, self.text) for start in path_starts)
        return self.directory is not None and any(overlap(s, self.directory, "/") for s in path_starts)

    def is_of_repository(self, trees: Trees) -> bool:
        """Whether a part of this repository is meant and not somebody else's package."""
        if self._patterns is not None or (self.directory is not None and _GLOB.search(self.text)):
            return True
        place = re.sub(r"\.|::", "/", self.text)
        return any(
            trees.mode(f"{root}{path}{end}") is not None
            for path in dict.fromkeys((self.text.strip("/"), place))
            for root in ("", "src/", "lib/", "src/main/java/")
            for end in ("", ".py")
        )


def overlap(start: str, name: str, between: str) -> bool:
    """Whether a name of which the beginning is known could be another, or lie below it."""
    return name.startswith(start) or start == name or start.startswith(name + between)


def may_begin(start: str, pattern: str) -> bool:
    """Whether a path of which the beginning is known could match a path pattern.

    Args:
        start: the beginning; its last segment may go on.
        pattern: the pattern; behind a `**` at its beginning nothing that is known counts as likely.
    """
    *known, _ = start.split("/")
    wanted = pattern.strip("/").split("/")
    if wanted[0] == "**":
        return False
    for segment, asked in zip(known, wanted, strict=False):
        if asked == "**":
            return True
        if not _segment(asked).matches(segment):
            return False
    literal = _GLOB.split(pattern.strip("/"))[0]
    return len(known) > 0 or overlap(start, literal, "/")


@lru_cache(1_024)
def _segment(pattern: str) -> PathPatterns:
    return PathPatterns((pattern,))


def entries(texts: tuple[str, ...]) -> tuple[Entry, ...]:
    """The entries of an option."""
    return tuple(Entry(text) for text in texts)
