"""A reader of regular expressions in PCRE's syntax, as far as their cost has to be judged.

Characters are sets, held as bit masks: one bit per ASCII character and one for all others together.
Upper and lower case count as one, because a flag may make them so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_NESTED = 50
EVERYTHING = (1 << 129) - 1
_OTHER = 1 << 128
_COUNT = re.compile(r"\{(\d*)(?:(,)(\d*))?\}")
_GROUP = re.compile(
    r"\?(?:(?P<plain>:|\|)|(?P<atomic>>)|(?P<look><?[=!])|P?<\w+>|'\w+'|(?P<flags>[imnsxUJDXaru^-]*)(?P<end>[:)]))"
)


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of a set."""

    mask: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One item after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several branches."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A look ahead or behind: it takes no characters."""

    body: Node


@dataclass(frozen=True, slots=True)
class Repeat:
    """A loop; `max` is `None` where there is no upper bound; `start` and `end` are its place in the text."""

    body: Node
    min: int
    max: int | None
    possessive: bool
    start: int
    end: int

    @property
    def unbounded(self) -> bool:
        """Whether it can run often enough to matter."""
        return self.max is None or self.max > 24


Node = Characters | Sequence | Alternatives | Look | Repeat


def parse_regex(regex: str) -> Node:
    """Read an expression.

    Raises:
        ValueError: it cannot be read, or uses recursion, conditions or control verbs.
    """
    reader = _Reader(regex)
    node = reader.alternatives()
    if reader.at < len(regex):
        raise ValueError(f"the regular expression has a `)` too many at character {reader.at + 1}")
    return node


def _mask(chars: str) -> int:
    mask = 0
    for char in chars:
        for form in (char.lower(), char.upper()):
            mask |= 1 << ord(form) if len(form) == 1 and ord(form) < 128 else _OTHER
    return mask


def _span(first: str, last: str) -> int:
    mask = _OTHER if ord(last) >= 128 else 0
    return mask | _mask("".join(map(chr, range(ord(first), min(ord(last), 127) + 1))))


_DIGITS, _SPACES = _span("0", "9"), _mask(" \t\n\r\f\v")
_WORD = _DIGITS | _span("a", "z") | _mask("_") | _OTHER
_LINE_FEED = _mask("\n")
_CLASSES = {
    "d": _DIGITS,
    "D": EVERYTHING & ~_DIGITS,
    "s": _SPACES,
    "S": EVERYTHING & ~_SPACES,
    "w": _WORD,
    "W": EVERYTHING & ~(_WORD & ~_OTHER),
    "h": _mask(" \t"),
    "v": _mask("\n\v\f\r") | _OTHER,
    "R": _mask("\n\v\f\r") | _OTHER,
    "N": EVERYTHING & ~_LINE_FEED,
    "X": EVERYTHING,
    "n": _LINE_FEED,
    "t": _mask("\t"),
    "r": _mask("\r"),
    "f": _mask("\f"),
}
_ANCHORS = "bBAzZGK"


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise ValueError("the regular expression ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def alternatives(self) -> Node:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else Alternatives(tuple(branches))

    def sequence(self) -> Node:
        items: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            start = self.at
            item = self.item()
            items.append(self.repeated(item, start))
        return Sequence(tuple(items))

    def repeated(self, item: Node, start: int) -> Node:
        while True:
            counts = _COUNT.match(self.text, self.at)
            if self.peek() in ("*", "+", "?") and self.peek():
                sign = self.take()
                least, most = (1 if sign == "+" else 0), (1 if sign == "?" else None)
            elif counts and (counts[1] or counts[3]):
                self.at = counts.end()
                least = int(counts[1] or 0)
                most = least if not counts[2] else int(counts[3]) if counts[3] else None
            else:
                return item
            possessive = self.peek() == "+"
            if self.peek() in ("+", "?") and self.peek():
                self.at += 1
            item = Repeat(item, least, most, possessive, start, self.at)

    def item(self) -> Node:
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return self.bracket()
        if char == "\\":
            return self.escape()
        if char == ".":
            return Characters(EVERYTHING & ~_LINE_FEED)
        return Sequence(()) if char in "^$" else Characters(_mask(char))

    def group(self) -> Node:
        if self.peek() == "*":
            raise ValueError("the regular expression uses a control verb `(*...)`, which is not accepted")
        if self.text.startswith("?#", self.at):
            self.at = self.text.find(")", self.at) + 1 or len(self.text)
            return Sequence(())
        kind = _GROUP.match(self.text, self.at) if self.peek() == "?" else None
        if self.peek() == "?" and kind is None:
            raise ValueError("the regular expression uses recursion or a condition, which is not accepted")
        if kind is not None:
            self.at = kind.end()
            if kind["end"] == ")":
                return Sequence(())
        self.depth += 1
        if self.depth > _MOST_NESTED:
            raise ValueError(f"the regular expression nests groups deeper than {_MOST_NESTED} levels")
        body = self.alternatives()
        self.depth -= 1
        if self.peek() != ")":
            raise ValueError("the regular expression has a `(` without its `)`")
        self.at += 1
        if kind is not None and kind["look"]:
            return Look(body)
        if kind is not None and kind["atomic"]:
            return Repeat(body, 1, 1, True, self.at, self.at)
        return body

    def escape(self) -> Node:
        char = self.take()
        if char == "Q":
            end = self.text.find("\\E", self.at)
            quoted = self.text[self.at : end if end >= 0 else len(self.text)]
            self.at = end + 2 if end >= 0 else len(self.text)
            return Sequence(tuple(Characters(_mask(one)) for one in quoted))
        if char in _ANCHORS or char == "E":
            return Sequence(())
        return Characters(self.escaped_set(char))

    def escaped_set(self, char: str) -> int:
        if char in "pP":
            self.at = self.text.find("}", self.at) + 1 if self.peek() == "{" else self.at + 1
            return EVERYTHING
        if char == "x":
            digits = re.compile(r"\{[0-9a-fA-F]+\}|[0-9a-fA-F]{0,2}").match(self.text, self.at)
            self.at = digits.end() if digits else self.at
            code = int((digits[0] if digits else "").strip("{}") or "0", 16)
            return _mask(chr(code)) if code < 128 else _OTHER
        if char in "gk" or char.isdigit():
            return EVERYTHING
        return _CLASSES.get(char, _mask(char))

    def bracket(self) -> Node:
        negated = self.peek() == "^"
        self.at += negated
        mask, first = 0, True
        while self.peek() != "]" or first:
            first = False
            low = self.take()
            if low == "[" and self.peek() == ":":
                self.at = self.text.find(":]", self.at) + 2
                mask |= EVERYTHING
                continue
            part = self.escaped_set(self.take()) if low == "\\" else _mask(low)
            if low != "\\" and self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.take()
                part = _span(low, self.take() if high == "\\" else high)
            mask |= part
        self.at += 1
        return Characters((EVERYTHING & ~(mask & ~_OTHER)) if negated else mask)
