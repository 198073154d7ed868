"""What the changesets of a Liquibase changelog do; what stands under `rollback` is the way back."""

from __future__ import annotations

from collections.abc import Iterator

from checks.dependencies.nodes import Node
from checks.dependencies.xml_nodes import Element
from checks.migrations.changesets import Changeset
from checks.migrations.effects import Act, Effect
from checks.migrations.sql_effects import sql_effects


def changeset_effects(changeset: Changeset) -> list[Effect]:
    """What one changeset does, in order."""
    if changeset.element is not None:
        return [effect for child in changeset.element.children for effect in _of_element(child)]
    if changeset.node is not None:
        return [effect for item in changeset.node.each("changes") for effect in _of_node(item)]
    return list(sql_effects(changeset.text))


def _of_element(element: Element) -> Iterator[Effect]:
    if element.tag in ("rollback", "preConditions"):
        return
    columns = [child.attribute("name") for child in element.all("column")]
    has_where = any(element.all("where"))
    written = element.text if element.tag == "sql" else None
    attributes = dict(element.attributes)
    yield from _change(element.tag, attributes, columns, written, element.line, has_where=has_where)


def _of_node(item: Node) -> Iterator[Effect]:
    for tag, node in item.entries:
        attributes = {key: value.text for key, value in node.entries}
        columns = [column.text_at("column", "name") for column in node.each("columns")]
        written = attributes.get("sql", node.text) if tag == "sql" else None
        yield from _change(tag, attributes, columns, written, node.line, has_where="where" in attributes)


def _change(
    tag: str,
    attributes: dict[str, str],
    columns: list[str],
    written: str | None,
    line: int,
    *,
    has_where: bool,
) -> Iterator[Effect]:
    table = attributes.get("tableName", "").lower()
    match tag:
        case "dropTable":
            yield Effect(line, Act.DROPS, "table", table)
        case "createTable":
            yield Effect(line, Act.CREATES, "table", table)
        case "renameTable":
            new = attributes.get("newTableName", "").lower()
            yield Effect(line, Act.RENAMES, "table", attributes.get("oldTableName", "").lower(), (new,))
        case "dropColumn":
            for column in [attributes.get("columnName", ""), *columns]:
                if column:
                    yield Effect(line, Act.DROPS, "column", f"{table}.{column}".lower())
        case "addColumn":
            for column in columns:
                yield Effect(line, Act.CREATES, "column", f"{table}.{column}".lower())
        case "delete" if not has_where:
            yield Effect(line, Act.EMPTIES, "table", table)
        case "sql" if written:
            yield from sql_effects(written, line)
