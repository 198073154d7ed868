"""What calls of Rails, Knex, TypeORM, Sequelize and Entity Framework do to what is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checks.migrations.calls import Call, forward_calls
from checks.migrations.effects import Act, Effect
from checks.migrations.sql_effects import sql_effects
from checks.source import Source

_CHAIN_OF_ONE = re.compile(r"""^(?:await\s+)?\w+\(\s*["'`]([\w.]+)["'`]\s*\)$""")
_NAME = re.compile(r"""\bname\s*:\s*["'`]([\w.]+)""")
_ALL_OF_A_MODEL = re.compile(r"^((?:[A-Z]\w*(?:::)?)+)(?:\.unscoped|\.all)?$")
_TABLE_BLOCKS = ("change_table", "create_table", "alterTable", "table", "createTable")


def rails_effects(source: Source) -> list[Effect]:
    """What `up` or `change` of a migration of Rails does."""
    return _effects(source, "ruby", _rails)


def script_effects(source: Source, grammar: str) -> list[Effect]:
    """What `up` of a migration in JavaScript or TypeScript does."""
    return _effects(source, grammar, _script)


def entity_effects(source: Source) -> list[Effect]:
    """What `Up` of a migration of Entity Framework does."""
    return _effects(source, "csharp", _entity)


def _effects(source: Source, grammar: str, of: Callable[[Call], Iterator[Effect]]) -> list[Effect]:
    return [effect for call in forward_calls(source, grammar) for effect in of(call)]


def _columns(call: Call, table: str, columns: tuple[str, ...]) -> Iterator[Effect]:
    for column in columns:
        if re.fullmatch(r"\w+", column):
            yield Effect(call.line, Act.DROPS, "column", f"{table}.{column}".lower())


def _sql(call: Call) -> Iterator[Effect]:
    if call.sql is not None:
        yield from sql_effects(call.sql, call.sql_line)


def _block_table(call: Call) -> str:
    return next((first for name, first in call.within if name in _TABLE_BLOCKS), "")


def _rails(call: Call) -> Iterator[Effect]:
    is_reverted = any(name == "revert" for name, _ in call.within)
    name, first = call.name, call.first()
    if is_reverted:
        back = {"create_table": "drop_table", "add_column": "remove_column", "drop_table": "create_table"}
        name = back.get(name, "")
    match name:
        case "drop_table" | "drop_join_table":
            tables = call.given if name == "drop_table" else ("_".join(sorted(call.given[:2])),)
            for table in tables:
                yield Effect(call.line, Act.DROPS, "table", table.lower())
        case "create_table":
            yield Effect(call.line, Act.CREATES, "table", first)
        case "rename_table" if len(call.given) > 1:
            yield Effect(call.line, Act.RENAMES, "table", first, (call.given[1].lower(),))
        case "remove_column":
            yield from _columns(call, first, call.given[1:2])
        case "remove_columns":
            yield from _columns(call, first, call.given[1:])
        case "remove_reference" | "remove_belongs_to":
            yield from _columns(call, first, tuple(f"{one}_id" for one in call.given[1:2]))
        case "remove_timestamps":
            yield from _columns(call, first, ("created_at", "updated_at"))
        case "remove" if call.owner and any(outer == "change_table" for outer, _ in call.within):
            yield from _columns(call, _block_table(call), call.given)
        case _:
            yield from _rails_more(call, name, first)


def _rails_more(call: Call, name: str, first: str) -> Iterator[Effect]:
    match name:
        case "add_column" if len(call.given) > 1:
            column = f"{first}.{call.given[1].lower()}"
            yield Effect(call.line, Act.CREATES, "column", column)
            if call.named.get("null") == "false" and "default" not in call.named:
                yield Effect(call.line, Act.REQUIRES, "column", column)
        case "delete_all" | "destroy_all" if found := _ALL_OF_A_MODEL.match(call.owner):
            yield Effect(call.line, Act.EMPTIES, "table", found[1].lower())
        case "truncate" | "truncate_tables":
            for table in call.given:
                yield Effect(call.line, Act.EMPTIES, "table", table.lower())
        case "execute" | "exec_query":
            yield from _sql(call)


def _script(call: Call) -> Iterator[Effect]:
    first = call.first()
    match call.name:
        case "dropTable" | "dropTableIfExists":
            yield Effect(call.line, Act.DROPS, "table", _named(first))
        case "dropSchema" | "dropSchemaIfExists" | "dropDatabase":
            kind = "database" if "Database" in call.name else "schema"
            yield Effect(call.line, Act.DROPS, kind, _named(first))
        case "createTable":
            yield Effect(call.line, Act.CREATES, "table", _named(first))
        case "renameTable" if len(call.given) > 1:
            yield Effect(call.line, Act.RENAMES, "table", first, (call.given[1].lower(),))
        case "dropColumn" | "dropColumns" | "removeColumn":
            table = _block_table(call)
            if table:
                yield from _columns(call, table, call.given)
            else:
                yield from _columns(call, _named(first), tuple(map(_named, call.given[1:2])))
        case "addColumn" if len(call.given) > 1:
            column = f"{_named(first)}.{_named(call.given[1].lower())}"
            yield Effect(call.line, Act.CREATES, "column", column)
        case "truncate" | "del" | "delete" if not call.given:
            if found := _CHAIN_OF_ONE.match(call.owner):
                yield Effect(call.line, Act.EMPTIES, "table", found[1].lower())
        case "raw" | "query" | "execute" | "sql":
            yield from _sql(call)


def _named(code: str) -> str:
    """The name in `new Table({name: "users"})`; else the code as it is."""
    found = _NAME.search(code)
    return found[1].lower() if found else code


def _entity(call: Call) -> Iterator[Effect]:
    name = call.named.get("name", call.given[0] if call.given else "").lower()
    table = call.named.get("table", call.given[1] if len(call.given) > 1 else "").lower()
    match call.name:
        case "DropTable":
            yield Effect(call.line, Act.DROPS, "table", name)
        case "DropSchema":
            yield Effect(call.line, Act.DROPS, "schema", name)
        case "CreateTable":
            yield Effect(call.line, Act.CREATES, "table", name)
        case "RenameTable" if new := call.named.get("newName"):
            yield Effect(call.line, Act.RENAMES, "table", name, (new.lower(),))
        case "DropColumn":
            yield Effect(call.line, Act.DROPS, "column", f"{table}.{name}")
        case "AddColumn":
            yield Effect(call.line, Act.CREATES, "column", f"{table}.{name}")
            is_required = call.named.get("nullable") == "false"
            if is_required and not any(key.startswith("default") for key in call.named):
                yield Effect(call.line, Act.REQUIRES, "column", f"{table}.{name}")
        case "Sql":
            yield from _sql(call)
