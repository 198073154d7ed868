"""XML as elements with lines: no document type, so nothing is expanded and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from checks.dependencies.model import NotRead
from checks.dependencies.nodes import MAX_DEPTH

_ENCODING = re.compile(r"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_PLAIN = re.compile(r"utf-?(?:8|16)|us-ascii|iso-8859-15?|windows-125[0-9]|latin-?1", re.IGNORECASE)


@dataclass
class Element:
    """One element.

    Attributes:
        tag: its name without a prefix.
        attributes: its attributes by name.
        line: the line of its start tag.
        end_line: the line of its end tag.
        text: the text in it, without that of its children.
        children: its children, in order.
    """

    tag: str
    attributes: Mapping[str, str]
    line: int
    end_line: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element that a path of names leads to; names are compared in lower case."""
        if not tags:
            yield self
            return
        for child in self.children:
            if child.tag.lower() == tags[0].lower():
                yield from child.all(*tags[1:])

    def text_at(self, *tags: str) -> str:
        """The text of the first element that a path of names leads to."""
        return next((found.text.strip() for found in self.all(*tags)), "")

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += reversed(element.children)

    def attribute(self, name: str) -> str:
        """The value of an attribute, its name in any case; empty if there is none."""
        return next((value for key, value in self.attributes.items() if key.lower() == name.lower()), "")


def xml_nodes(text: str) -> Element:
    """Parse a text.

    Raises:
        NotRead: it is no XML, has a document type, or is nested too deep.
    """
    declared = _ENCODING.match(text)
    if declared and not _PLAIN.fullmatch(declared[1]):
        raise NotRead(f"it declares the encoding `{declared[1][:40]}`")
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    stack: list[Element] = []
    roots: list[Element] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        if len(stack) >= MAX_DEPTH:
            raise NotRead(f"this is nested more than {MAX_DEPTH} deep")
        element = Element(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def closed(_: str) -> None:
        stack.pop().end_line = parser.CurrentLineNumber

    def written(data: str) -> None:
        if stack:
            stack[-1].text += data

    def typed(*_: object) -> None:
        raise NotRead("it has a document type, which is not read")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = written
    parser.StartDoctypeDeclHandler = typed
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as broken:
        raise NotRead(f"line {broken.lineno} is no XML") from None
    if not roots:
        raise NotRead("it holds no element")
    return roots[0]
