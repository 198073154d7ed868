"""One pattern of a `.gitignore`, compared with a path part by part.

Most parts of most patterns are plain names, so that a set of names tells at once that a path cannot match,
and a policy of hundreds of patterns costs no compilation. A part with `?` or a set of characters becomes a
regular expression of linear time; what is written there comes from a policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

NOT, BELOW, ITSELF = range(3)
"""How a pattern reaches a path: not at all, as a directory above it, or by its whole length."""

_ANY = "**"
_SPECIAL = re.compile(r"[*?\[\\]")
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|\[(?P<but>[!^]?)(?P<set>\]?[^\]]*)\]|(?P<wild>[*?])|(?P<plain>[^\[\\])", re.DOTALL
)
_NO_TEXT = re.compile("[\ud800-\udfff]")

Part = Callable[[str], bool]


class Glob:
    """A pattern that is meant from the root, also if it has no slash.

    Args:
        pattern: the pattern; `!` in front takes back.

    Attributes:
        includes: whether it takes paths in; otherwise it takes them back.
        names: names that a path must hold as whole parts; without them it cannot match.

    Raises:
        ValueError: a set of characters or an escape in it means nothing.
    """

    __slots__ = ("_is_directory", "_parts", "includes", "names")

    def __init__(self, pattern: str) -> None:
        self.includes = not pattern.startswith("!")
        parts = pattern.removeprefix("!").rstrip().removeprefix("/").split("/")
        self._is_directory = len(parts) > 1 and not parts[-1]
        if self._is_directory:
            parts[-1] = _ANY
        parts = [part for at, part in enumerate(parts) if part != _ANY or parts[at - 1 : at] != [_ANY]]
        if parts == [_ANY] and self._is_directory:
            parts = ["*", _ANY]
        if parts == [_ANY, "*"]:
            parts = [_ANY]
        self.names = frozenset(part for part in parts if not _SPECIAL.search(part))
        self._parts: tuple[Part | None, ...] = tuple(None if part == _ANY else _part(part) for part in parts)

    def reach(self, path: tuple[str, ...]) -> int:
        """How far it reaches; one of `NOT`, `BELOW` and `ITSELF`.

        Args:
            path: the parts of a path.
        """
        *first, last = self._parts
        if first == [None] and last is not None:  # as in `**/*.py`, the most frequent form
            return ITSELF if last(path[-1]) else BELOW if any(map(last, path[:-1])) else NOT
        ends = {0}
        for part in first:
            ends = set(range(min(ends), len(path))) if part is None else _after(part, ends, path)
            if not ends:
                return NOT
        if last is None:
            return NOT if min(ends) >= len(path) else BELOW if self._is_directory else ITSELF
        ends = _after(last, ends, path)
        return NOT if not ends else ITSELF if len(path) in ends else BELOW


@lru_cache(8192)
def glob(pattern: str) -> Glob:
    """The same as `Glob`, once for all who use the pattern."""
    return Glob(pattern)


def _after(part: Part, starts: set[int], path: tuple[str, ...]) -> set[int]:
    return {at + 1 for at in starts if at < len(path) and part(path[at])}


def _part(text: str) -> Part:
    if not _SPECIAL.search(text):
        return text.__eq__
    if text == "*":
        return bool
    return _starred(text) if set(_SPECIAL.findall(text)) == {"*"} else _expression(text)


def _starred(text: str) -> Part:
    first, *middle, last = text.split("*")
    shortest = len(first) + len(last)

    def matches(name: str) -> bool:
        if len(name) < shortest or not name.startswith(first) or not name.endswith(last):
            return False
        at, end = len(first), len(name) - len(last)
        for piece in middle:
            at = name.find(piece, at, end)
            if at < 0:
                return False
            at += len(piece)
        return True

    return matches


def _expression(text: str) -> Part:
    import re2  # type: ignore[import-untyped]

    wanted, at = "", 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError("a `[` is never closed" if text[at] == "[" else "a backslash escapes nothing")
        wanted += _translated(token)
        at = token.end()
    options = re2.Options()
    options.log_errors = False
    try:
        expression = re2.compile(f"(?s:{wanted})", options)
    except re2.error:
        raise ValueError(f"`{text}` holds a set of characters that means nothing") from None
    return lambda name: expression.fullmatch(_NO_TEXT.sub("\ufffd", name)) is not None


def _translated(token: re.Match[str]) -> str:
    if token["set"]:
        inside = token["set"].replace("\\", "\\\\")
        return f"[{'^' if token['but'] else ''}{inside}]"
    if token["wild"]:
        return "." if token["wild"] == "?" else ".*"
    return re.escape(token["escaped"] or token["plain"])
