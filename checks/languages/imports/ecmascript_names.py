"""Names that a JavaScript statement takes from another module, and under which it hands them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ast_grep_py import SgNode

Names = tuple[tuple[str, ...], tuple[str, ...]]
"""What is taken, and for each the name under which others can take it; see `Import`."""


def names_of(node: SgNode, exported: Mapping[str, tuple[str, ...]]) -> Names:
    """The names of an import or export statement that has a source.

    Args:
        node: the statement.
        exported: local name → the names under which the file exports it elsewhere.
    """
    pairs = list(_export(node)) if node.kind() == "export_statement" else list(_import(node, exported))
    return tuple(taken for taken, _ in pairs), tuple(bound for _, bound in pairs)


def exported_names(statements: Iterable[SgNode]) -> Mapping[str, tuple[str, ...]]:
    """Local name → the names under which export statements without a source export it."""
    found: dict[str, tuple[str, ...]] = {}
    for node in statements:
        children = node.children()
        if node.kind() != "export_statement" or any(child.kind() == "from" for child in children):
            continue
        pairs = [pair for child in children if child.kind() == "export_clause" for pair in _specified(child)]
        if any(child.kind() == "default" for child in children):
            pairs += [(child.text(), "default") for child in children if child.kind() == "identifier"]
        for local, name in pairs:
            found[local] = (*found.get(local, ()), name)
    return found


def _import(node: SgNode, exported: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    clause = next((child for child in node.children() if child.kind() == "import_clause"), None)
    for part in clause.children() if clause is not None else ():
        kind = part.kind()
        if kind == "identifier":
            pairs = [("default", part.text())]
        elif kind == "namespace_import":
            pairs = [("", part.children()[-1].text())]
        else:
            pairs = list(_specified(part)) if kind == "named_imports" else []
        for taken, local in pairs:
            yield from ((taken, bound) for bound in exported.get(local, ("",)))


def _export(node: SgNode) -> Iterator[tuple[str, str]]:
    for child in node.children():
        if child.kind() == "*":
            yield "*", "*"
        elif child.kind() == "namespace_export":
            yield "", child.children()[-1].text()
        elif child.kind() == "export_clause":
            yield from _specified(child)


def _specified(clause: SgNode) -> Iterator[tuple[str, str]]:
    for part in clause.children():
        if part.kind() in ("import_specifier", "export_specifier"):
            named = [child.text() for child in part.children() if child.is_named()]
            if named:
                yield named[0], named[-1]
