"""JSON as nodes, with the comments and trailing commas that many configuration files have."""

from __future__ import annotations

import json
import re

from checks.values.node import MAX_DEPTH, Entry, Items, Leaf, Node, Scalar, Table, TooDeep, Unreadable, whole

_BLANK = re.compile(r"(?:[ \t\n]+|//[^\n]*|/\*.*?\*/)*+", re.DOTALL)
_TEXT = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[a-z]+")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_MOST_DIGITS = 300


def document(text: str) -> Node:
    """The value of a JSON text.

    Raises:
        Unreadable: the text is no JSON, or is too deep.
    """
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self._counted = text, 0, 1, 0

    def document(self) -> Node:
        node = self._value(0)
        self._skip()
        if self.at != len(self.text):
            raise self._wrong()
        return node

    def _wrong(self) -> Unreadable:
        return Unreadable("it does not parse as JSON")

    def _skip(self) -> str:
        """Pass blanks and comments; returns the character that follows, empty at the end."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _here(self) -> int:
        self.line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self.line

    def _value(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise TooDeep
        match self._skip():
            case "{":
                return self._table(depth)
            case "[":
                return self._items(depth)
            case '"':
                return Leaf(self._here(), self._quoted())
        line = self._here()
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            if len(number[0]) > _MOST_DIGITS:
                raise Unreadable("a longer number", f"{_MOST_DIGITS} digits")
            return Leaf(line, float(number[0]) if number[1] or number[2] else int(number[0]))
        word = _WORD.match(self.text, self.at)
        if word is None or word[0] not in _WORDS:
            raise self._wrong()
        self.at = word.end()
        return Leaf(line, _WORDS[word[0]])

    def _quoted(self) -> str:
        found = _TEXT.match(self.text, self.at)
        if found is None:
            raise self._wrong()
        self.at = found.end()
        return whole(str(json.loads(found[0])))

    def _items(self, depth: int) -> Items:
        line, nodes = self._here(), []
        self.at += 1
        while self._skip() != "]":
            nodes.append(self._value(depth + 1))
            self._separate("]")
        self.at += 1
        return Items(line, tuple(nodes))

    def _table(self, depth: int) -> Table:
        line, entries = self._here(), []
        self.at += 1
        while self._skip() != "}":
            key_line = self._here()
            key = self._quoted()
            if self._skip() != ":":
                raise self._wrong()
            self.at += 1
            entries.append(Entry(key, key_line, self._value(depth + 1)))
            self._separate("}")
        self.at += 1
        return Table(line, tuple(entries))

    def _separate(self, end: str) -> None:
        found = self._skip()
        if found == ",":
            self.at += 1
        elif found != end:
            raise self._wrong()
