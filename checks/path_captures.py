"""Path patterns with captures: `schema/{name}.proto` beside `src/gen/{name}.py`.

A capture stands for a text within one part of a path, and may be written beside letters but not beside
`*`, so that it can mean only one thing. What it stands for must be the same wherever the name is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from checks.path_matching import patterns_of
from checks.path_syntax import checked
from checks.paths import folded

_CAPTURE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
Bindings = tuple[tuple[str, str], ...]
"""What the captures of a pattern stand for, by name, sorted."""


def names_of(pattern: str) -> frozenset[str]:
    """The names of the captures in a pattern."""
    return frozenset(_CAPTURE.findall(pattern))


def checked_captures(patterns: Sequence[str]) -> None:
    """Refuse patterns that are wrong, or whose captures could mean several things.

    Raises:
        ValueError: one sentence.
    """
    checked([_CAPTURE.sub("x", one) for one in patterns])
    for pattern in patterns:
        if mistake := _mistake(pattern):
            raise ValueError(mistake)


def _mistake(pattern: str) -> str:
    rest = _CAPTURE.sub("", pattern)
    if "{" in rest or "}" in rest:
        return f"`{pattern}`: braces hold the name of a capture, and one pattern is written for each choice"
    if not names_of(pattern):
        return ""
    if pattern.startswith("!"):
        return f"`{pattern}`: a pattern that takes back holds no capture"
    if "[" in pattern:
        return f"`{pattern}`: a pattern with a capture holds no `[`"
    parts = pattern.strip("/").split("/")
    many = [at for at, part in enumerate(parts) if part == "**"]
    for at, part in enumerate(parts):
        found = _CAPTURE.findall(part)
        if found and (len(found) > 1 or "*" in part or "?" in part):
            return f"`{pattern}`: a capture stands beside letters, not beside `*`, `?` or another capture"
        if found and many and many[0] < at < many[-1]:
            return f"`{pattern}`: a capture between two `**` could be any folder"
    return ""


@dataclass(frozen=True)
class CapturePatterns:
    """A list of patterns, some with captures; the last that matches decides, `!` takes back.

    Attributes:
        patterns: the patterns as written.
    """

    patterns: tuple[str, ...]

    def bindings(self, path: str, *, any_form: bool) -> Bindings | None:
        """What the captures of the pattern that decides stand for; `None` if the path is not matched.

        Args:
            path: the path.
            any_form: whether any form counts that the path could be taken for.
        """
        if not self.holds(path, any_form=any_form):
            return None
        return next(self.readings(path, any_form=any_form), None)

    def readings(self, path: str, *, any_form: bool) -> Iterator[Bindings]:
        """What the captures of every pattern that fits stand for, the last pattern first."""
        for pattern in reversed(self.patterns):
            if pattern.startswith("!"):
                continue
            if not names_of(pattern):
                one = patterns_of((pattern,))
                if one.matches_any_form(path) if any_form else one.matches(path):
                    yield ()
                continue
            found = _read(pattern, path)
            if found is None and any_form:
                found = _read(folded(pattern), folded(path))
            if found is not None:
                yield found

    def holds(self, path: str, *, any_form: bool) -> bool:
        """Whether a path is matched, whatever its captures stand for."""
        plain = patterns_of(self._plain)
        return plain.matches_any_form(path) if any_form else plain.matches(path)

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        return tuple(_CAPTURE.sub("*", one) for one in self.patterns)

    @property
    def shown(self) -> str:
        """The patterns as code, for a sentence."""
        return self.written_for(())

    def written_for(self, bindings: Bindings) -> str:
        """The patterns as code with what is known of their captures filled in."""
        asked = (one for one in self.patterns if not one.startswith("!"))
        return " or ".join(f"`{filled(one, bindings)}`" for one in asked)


def read_whole(pattern: str, path: str, *, any_form: bool) -> Bindings | None:
    """What the captures of a pattern stand for if it names the path itself, and nothing above it.

    `*`, `**`, `?` and captures have a meaning here, `[` has none.

    Args:
        pattern: the pattern.
        path: the path.
        any_form: whether any form counts that the path could be taken for.

    Returns:
        `None` if it does not.
    """
    found = _read(pattern, path, is_whole=True)
    if found is None and any_form:
        found = _read(folded(pattern), folded(path), is_whole=True)
    return found


@lru_cache(16_384)
def _read(pattern: str, path: str, *, is_whole: bool = False) -> Bindings | None:
    """What the captures of one pattern stand for in a path; `None` if it does not match."""
    regex, names = _compiled(pattern, is_whole=is_whole)
    found = regex.fullmatch(path.encode("utf-8", "surrogateescape"))
    if found is None:
        return None
    values: dict[str, str] = {}
    for name, value in zip(names, found.groups(), strict=True):
        text = value.decode("utf-8", "surrogateescape")
        if values.setdefault(name, text) != text:
            return None
    return tuple(sorted(values.items()))


@lru_cache(1_024)
def _compiled(pattern: str, *, is_whole: bool) -> tuple[Any, tuple[str, ...]]:
    """The pattern as an expression, and the names of its groups; what lies below a match matches, too."""
    import re2  # type: ignore[import-untyped]  # loaded where a policy has such a rule

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # a path is bytes
    parts = pattern.strip("/").split("/")
    written = "".join(_part(part, is_last=at == len(parts) - 1) for at, part in enumerate(parts))
    below = "" if is_whole else "(?:/.*)?"
    return re2.compile(f"(?s){written}{below}".encode(), options), tuple(_CAPTURE.findall(pattern))


def filled(pattern: str, bindings: Bindings) -> str:
    """A pattern with what is known of its captures filled in."""
    known = dict(bindings)
    return _CAPTURE.sub(lambda found: known.get(found[1], found[0]), pattern)


def _part(part: str, *, is_last: bool) -> str:
    if part == "**":
        return ".+" if is_last else "(?:.*/)?"
    end = "" if is_last else "/"
    pieces = re.split(r"(\{[a-z][a-z0-9_]*\}|\*+|\?)", part)
    return "".join(map(_piece, pieces)) + end


def _piece(piece: str) -> str:
    if piece.startswith("{"):
        return "([^/]+)"
    if piece.startswith("*"):
        return "[^/]*"
    return r"[^/\x80-\xbf][\x80-\xbf]*" if piece == "?" else re.escape(piece)


def shared(one: Bindings, names: frozenset[str]) -> Bindings:
    """The part of the bindings that speaks about some of the names."""
    return tuple((name, value) for name, value in one if name in names)


def pairing_mistake(one: Sequence[str], other: Sequence[str], called: tuple[str, str]) -> str:
    """Why two lists do not fit together; empty if they do.

    Args:
        one: patterns in which captures are found.
        other: patterns in which they are looked for again.
        called: what the options are called.
    """
    for pattern in other:
        for name in sorted(names_of(pattern)):
            without = [known for known in one if not known.startswith("!") and name not in names_of(known)]
            if without:
                return f"`{{{name}}}` of `{called[1]}` must stand in every pattern of `{called[0]}`, too"
    used = frozenset().union(*map(names_of, other))
    unused = sorted(frozenset().union(*map(names_of, one)) - used)
    return f"`{{{unused[0]}}}` stands in `{called[0]}` alone and so pairs nothing" if unused else ""
