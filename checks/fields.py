"""Reading the values of a document by name, noting everything that does not fit.

A reader never stops at the first mistake: what is missing or of another kind is noted with its place
and read as empty, so that one run shows all problems of a file.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import TypeVar

from checks.document import Document, Location
from checks.problem import Problem

Choice = TypeVar("Choice", bound=StrEnum)

KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}


def kind_of(value: object) -> str:
    """What a value is, in the words of a message."""
    return KINDS.get(type(value), "empty")


def nearest(name: str, known: Collection[str]) -> str:
    """A tail for a message about an unknown name: what it may have been meant to be."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    if close:
        return f", did you mean `{close[0]}`"
    return f"; known are {listed(known)}" if len(known) <= 10 else ""


def listed(names: Collection[str]) -> str:
    """Names as code, sorted, with commas."""
    return ", ".join(f"`{name}`" for name in sorted(names))


class Fields:
    """A mapping of a document that is being read.

    Args:
        document: the document.
        location: where the mapping stands in it.
        problems: where to note what is wrong.
        known: the keys it may have; any other is a problem.
    """

    def __init__(
        self, document: Document, location: Location, problems: list[Problem], known: Collection[str]
    ) -> None:
        self.document = document
        self.location = location
        self.problems = problems
        value = document.at(location)
        self._is_mapping = isinstance(value, dict)
        self._mapping = value if isinstance(value, dict) else {}
        if not self._is_mapping:
            self.wrong((), f"this must be a mapping, not {kind_of(value)}")
        for key in self._mapping:
            if key not in known:
                self.wrong((key,), f"there is no key `{key}`{nearest(key, known)}", at_key=True)

    def __contains__(self, key: str) -> bool:
        return key in self._mapping

    def wrong(self, inside: Location, message: str, *, at_key: bool = False) -> None:
        """Note a problem at a location inside the mapping."""
        self.problems.append(self.document.problem(self.location + inside, message, at_key=at_key))

    def require(self, key: str, why: str = "") -> None:
        """Note it if a key is missing in what is a mapping."""
        if key not in self._mapping and self._is_mapping:
            self.wrong((), f"the key `{key}` is missing{why}")

    def value(self, key: str) -> object:
        """The value of a key as it is, `None` if there is none."""
        return self._mapping.get(key)

    def text(self, key: str) -> str:
        """A text with more than white space, or empty."""
        if key not in self._mapping:
            return ""
        return self._text((key,), self._mapping[key])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts that is not empty; one text stands for a list of one."""
        value = self._mapping.get(key)
        if key not in self._mapping:
            return ()
        if isinstance(value, str):
            return (self._text((key,), value),)
        if not isinstance(value, list) or not value:
            shown = "empty" if value == [] else kind_of(value)
            self.wrong((key,), f"`{key}` must be a list of texts, it is {shown}")
            return ()
        return tuple(self._text((key, index), item) for index, item in enumerate(value))

    def choice(self, key: str, of: type[Choice], default: Choice, without: Collection[Choice] = ()) -> Choice:
        """One of the words of an enumeration."""
        if key not in self._mapping:
            return default
        return self.word((key,), self._mapping[key], of, default, without)

    def word(
        self,
        inside: Location,
        value: object,
        of: type[Choice],
        default: Choice,
        without: Collection[Choice] = (),
    ) -> Choice:
        """A value as one of the words of an enumeration; `default` where it is none, with a problem."""
        words = {member.value: member for member in of if member not in without}
        if isinstance(value, str) and value in words:
            return words[value]
        choices = ", ".join(f"`{word}`" for word in words)
        if isinstance(value, bool):
            shown = str(value).lower()
            self.wrong(inside, f"`{shown}` is a truth value, no word; write one of {choices}")
        elif isinstance(value, str):
            self.wrong(inside, f"`{value}` is none of {choices}")
        else:
            self.wrong(inside, f"this must be one of {choices}, it is {kind_of(value)}")
        return default

    def items(self, key: str) -> Iterator[tuple[Location, object]]:
        """The items of a list that is not empty, each with its location in the document."""
        value = self._mapping.get(key)
        if key not in self._mapping:
            return
        if not isinstance(value, list) or not value:
            shown = "empty" if value == [] else kind_of(value)
            self.wrong((key,), f"`{key}` must be a list with at least one item, it is {shown}")
            return
        for index, item in enumerate(value):
            yield (*self.location, key, index), item

    def _text(self, inside: Location, value: object) -> str:
        if isinstance(value, str) and value.strip():
            return value
        shown = "empty" if value is None or isinstance(value, str) else kind_of(value)
        hint = "; quote it" if isinstance(value, (bool, int, float)) else ""
        self.wrong(inside, f"this must be a text, it is {shown}{hint}")
        return ""
