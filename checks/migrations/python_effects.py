"""What a migration of Alembic or Django does, read from its syntax tree; nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from checks.migrations.effects import Act, Effect
from checks.migrations.sql_effects import sql_effects

_BACKWARDS = {"reverse_sql", "reverse_code", "state_operations"}


def alembic_effects(text: str) -> list[Effect]:
    """What `upgrade` and the functions it calls do.

    Raises:
        SyntaxError: the text is no Python of this version, or too deeply nested.
    """
    module = _parsed(text)
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    reached, waiting = [], ["upgrade"]
    while waiting:
        node = functions.pop(waiting.pop(), None)
        if node is not None:
            reached.append(node)
            waiting += [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
    reading = _Reading(module)
    return sorted((effect for node in reached for effect in reading.alembic(node)), key=lambda one: one.line)


def django_effects(text: str) -> list[Effect]:
    """What the operations of the class `Migration` do.

    Raises:
        SyntaxError: the text is no Python of this version, or too deeply nested.
    """
    module = _parsed(text)
    reading = _Reading(module)
    found: list[Effect] = []
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            for statement in node.body:
                found += reading.django(statement)
    return found


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (ValueError, RecursionError, MemoryError) as failed:
        raise SyntaxError(type(failed).__name__) from None


class _Reading:
    def __init__(self, module: ast.Module) -> None:
        self._texts = {
            target.id: node.value
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}

    def alembic(self, function: ast.FunctionDef) -> Iterator[Effect]:
        tables: dict[str, str] = {}
        texts = dict(self._texts)
        for node in ast.walk(function):
            if isinstance(node, ast.With):
                for item in node.items:
                    if isinstance(item.context_expr, ast.Call) and isinstance(item.optional_vars, ast.Name):
                        tables[item.optional_vars.id] = self.text(
                            _argument(item.context_expr, 0, "table_name")
                        )
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                texts[node.targets[0].id] = node.value
        self._local = texts
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                yield from self._operation(node, node.func.attr, tables.get(owner))

    def _operation(self, call: ast.Call, name: str, table: str | None) -> Iterator[Effect]:
        line = call.lineno
        shift = 0 if table is None else -1
        match name:
            case "drop_table":
                yield Effect(line, Act.DROPS, "table", self.text(_argument(call, 0, "table_name")))
            case "create_table":
                yield Effect(line, Act.CREATES, "table", self.text(_argument(call, 0, "table_name")))
            case "rename_table":
                new = self.text(_argument(call, 1, "new_table_name"))
                yield Effect(
                    line, Act.RENAMES, "table", self.text(_argument(call, 0, "old_table_name")), (new,)
                )
            case "drop_column":
                where = table if table is not None else self.text(_argument(call, 0, "table_name"))
                column = self.text(_argument(call, 1 + shift, "column_name"))
                yield Effect(line, Act.DROPS, "column", f"{where}.{column}")
            case "add_column":
                where = table if table is not None else self.text(_argument(call, 0, "table_name"))
                yield from self._column(_argument(call, 1 + shift, "column"), where, line)
            case "execute":
                yield from self._execute(_argument(call, 0, "sqltext"))

    def _column(self, column: ast.expr | None, table: str, line: int) -> Iterator[Effect]:
        if not isinstance(column, ast.Call):
            return
        name = f"{table}.{self.text(_argument(column, 0, 'name'))}"
        yield Effect(line, Act.CREATES, "column", name)
        said = {one.arg: one.value for one in column.keywords}
        nullable = said.get("nullable")
        is_required = isinstance(nullable, ast.Constant) and nullable.value is False
        if is_required and not said.keys() & {"server_default", "autoincrement"}:
            yield Effect(line, Act.REQUIRES, "column", name)

    def _execute(self, argument: ast.expr | None) -> Iterator[Effect]:
        if isinstance(argument, ast.Name):
            argument = self._local.get(argument.id)
        if isinstance(argument, ast.Call):
            function = argument.func
            if isinstance(function, ast.Attribute) and function.attr == "delete" and not argument.args:
                yield Effect(argument.lineno, Act.EMPTIES, "table", ast.unparse(function.value))
                return
            argument = _argument(argument, 0, "text")
        written = self._written(argument)
        if written is not None and argument is not None:
            yield from sql_effects(written, argument.lineno)

    def _written(self, node: ast.expr | None, depth: int = 8) -> str | None:
        if isinstance(node, ast.Name) and depth:
            return self._written(self._texts.get(node.id), depth - 1)
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.JoinedStr):
            return "".join(str(one.value) if isinstance(one, ast.Constant) else "_" for one in node.values)
        return None

    def text(self, node: ast.expr | None) -> str:
        """The text that an expression is, lower case; else how it is written."""
        found = self._written(node)
        return found.lower() if found is not None else "" if node is None else ast.unparse(node)

    def django(self, node: ast.AST) -> Iterator[Effect]:
        if isinstance(node, ast.keyword) and node.arg in _BACKWARDS:
            return
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from self._django_operation(node, name)
            if name in ("RunSQL", "RunPython"):
                return
        for child in ast.iter_child_nodes(node):
            yield from self.django(child)

    def _django_operation(self, call: ast.Call, name: str) -> Iterator[Effect]:
        line = call.lineno
        first = self.text(_argument(call, 0, "name" if name.endswith("Model") else "model_name"))
        match name:
            case "DeleteModel":
                yield Effect(line, Act.DROPS, "table", first)
            case "CreateModel":
                yield Effect(line, Act.CREATES, "table", first)
            case "RemoveField":
                yield Effect(line, Act.DROPS, "column", f"{first}.{self.text(_argument(call, 1, 'name'))}")
            case "AddField":
                yield Effect(line, Act.CREATES, "column", f"{first}.{self.text(_argument(call, 1, 'name'))}")
            case "RunSQL":
                for statement in _listed(_argument(call, 0, "sql")):
                    if (written := self._written(statement)) is not None:
                        yield from sql_effects(written, statement.lineno)
            case "RunPython":
                function = _argument(call, 0, "code")
                body = self._functions.get(function.id) if isinstance(function, ast.Name) else None
                for node in ast.walk(body) if body is not None else ():
                    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                        ".objects.all().delete"
                    ):
                        model = ast.unparse(node.func).split(".objects")[0].lower()
                        yield Effect(node.lineno, Act.EMPTIES, "table", model)


def _listed(node: ast.expr | None) -> list[ast.expr]:
    """The statements of `RunSQL`: a text, or a list of texts and of pairs of a text and its values."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return [
            one.elts[0] if isinstance(one, (ast.Tuple, ast.List)) and one.elts else one for one in node.elts
        ]
    return [node] if node is not None else []


def _argument(call: ast.Call, index: int, name: str) -> ast.expr | None:
    named = next((one.value for one in call.keywords if one.arg == name), None)
    if named is not None:
        return named
    return call.args[index] if index < len(call.args) else None
