"""JSON, with the comments and trailing commas that some tools allow, as nodes."""

from __future__ import annotations

import json
import re

from checks.dependencies.model import NotRead
from checks.dependencies.nodes import MAX_DEPTH, Node

_TOKEN = re.compile(
    r"""(?P<space>[ \t\f\v\u00a0\ufeff]+)
    |(?P<end>\n)
    |(?P<text>"(?:[^"\\\n]|\\.)*")
    |(?P<mark>[{}\[\]:,])
    |(?P<word>[-+.\w]+)
    |(?P<comment>//[^\n]*|/\*)""",
    re.VERBOSE,
)
_WORDS = {"null": None, "true": True, "false": False}


def json_nodes(text: str) -> Node:
    """Parse a text.

    Raises:
        NotRead: it is no JSON, or nested too deep.
    """
    return _Parser(text).parsed()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self._stack: list[Node] = []
        self._key: list[tuple[str, int] | None] = []
        self._root: Node | None = None
        self._wants = "value"

    def parsed(self) -> Node:
        position = 0
        while position < len(self._text):
            token = _TOKEN.match(self._text, position)
            if token is None:
                raise NotRead(f"line {self._line} is no JSON")
            position = token.end()
            kind = token.lastgroup
            if kind == "end":
                self._line += 1
            elif kind == "comment" and token.group() == "/*":
                end = self._text.find("*/", position)
                if end < 0:
                    raise NotRead("a comment does not end")
                self._line += self._text.count("\n", position, end)
                position = end + 2
            elif kind == "mark":
                self._mark(token.group())
            elif kind == "text":
                self._scalar(self._string(token.group()), is_text=True)
            elif kind == "word":
                self._scalar(self._word(token.group()), is_text=False)
        if self._stack or self._root is None:
            raise NotRead("the JSON ends too early")
        return self._root

    def _string(self, token: str) -> str:
        if "\\" not in token:
            return token[1:-1]
        try:
            return str(json.loads(token))
        except ValueError:
            raise NotRead(f"line {self._line} is no JSON") from None

    def _word(self, word: str) -> object:
        if word in _WORDS:
            return _WORDS[word]
        if word[0].isalpha() or len(word) > 100:
            raise NotRead(f"line {self._line} is no JSON")
        return word

    def _wrong(self) -> NotRead:
        return NotRead(f"line {self._line} is no JSON")

    def _mark(self, mark: str) -> None:
        if mark in "{[":
            if self._wants != "value" or len(self._stack) >= MAX_DEPTH:
                raise self._wrong()
            node = Node(self._line)
            node.is_mapping, node.is_list = mark == "{", mark == "["
            self._place(node)
            self._stack.append(node)
            self._key.append(None)
            self._wants = "key" if mark == "{" else "value"
        elif mark in "}]":
            if not self._stack or self._stack[-1].is_mapping != (mark == "}") or self._wants == "colon":
                raise self._wrong()
            if self._wants == "value" and self._key[-1] is not None:
                raise self._wrong()
            self._stack.pop().end_line = self._line
            self._key.pop()
            self._wants = "comma"
        elif mark == ":":
            if self._wants != "colon":
                raise self._wrong()
            self._wants = "value"
        else:
            if self._wants != "comma" or not self._stack:
                raise self._wrong()
            self._wants = "key" if self._stack[-1].is_mapping else "value"

    def _scalar(self, value: object, *, is_text: bool) -> None:
        if self._wants == "key" and is_text:
            self._key[-1] = (str(value), self._line)
            self._wants = "colon"
        elif self._wants == "value":
            self._place(Node(self._line, value))
            self._wants = "comma"
        else:
            raise self._wrong()

    def _place(self, node: Node) -> None:
        if not self._stack:
            if self._root is not None:
                raise self._wrong()
            self._root = node
            return
        top = self._stack[-1]
        if top.is_list:
            top.items.append(node)
            return
        key = self._key[-1]
        if key is None:
            raise self._wrong()
        node.line = key[1]
        top.entries.append((key[0], node))
        self._key[-1] = None
