"""What SQL does to what is stored, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checks.migrations.effects import Act, Effect
from checks.sql.cursor import Cursor
from checks.sql.statements import Statement, statements
from checks.sql.tokens import Kind, Token

_NOT_COLUMNS = [
    "CONSTRAINT",
    "INDEX",
    "KEY",
    "PRIMARY",
    "FOREIGN",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "NOT",
    "IDENTITY",
    "EXPRESSION",
    "NULL",
    "SUBPARTITION",
    "PERIOD",
    "SYSTEM",
]
_FILLED = ("DEFAULT", "GENERATED", "IDENTITY", "AUTO_INCREMENT", "AUTOINCREMENT", "SERIAL", "BIGSERIAL", "AS")
_LIMITS = ("WHERE", "LIMIT", "USING", "JOIN", "FROM", "TOP")
_DOWN = re.compile(
    r"^[ \t]*--[ \t]*(?:\+\w+[ \t]+down|migrate:down|down[ \t]+migration)\b", re.IGNORECASE | re.MULTILINE
)
_UP = re.compile(
    r"^[ \t]*--[ \t]*(?:\+\w+[ \t]+up|migrate:up|up[ \t]+migration)\b", re.IGNORECASE | re.MULTILINE
)


def forward(text: str) -> str:
    """The text with its way back blanked, where marks of goose, dbmate and their like divide the two."""
    marks = sorted(
        [(found.start(), False) for found in _DOWN.finditer(text)]
        + [(found.start(), True) for found in _UP.finditer(text)]
    )
    if not any(is_up for _, is_up in marks):
        return text
    kept, at, goes_on = [], 0, True
    for start, is_up in (*marks, (len(text), True)):
        part = text[at:start]
        kept.append(part if goes_on else "\n" * part.count("\n"))
        at, goes_on = start, is_up
    return "".join(kept)


def sql_effects(text: str, first_line: int = 1) -> Iterator[Effect]:
    """What a text does, in order.

    Args:
        text: SQL of any dialect.
        first_line: the line on which it begins, where it stands in another text.
    """
    for statement in statements(text):
        for effect in _of(statement):
            yield effect._replace(line=effect.line + first_line - 1)


def _of(statement: Statement) -> Iterator[Effect]:
    first = statement[0]
    words = Cursor(statement)
    if first.is_word("DO"):
        for token in statement:
            if token.kind is Kind.TEXT and token.raw.startswith("$"):
                yield from sql_effects(token.text, token.line)
    elif first.is_word("BEGIN", "IF", "THEN", "ELSE", "LOOP", "DECLARE", "END", "PERFORM"):
        later = next((at for at, one in enumerate(statement[1:], 1) if one.is_word(*_VERBS)), None)
        if later is not None:
            yield from _of(statement[later:])
    elif first.is_word(*_READERS):
        yield from _READERS[first.text](words)
    elif first.is_word("DELETE", "UPDATE", "WITH"):
        yield from _rows(statement)


_VERBS = ("DROP", "ALTER", "TRUNCATE", "DELETE", "UPDATE", "CREATE")


def _truncate(words: Cursor) -> Iterator[Effect]:
    line = words.line
    words.skip("TRUNCATE")
    words.skip("TABLE")
    words.skip("ONLY")
    for name in words.names():
        yield Effect(line, Act.EMPTIES, "table", name)


def _drop(words: Cursor) -> Iterator[Effect]:
    line = words.line
    words.skip("DROP")
    kind = next((kind for kind in ("TABLE", "SCHEMA", "DATABASE") if words.skip(kind)), None)
    if kind is None:
        return
    words.skip("IF", "EXISTS")
    for name in words.names():
        yield Effect(line, Act.DROPS, kind.lower(), name)


def _create(words: Cursor) -> Iterator[Effect]:
    line = words.line
    words.skip("CREATE")
    for kind in ("GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "FOREIGN", "EXTERNAL"):
        words.skip(kind)
    made = next((kind for kind in ("TABLE", "SCHEMA", "DATABASE") if words.skip(kind)), None)
    if made is None or words.skip("IF", "NOT", "EXISTS"):
        return
    if name := words.name():
        yield Effect(line, Act.CREATES, made.lower(), name)


def _rename(words: Cursor) -> Iterator[Effect]:
    line = words.line
    old = words.name() if words.skip("RENAME", "TABLE") else ""
    if old and words.skip("TO") and (new := words.name()):
        yield Effect(line, Act.RENAMES, "table", old, (new,))


def _alter(words: Cursor) -> Iterator[Effect]:
    if not words.skip("ALTER", "TABLE"):
        return
    words.skip("IF", "EXISTS")
    words.skip("ONLY")
    table = words.name()
    verb = ""
    for action in words.parts():
        part = Cursor(action)
        if not part.at_word("DROP", "ADD", "RENAME", "ALTER", "MODIFY", "CHANGE") and verb == "ADD":
            yield from _added(part, table)  # `ADD a int, b int`, as SQL Server has it
            continue
        verb = action[0].text if action else ""
        line = part.line
        if part.skip("DROP"):
            yield from _dropped(part, table, line)
        elif part.skip("ADD"):
            yield from _added(part, table)
        elif part.skip("RENAME", "TO") and (new := part.name()):
            yield Effect(line, Act.RENAMES, "table", table, (new,))


def _dropped(part: Cursor, table: str, line: int) -> Iterator[Effect]:
    if part.skip("PARTITION"):
        yield Effect(line, Act.DROPS, "partition", f"{table}.{part.name()}")
        return
    named = part.skip("COLUMN")
    part.skip("IF", "EXISTS")
    if not named and part.at_word(*_NOT_COLUMNS):
        return
    for name in part.names():
        yield Effect(line, Act.DROPS, "column", f"{table}.{name}")


def _added(part: Cursor, table: str) -> Iterator[Effect]:
    line = part.line
    named = part.skip("COLUMN")
    if not named and part.at_word(*_NOT_COLUMNS):
        return
    if part.skip("IF", "NOT", "EXISTS"):
        return
    name = part.name()
    rest = part.rest
    if not name or not rest:
        return
    yield Effect(line, Act.CREATES, "column", f"{table}.{name}")
    is_required = any(one.is_word("NOT") and other.is_word("NULL") for one, other in pairwise(rest))
    if is_required and not any(one.is_word(*_FILLED) or "SERIAL" in one.text for one in rest):
        yield Effect(line, Act.REQUIRES, "column", f"{table}.{name}")


def _rows(statement: Statement) -> Iterator[Effect]:
    """A `DELETE` or `UPDATE`, also behind `WITH`, that is bound to no rows."""
    depth, start = 0, None
    for at, token in enumerate(statement):
        depth += (token.text == "(") - (token.text == ")") if token.kind is Kind.SIGN else 0
        if depth == 0 and token.is_word("DELETE", "UPDATE"):
            start = at
            break
    if start is None:
        return
    words = Cursor(statement[start:])
    line = words.line
    if words.skip("UPDATE"):
        words.skip("ONLY")
        table = words.name()
        columns = tuple(_set_columns(words.rest))
        if columns and not any(one.is_word(*_LIMITS) for one in _top(words.rest)):
            yield Effect(line, Act.REWRITES, "table", table, columns)
        return
    words.skip("DELETE")
    if not words.skip("FROM"):
        return
    words.skip("ONLY")
    table = words.name()
    if table and not any(one.is_word(*_LIMITS) for one in _top(words.rest)):
        yield Effect(line, Act.EMPTIES, "table", table)


def _set_columns(rest: Sequence[Token]) -> Iterator[str]:
    top = _top(rest)
    for before, token, after in zip(top, top[1:], top[2:], strict=False):
        starts = before.is_word("SET") or before.text == ","
        if starts and token.is_name and after.text == "=":
            yield token.name


def _top(rest: Sequence[Token]) -> list[Token]:
    """The tokens outside brackets."""
    depth, found = 0, []
    for token in rest:
        is_sign = token.kind is Kind.SIGN
        depth += is_sign and token.text == "("
        if not depth:
            found.append(token)
        depth -= is_sign and token.text == ")" and depth > 0
    return found


_READERS = {"DROP": _drop, "CREATE": _create, "ALTER": _alter, "RENAME": _rename, "TRUNCATE": _truncate}
