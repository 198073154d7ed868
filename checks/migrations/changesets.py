"""The changesets of a Liquibase changelog: each runs once, and new ones join old ones in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.dependencies.model import NotRead
from checks.dependencies.nodes import Node
from checks.dependencies.xml_nodes import Element, xml_nodes
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.source import Source
from checks.sql.tokens import tokens

_HEAD = re.compile(r"^[ \t]*--[ \t]*changeset[ \t]+([^\s:]+):(\S+)([^\n]*)$", re.MULTILINE | re.IGNORECASE)
_UNHASHED = frozenset({"rollback", "comment", "validCheckSum", "preConditions", "id", "author"})
_FREE = ("runOnChange", "runAlways")


@dataclass(frozen=True, slots=True)
class Changeset:
    """One changeset.

    Attributes:
        key: author and id, by which Liquibase remembers that it ran.
        line: where it begins.
        said: what it does, the same for the same work.
        may_change: whether it says that an edit is meant.
        text: its SQL in a formatted SQL file.
        element: it in an XML file.
        node: it in a YAML file.
    """

    key: tuple[str, str]
    line: int
    said: tuple[object, ...]
    may_change: bool
    text: str = ""
    element: Element | None = None
    node: Node | None = None


def changesets(path: str, source: Source) -> tuple[Changeset, ...]:
    """The changesets of a file, in order.

    Raises:
        NotRead: it is not what its name says.
    """
    if path.endswith(".sql"):
        return tuple(_of_sql(source.text))
    if path.endswith(".xml"):
        return tuple(_of_xml(xml_nodes(source.text)))
    return tuple(_of_yaml(yaml_nodes(source.text)))


def _of_sql(text: str) -> Iterator[Changeset]:
    heads = list(_HEAD.finditer(text))
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        body = text[head.end() : end]
        said = tuple((token.kind, token.text) for token in tokens(body) if token.text != ";")
        terms = f"{head[3]}{body}".lower()
        may_change = any(f"{term.lower()}:true" in terms for term in _FREE) or "--validchecksum" in terms
        blank = "\n" * text.count("\n", 0, head.end())
        yield Changeset(
            (head[1], head[2]), text.count("\n", 0, head.start()) + 1, said, may_change, blank + body
        )


def _of_xml(root: Element) -> Iterator[Changeset]:
    if root.tag != "databaseChangeLog":
        raise NotRead("it is no changelog")
    for element in root.all("changeSet"):
        said = tuple(_flat(child) for child in element.children if child.tag not in _UNHASHED)
        may_change = any(element.attribute(term) == "true" for term in _FREE) or any(
            element.all("validCheckSum")
        )
        key = (element.attribute("author"), element.attribute("id"))
        yield Changeset(key, element.line, said, may_change, element=element)


def _flat(element: Element) -> tuple[object, ...]:
    children = tuple(_flat(child) for child in element.children if child.tag not in _UNHASHED)
    return (
        element.tag,
        tuple(sorted(element.attributes.items())),
        " ".join(element.text.split()),
        children,
    )


def _of_yaml(root: Node) -> Iterator[Changeset]:
    for item in root.each("databaseChangeLog"):
        found = item.get("changeSet")
        if found is None:
            continue
        said = tuple((key, _value(node)) for key, node in found.entries if key not in _UNHASHED)
        may_change = any(found.text_at(term) == "true" for term in _FREE)
        may_change = may_change or any((value := found.get(term)) and value.is_true for term in _FREE)
        may_change = may_change or found.get("validCheckSum") is not None
        yield Changeset(
            (found.text_at("author"), found.text_at("id")), item.line, said, may_change, node=found
        )


def _value(node: Node) -> object:
    if node.is_mapping:
        return tuple((key, _value(one)) for key, one in node.entries if key not in {"rollback", "comment"})
    return tuple(map(_value, node.items)) if node.is_list else node.scalar
