"""What a migration does to what is stored, step by step, and what of it is lost for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from checks.finding import Level


class Act(StrEnum):
    """What one step does."""

    CREATES = "creates"
    RENAMES = "renames"
    DROPS = "drops"
    EMPTIES = "empties"
    REWRITES = "rewrites"
    REQUIRES = "requires"


class Effect(NamedTuple):
    """One step.

    Attributes:
        line: where it stands in the text, from 1.
        act: what it does.
        kind: to what: `table`, `column`, `schema`, `database`, `partition`.
        name: the name of that; a column as `table.column`; quotes and schemas are gone.
        others: the new name of what is renamed, or the columns that are rewritten.
    """

    line: int
    act: Act
    kind: str
    name: str
    others: tuple[str, ...] = ()


class Loss(NamedTuple):
    """A step that destroys, or that existing rows stand in the way of.

    Attributes:
        line: where it stands.
        said: what it does, one phrase.
        at_most: what it weighs at most.
    """

    line: int
    said: str
    at_most: Level | None = None


class Ledger:
    """What the migrations of one change have created so far, in the order in which they run."""

    def __init__(self) -> None:
        self._fresh: set[str] = set()

    def losses(self, effects: Sequence[Effect]) -> Iterator[Loss]:
        """The losses of one migration, which follows those that were asked about before."""
        renamed = {one.others[0]: one.name for one in effects if one.act is Act.RENAMES}
        for at, one in enumerate(effects):
            if one.act is Act.CREATES:
                self._fresh.add(one.name)
            elif one.act is Act.RENAMES:
                if one.name in self._fresh:
                    self._fresh.add(one.others[0])
            elif not self._is_new(one) and not _is_rebuilt(one, renamed, effects, at):
                yield _told(one, effects[at + 1 :])

    def _is_new(self, one: Effect) -> bool:
        table = one.name.split(".")[0]
        if table in self._fresh:
            return True
        if one.act is not Act.REQUIRES and one.name in self._fresh:
            return True
        return bool(one.others) and all(f"{table}.{column}" in self._fresh for column in one.others)


def _is_rebuilt(one: Effect, renamed: dict[str, str], effects: Sequence[Effect], at: int) -> bool:
    """Whether a dropped table has a successor under its name, as SQLite alters tables."""
    if one.kind != "table" or one.act is not Act.DROPS:
        return False
    created = {other.name for other in effects if other.act is Act.CREATES}
    heirs = {
        other.name for other in effects[at + 1 :] if other.act is Act.RENAMES and other.others == (one.name,)
    }
    return bool(heirs & created) or renamed.get(one.name) in created


def _told(one: Effect, later: Sequence[Effect]) -> Loss:
    shown = f"`{one.name}`"
    if one.act is Act.EMPTIES:
        return Loss(one.line, f"deletes every row of {shown}")
    if one.act is Act.REWRITES:
        return Loss(one.line, f"changes every row of {shown}", Level.NOTE)
    if one.act is Act.REQUIRES:
        return Loss(
            one.line, f"adds the column {shown}, which may not be empty and has no default", Level.NOTE
        )
    if one.kind == "table":
        is_made_anew = any(other.act is Act.CREATES and other.name == one.name for other in later)
        return Loss(one.line, f"drops the table {shown} with its rows", Level.NOTE if is_made_anew else None)
    return Loss(one.line, f"drops the {one.kind} {shown}")
